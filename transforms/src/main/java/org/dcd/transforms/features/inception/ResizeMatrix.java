package org.dcd.transforms.features.inception;

/** Resampling along one axis as a matrix [to, from], row-major, whose rows sum to 1. */
final class ResizeMatrix {
    private ResizeMatrix() {}

    /**
     * Linear interpolation between the two nearest elements; border elements are repeated.
     *
     * @param centre position of an element within its pixel: 0 for the corner, 0.5 for the centre
     */
    static float[] bilinear(int from, int to, double centre) {
        float[] matrix = new float[to * from];
        double scale = (double) from / to;
        for (int i = 0; i < to; i++) {
            double at = Math.max(0, (i + centre) * scale - centre);
            int low = Math.min(from - 1, (int) at);
            int high = Math.min(from - 1, low + 1);
            double share = Math.min(1, at - low);
            matrix[i * from + low] += (float) (1 - share);
            matrix[i * from + high] += (float) share;
        }
        return matrix;
    }

    /** Pillow's {@code BICUBIC}: Keys' kernel with a = -0.5, scaled with the reduction factor. */
    static float[] bicubic(int from, int to) {
        float[] matrix = new float[to * from];
        double scale = (double) from / to;
        double stretch = Math.max(1, scale);
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale;
            int first = Math.max(0, (int) (centre - 2 * stretch + 0.5));
            int end = Math.min(from, (int) (centre + 2 * stretch + 0.5));
            double[] weights = new double[end - first];
            double sum = 0;
            for (int k = 0; k < weights.length; k++) {
                weights[k] = keys((k + first - centre + 0.5) / stretch);
                sum += weights[k];
            }
            for (int k = 0; k < weights.length; k++) {
                matrix[i * from + first + k] = (float) (weights[k] / sum);
            }
        }
        return matrix;
    }

    private static double keys(double x) {
        double d = Math.abs(x);
        if (d < 1) {
            return (1.5 * d - 2.5) * d * d + 1;
        }
        return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    }

    /** Transpose of a matrix [rows, columns]. */
    static float[] transposed(float[] matrix, int rows, int columns) {
        float[] transposed = new float[matrix.length];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < columns; k++) {
                transposed[k * rows + i] = matrix[i * columns + k];
            }
        }
        return transposed;
    }
}
