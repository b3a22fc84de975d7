package org.dcd.transforms.augment;

import org.dcd.transforms.image.ImageShape;

/** {@link Warp} pixel by pixel: whole planes, one channel after the other, without consideration of speed. */
final class PlainWarp {
    /** Low-pass decomposition filter of the wavelet sym6, Σ = √2. */
    private static final double[] SYM6 = {
        0.015404109327027373,
        0.0034907120842174702,
        -0.11799011114819057,
        -0.048311742585633,
        0.4910559419267466,
        0.787641141030194,
        0.3379294217276218,
        -0.07263752278646252,
        -0.021060292512300564,
        0.04472490177066578,
        0.0017677118642428036,
        -0.007800708325034148
    };
    /** Margin around the result that downsampling needs, in pixels. */
    private static final int RIM = SYM6.length / 4;

    private final int channels;
    private final int height;
    private final int width;
    private final int left;
    private final int right;
    private final int top;
    private final int bottom;
    private final Affine map;

    /** @param inverse from centred pixels of the result to those of the image */
    PlainWarp(ImageShape shape, Affine inverse) {
        this.channels = shape.channels();
        this.height = shape.height();
        this.width = shape.width();
        double cx = (width - 1) / 2.0;
        double cy = (height - 1) / 2.0;
        double reachX = Math.abs(inverse.xx()) * cx + Math.abs(inverse.xy()) * cy;
        double reachY = Math.abs(inverse.yx()) * cx + Math.abs(inverse.yy()) * cy;
        this.left = margin(reachX - inverse.x0() - cx, width);
        this.right = margin(reachX + inverse.x0() - cx, width);
        this.top = margin(reachY - inverse.y0() - cy, height);
        this.bottom = margin(reachY + inverse.y0() - cy, height);
        this.map = Affine.translate(-0.5, -0.5)
                .after(Affine.scale(2, 2))
                .after(Affine.translate((left - right) / 2.0, (top - bottom) / 2.0))
                .after(inverse)
                .after(Affine.scale(0.5, 0.5))
                .after(Affine.translate(0.5, 0.5));
    }

    private static int margin(double beyond, int length) {
        return (int) Math.ceil(Math.min(Math.max(beyond + 2 * RIM, 0), length - 1.0));
    }

    float[] apply(float[] image) {
        float[] out = new float[image.length];
        for (int c = 0; c < channels; c++) {
            Plane doubled =
                    padded(image, c).doubledRows().transposed().doubledRows().transposed();
            Plane halved =
                    sampled(doubled).halvedRows().transposed().halvedRows().transposed();
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    out[(c * height + y) * width + x] = (float) halved.at(x + RIM, y + RIM);
                }
            }
        }
        return out;
    }

    private Plane padded(float[] image, int channel) {
        Plane padded = Plane.of(width + left + right, height + top + bottom);
        for (int y = 0; y < padded.height(); y++) {
            for (int x = 0; x < padded.width(); x++) {
                int from = (channel * height + reflected(y - top, height)) * width + reflected(x - left, width);
                padded.set(x, y, image[from]);
            }
        }
        return padded;
    }

    private static int reflected(int i, int length) {
        int inside = Math.abs(i);
        return inside < length ? inside : 2 * (length - 1) - inside;
    }

    private Plane sampled(Plane source) {
        Plane out = Plane.of((width + 2 * RIM) * 2, (height + 2 * RIM) * 2);
        for (int j = 0; j < out.height(); j++) {
            double v = j + 0.5 - out.height() / 2.0;
            for (int i = 0; i < out.width(); i++) {
                double u = i + 0.5 - out.width() / 2.0;
                double x = map.x(u, v) + source.width() / 2.0 - 0.5;
                double y = map.y(u, v) + source.height() / 2.0 - 0.5;
                out.set(i, j, source.between(x, y));
            }
        }
        return out;
    }

    /** One channel; zero outside of its borders. */
    private record Plane(int width, int height, double[] values) {
        static Plane of(int width, int height) {
            return new Plane(width, height, new double[width * height]);
        }

        double at(int x, int y) {
            return x < 0 || y < 0 || x >= width || y >= height ? 0 : values[y * width + x];
        }

        void set(int x, int y, double value) {
            values[y * width + x] = value;
        }

        Plane transposed() {
            Plane out = of(height, width);
            for (int k = 0; k < values.length; k++) {
                out.set(k / width, k % width, values[k]);
            }
            return out;
        }

        double between(double x, double y) {
            int x0 = (int) Math.floor(x);
            int y0 = (int) Math.floor(y);
            double fx = x - x0;
            double fy = y - y0;
            double upper = (1 - fx) * at(x0, y0) + fx * at(x0 + 1, y0);
            double lower = (1 - fx) * at(x0, y0 + 1) + fx * at(x0 + 1, y0 + 1);
            return (1 - fy) * upper + fy * lower;
        }

        /** Upsamples rows by 2: inserts zeros, then applies the reversed filter. */
        Plane doubledRows() {
            int n = SYM6.length;
            Plane out = of(2 * width, height);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < out.width; x++) {
                    double sum = 0;
                    for (int k = (x + n / 2) % 2; k < n; k += 2) {
                        sum += SYM6[n - 1 - k] * at((x + k - n / 2) / 2, y);
                    }
                    out.set(x, y, sum);
                }
            }
            return out;
        }

        /** Downsamples rows by 2: applies the filter at every other pixel. */
        Plane halvedRows() {
            int n = SYM6.length;
            Plane out = of(width / 2, height);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < out.width; x++) {
                    double sum = 0;
                    for (int k = 0; k < n; k++) {
                        sum += SYM6[k] * at(2 * x + k - (n - 1) / 2, y);
                    }
                    out.set(x, y, sum);
                }
            }
            return out;
        }
    }
}
