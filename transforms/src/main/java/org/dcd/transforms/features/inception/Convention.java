package org.dcd.transforms.features.inception;

import java.util.Locale;

/**
 * How images become the input of Inception. FIDs of different conventions are different numbers; all take u8 images,
 * and repeat a grey channel three times.
 */
public enum Convention {
    /** torch-fidelity, and the original in TensorFlow: bilinear with corners at the corner, then (u - 128) / 128. */
    TORCH_FIDELITY,
    /** pytorch-fid: bilinear with centres of pixels, no antialias, then 2u/255 - 1. */
    PYTORCH_FID,
    /** clean-fid: Pillow's antialiased bicubic in floats, clipped, then (u - 128) / 128. */
    CLEAN_FID;

    /** Name in files, such as {@code torch-fidelity}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Weights [to, from] of one direction, row-major. */
    float[] resize(int from, int to) {
        return switch (this) {
            case TORCH_FIDELITY -> ResizeMatrix.bilinear(from, to, 0);
            case PYTORCH_FID -> ResizeMatrix.bilinear(from, to, 0.5);
            case CLEAN_FID -> ResizeMatrix.bicubic(from, to);
        };
    }

    /** For the protocol. */
    String text() {
        return switch (this) {
            case TORCH_FIDELITY -> "bilinear to 299, asymmetric (torch-fidelity)";
            case PYTORCH_FID -> "bilinear to 299, half-pixel (pytorch-fid)";
            case CLEAN_FID -> "Pillow bicubic to 299 (clean-fid)";
        };
    }
}
