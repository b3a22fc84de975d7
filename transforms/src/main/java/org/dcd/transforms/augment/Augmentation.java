package org.dcd.transforms.augment;

import org.dcd.transforms.image.ImageShape;

/**
 * Augmentation of one image: flips, then a geometric transformation (Karras et al. 2022, App. F.2, and NVlabs/edm
 * {@code training/augment.py}).
 *
 * @param flipX whether to flip horizontally
 * @param flipY whether to flip vertically
 * @param scale w of the isotropic scale 2^(0.2 w)
 * @param rotation rotation angle in radians
 * @param stretch w of the anisotropic scale 2^(0.2 w) along a direction, with its inverse across the direction
 * @param stretchAngle angle of that direction in radians
 * @param shiftX horizontal translation in units of an eighth of the width
 * @param shiftY vertical translation in units of an eighth of the height
 */
public record Augmentation(
        boolean flipX,
        boolean flipY,
        double scale,
        double rotation,
        double stretch,
        double stretchAngle,
        double shiftX,
        double shiftY) {
    /** Length of {@link #labels}. */
    public static final int LABELS = 9;

    private static final double SCALE_DEVIATION = 0.2;
    private static final double SHIFT_DEVIATION = 0.125;

    /** No augmentation. */
    public static final Augmentation NONE = new Augmentation(false, false, 0, 0, 0, 0, 0, 0);

    /** Augmentation labels for the network, in EDM's order: flips, scale, rotation, anisotropic scale, translation. */
    public float[] labels() {
        return new float[] {
            flipX ? 1 : 0,
            flipY ? 1 : 0,
            (float) scale,
            (float) (Math.cos(rotation) - 1),
            (float) Math.sin(rotation),
            (float) (stretch * Math.cos(stretchAngle)),
            (float) (stretch * Math.sin(stretchAngle)),
            (float) shiftX,
            (float) shiftY
        };
    }

    /**
     * Augments an image.
     *
     * @param image values, row-major
     * @param shape [c, h, w] of the image
     * @return a new image of the same shape
     */
    public float[] apply(float[] image, ImageShape shape) {
        float[] augmented = new float[image.length];
        apply(image, augmented, 0, shape, new Warp.Buffers());
        return augmented;
    }

    /**
     * Augments one of several images.
     *
     * @param images values from index {@code at}, row-major
     * @param augmented receives the values from the same index
     */
    void apply(float[] images, float[] augmented, int at, ImageShape shape, Warp.Buffers buffers) {
        mirror(images, augmented, at, shape);
        if (scale != 0 || rotation != 0 || stretch != 0 || shiftX != 0 || shiftY != 0) {
            new Warp(shape, inverse(shape), buffers).apply(augmented, augmented, at);
        }
    }

    /** Inverse transformation, from centred pixels of the result to those of the image. */
    private Affine inverse(ImageShape shape) {
        double size = Math.pow(2, SCALE_DEVIATION * scale);
        double length = Math.pow(2, SCALE_DEVIATION * stretch);
        Affine stretched = Affine.rotate(-stretchAngle)
                .after(Affine.scale(1 / length, length))
                .after(Affine.rotate(stretchAngle));
        return Affine.scale(1 / size, 1 / size)
                .after(Affine.rotate(rotation))
                .after(stretched)
                .after(Affine.translate(
                        -shiftX * shape.width() * SHIFT_DEVIATION, -shiftY * shape.height() * SHIFT_DEVIATION));
    }

    private void mirror(float[] images, float[] augmented, int at, ImageShape shape) {
        int h = shape.height();
        int w = shape.width();
        if (!flipX && !flipY) {
            System.arraycopy(images, at, augmented, at, shape.size());
            return;
        }
        for (int row = 0; row < shape.channels() * h; row++) {
            int from = at + (flipY ? row - row % h + h - 1 - row % h : row) * w;
            int to = at + row * w;
            if (flipX) {
                for (int x = 0; x < w; x++) {
                    augmented[to + x] = images[from + w - 1 - x];
                }
            } else {
                System.arraycopy(images, from, augmented, to, w);
            }
        }
    }
}
