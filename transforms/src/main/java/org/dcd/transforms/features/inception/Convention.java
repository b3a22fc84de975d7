package org.dcd.transforms.features.inception;

import java.util.Locale;

/**
 * Conventions for resizing and scaling images to the input of Inception. FIDs of different conventions cannot be
 * compared. In all of them images are u8, and a grey channel is repeated three times.
 */
public enum Convention {
    /** torch-fidelity and the original in TensorFlow: bilinear with aligned top-left corners, then (u - 128) / 128. */
    TORCH_FIDELITY,
    /** pytorch-fid: bilinear with aligned pixel centres, without antialiasing, then 2u/255 - 1. */
    PYTORCH_FID,
    /** clean-fid: Pillow's antialiased bicubic resampling in floats, clipped, then (u - 128) / 128. */
    CLEAN_FID;

    /** Name in experiment files, such as {@code torch-fidelity}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Resampling matrix [to, from] along one axis, row-major. */
    float[] resize(int from, int to) {
        return switch (this) {
            case TORCH_FIDELITY -> ResizeMatrix.bilinear(from, to, 0);
            case PYTORCH_FID -> ResizeMatrix.bilinear(from, to, 0.5);
            case CLEAN_FID -> ResizeMatrix.bicubic(from, to);
        };
    }

    /** Description for the score protocol. */
    String text() {
        return switch (this) {
            case TORCH_FIDELITY -> "bilinear to 299, asymmetric (torch-fidelity)";
            case PYTORCH_FID -> "bilinear to 299, half-pixel (pytorch-fid)";
            case CLEAN_FID -> "Pillow bicubic to 299 (clean-fid)";
        };
    }
}
