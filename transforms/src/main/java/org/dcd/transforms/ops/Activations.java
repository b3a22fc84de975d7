package org.dcd.transforms.ops;

/**
 * Memory that the backward pass of an expression needs, in tensor elements. Parameters are not part of it.
 *
 * @param matrix elements per image that only convolutions and matrix products keep, in the precision of these
 * @param elementwise elements per image that only other operations keep, always as float32
 * @param both elements per image that both keep: once in float32, or once in each precision
 * @param fixed kept elements that do not depend on the number of images, such as scaled weights
 * @param largest elements per image of the largest tensor
 */
public record Activations(long matrix, long elementwise, long both, long fixed, long largest) {
    /**
     * Kept bytes of one image.
     *
     * @param bytesPerActivation bytes per element of convolutions and matrix products: 4, or 2 in mixed precision
     */
    public long bytesPerImage(int bytesPerActivation) {
        long shared = bytesPerActivation == Float.BYTES ? Float.BYTES : Float.BYTES + bytesPerActivation;
        return matrix * bytesPerActivation + elementwise * Float.BYTES + both * shared;
    }

    /** Kept bytes that do not depend on the number of images. */
    public long fixedBytes() {
        return fixed * Float.BYTES;
    }

    /** Bytes of the largest tensor of one image, in float32. */
    public long largestBytes() {
        return largest * Float.BYTES;
    }
}
