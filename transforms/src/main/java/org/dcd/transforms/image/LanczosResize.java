package org.dcd.transforms.image;

/**
 * Lanczos resampling of u8 images, bit-identical to Pillow ({@code Image.resize(size, LANCZOS)}, {@code Resample.c}):
 * separable with a = 3, antialiased by scaling the filter with the reduction factor, weights in 22-bit fixed point,
 * width first, rounding to u8 between the passes.
 */
public final class LanczosResize {
    private static final double A = 3;
    private static final int BITS = 32 - 8 - 2;

    private LanczosResize() {}

    /**
     * Resizes an image.
     *
     * @param planes u8 values [c, h, w] of {@code shape}
     * @param shape shape of the image
     * @param height new height in pixels
     * @param width new width in pixels
     * @return u8 values [c, height, width]
     */
    public static byte[] resize(byte[] planes, ImageShape shape, int height, int width) {
        Axis columns = Axis.of(shape.width(), width);
        Axis rows = Axis.of(shape.height(), height);
        int rowsOfAll = shape.channels() * shape.height();
        byte[] narrow = columns == null ? planes : new byte[Math.multiplyExact(rowsOfAll, width)];
        for (int row = 0; columns != null && row < rowsOfAll; row++) {
            columns.apply(planes, row * shape.width(), narrow, row * width, 1);
        }
        if (rows == null) {
            return narrow.clone();
        }
        byte[] resized = new byte[Math.multiplyExact(shape.channels(), Math.multiplyExact(height, width))];
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int column = 0; column < width; column++) {
                int from = channel * shape.height() * width + column;
                rows.apply(narrow, from, resized, channel * height * width + column, width);
            }
        }
        return resized;
    }

    /** L(x) = sinc(x)·sinc(x/a) on [-a, a). */
    private static double lanczos(double x) {
        return -A <= x && x < A ? sinc(x) * sinc(x / A) : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /** Filter weights along one axis. */
    private static final class Axis {
        /** First source element of each target element. */
        private final int[] first;
        /** 22-bit fixed point, of each target element. */
        private final int[][] weights;

        private Axis(int to) {
            first = new int[to];
            weights = new int[to][];
        }

        /** Returns null if the length does not change, as in Pillow. */
        static Axis of(int from, int to) {
            if (from == to) {
                return null;
            }
            double scale = (double) from / to;
            double stretch = Math.max(1, scale);
            Axis axis = new Axis(to);
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * scale;
                int first = Math.max(0, (int) (centre - A * stretch + 0.5));
                int end = Math.min(from, (int) (centre + A * stretch + 0.5));
                double[] weights = new double[end - first];
                double sum = 0;
                for (int k = 0; k < weights.length; k++) {
                    weights[k] = lanczos((k + first - centre + 0.5) / stretch);
                    sum += weights[k];
                }
                axis.first[i] = first;
                axis.weights[i] = fixed(weights, sum);
            }
            return axis;
        }

        private static int[] fixed(double[] weights, double sum) {
            int[] fixed = new int[weights.length];
            for (int k = 0; k < fixed.length; k++) {
                double weight = weights[k] / sum * (1 << BITS);
                fixed[k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            return fixed;
        }

        void apply(byte[] source, int sourceAt, byte[] target, int targetAt, int stride) {
            for (int i = 0; i < first.length; i++) {
                int sum = 1 << (BITS - 1);
                int at = sourceAt + first[i] * stride;
                for (int weight : weights[i]) {
                    sum += weight * (source[at] & 0xff);
                    at += stride;
                }
                target[targetAt + i * stride] = (byte) Math.max(0, Math.min(255, sum >> BITS));
            }
        }
    }
}
