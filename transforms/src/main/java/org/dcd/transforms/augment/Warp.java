package org.dcd.transforms.augment;

import java.util.Arrays;
import org.dcd.transforms.image.ImageShape;

/**
 * Antialiased geometric transformation of images, as in StyleGAN2-ADA (Karras et al. 2020, App. B) and EDM: padding by
 * reflection, upsampling by 2 with the low-pass filter of the sym6 wavelet, bilinear sampling, downsampling by 2 with
 * the same filter.
 *
 * <p>A row contains all channels. Upsampled rows, and rows before downsampling, contain the columns of even number
 * first, so that filters access consecutive values.
 */
final class Warp {
    /** Margin around the result that downsampling needs, in pixels. */
    private static final int RIM = Sym6.TAPS / 4;
    /** Values beyond the borders that upsampling reads, which are zero. */
    private static final int BORDER = Sym6.TAPS / 4;
    /** Columns beyond the width of the result that its downsampling reads, of each parity. */
    private static final int MORE = Sym6.TAPS / 2 - 1;

    private final int channels;
    private final int height;
    private final int width;
    private final int left;
    private final int top;
    /** Size of the padded image. */
    private final int paddedWidth;

    private final int paddedHeight;
    private final Affine map;
    private final Buffers buffers;

    /** Arrays that are used for one image after the other. */
    static final class Buffers {
        private double[] padded = {};
        private double[][] doubledColumns = {};
        private double[][] doubled = {};
        private double[] sampledRow = {};
        private double[][] halvedColumns = {};
        private double[] row = {};

        private static double[] atLeast(double[] array, int length) {
            return array.length < length ? new double[length] : array;
        }

        private static double[][] atLeast(double[][] rows, int count, int length) {
            int before = rows.length == 0 ? 0 : rows[0].length;
            return rows.length < count || before < length
                    ? new double[Math.max(rows.length, count)][Math.max(before, length)]
                    : rows;
        }
    }

    /** @param inverse from centred pixels of the result to those of the image */
    Warp(ImageShape shape, Affine inverse, Buffers buffers) {
        this.buffers = buffers;
        this.channels = shape.channels();
        this.height = shape.height();
        this.width = shape.width();
        double cx = (width - 1) / 2.0;
        double cy = (height - 1) / 2.0;
        double reachX = Math.abs(inverse.xx()) * cx + Math.abs(inverse.xy()) * cy;
        double reachY = Math.abs(inverse.yx()) * cx + Math.abs(inverse.yy()) * cy;
        this.left = margin(reachX - inverse.x0() - cx, width);
        int right = margin(reachX + inverse.x0() - cx, width);
        this.top = margin(reachY - inverse.y0() - cy, height);
        int bottom = margin(reachY + inverse.y0() - cy, height);
        this.paddedWidth = width + left + right;
        this.paddedHeight = height + top + bottom;
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

    /**
     * Transforms one image.
     *
     * @param image values of the image from index {@code at}, row-major
     * @param result receives the values from the same index; may be the same array
     */
    void apply(float[] image, float[] result, int at) {
        pad(image, at);
        doubleColumns();
        doubleRows();
        sampleHalvedColumns();
        halveRows(result, at);
    }

    /** Length of a row of all channels, with zeros on both sides of each. */
    private int stride() {
        return channels * (paddedWidth + 2 * BORDER);
    }

    private void pad(float[] image, int at) {
        int channel = paddedWidth + 2 * BORDER;
        int length = paddedHeight * stride() + 2 * BORDER;
        double[] out = buffers.padded = Buffers.atLeast(buffers.padded, length);
        Arrays.fill(out, 0, length, 0);
        int[] columns = new int[paddedWidth];
        for (int x = 0; x < paddedWidth; x++) {
            columns[x] = reflected(x - left, width);
        }
        for (int y = 0; y < paddedHeight; y++) {
            for (int c = 0; c < channels; c++) {
                int from = at + (c * height + reflected(y - top, height)) * width;
                int to = BORDER + y * stride() + c * channel + BORDER;
                for (int x = 0; x < paddedWidth; x++) {
                    out[to + x] = image[from + columns[x]];
                }
            }
        }
    }

    private static int reflected(int i, int length) {
        int inside = Math.abs(i);
        return inside < length ? inside : 2 * (length - 1) - inside;
    }

    /** Writes even and odd columns of each row, and rows of zeros above and below. */
    private void doubleColumns() {
        int stride = stride();
        int rows = paddedHeight + 2 * BORDER;
        double[][] out = buffers.doubledColumns = Buffers.atLeast(buffers.doubledColumns, rows, 2 * stride);
        for (int y = -BORDER; y < paddedHeight + BORDER; y++) {
            double[] row = out[BORDER + y];
            if (y < 0 || y >= paddedHeight) {
                Arrays.fill(row, 0, 2 * stride, 0);
            } else {
                Sym6.upsampleAlong(0, buffers.padded, y * stride, row, 0, stride);
                Sym6.upsampleAlong(1, buffers.padded, y * stride + 1, row, stride, stride);
            }
        }
    }

    private void doubleRows() {
        int row = 2 * stride();
        double[][] out = buffers.doubled = Buffers.atLeast(buffers.doubled, 2 * paddedHeight, row);
        for (int y = 0; y < paddedHeight; y++) {
            Sym6.upsampleAcross(0, buffers.doubledColumns, y, out[2 * y], row);
            Sym6.upsampleAcross(1, buffers.doubledColumns, y + 1, out[2 * y + 1], row);
        }
    }

    /**
     * Samples rows of twice the result with its rim, without the outermost pixels, which downsampling does not read,
     * and halves their columns.
     */
    private void sampleHalvedColumns() {
        int row = channels * (width + MORE);
        int rows = 2 * (height + MORE);
        double[] sampled = buffers.sampledRow = Buffers.atLeast(buffers.sampledRow, 2 * row + MORE);
        double[][] out = buffers.halvedColumns = Buffers.atLeast(buffers.halvedColumns, rows, row);
        for (int j = 0; j < rows; j++) {
            double v = j + 1.5 - (height + 2 * RIM);
            for (int i = 0; i < 2 * (width + MORE); i++) {
                double u = i + 1.5 - (width + 2 * RIM);
                double x = map.x(u, v) + paddedWidth - 0.5;
                double y = map.y(u, v) + paddedHeight - 0.5;
                sample(x, y, sampled, i % 2 * row + i / 2);
            }
            Sym6.downsampleAlong(sampled, 0, row, out[j], row);
        }
    }

    /** Bilinear interpolation of all channels at a point of the doubled image, which is zero outside of its borders. */
    private void sample(double x, double y, double[] out, int to) {
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        double fx = x - x0;
        double fy = y - y0;
        int channel = paddedWidth + 2 * BORDER;
        if (x0 < 0 || y0 < 0 || x0 + 1 >= 2 * paddedWidth || y0 + 1 >= 2 * paddedHeight) {
            for (int c = 0; c < channels; c++) {
                double upper = (1 - fx) * at(x0, y0, c) + fx * at(x0 + 1, y0, c);
                double lower = (1 - fx) * at(x0, y0 + 1, c) + fx * at(x0 + 1, y0 + 1, c);
                out[to + c * (width + MORE)] = (1 - fy) * upper + fy * lower;
            }
            return;
        }
        double[] above = buffers.doubled[y0];
        double[] below = buffers.doubled[y0 + 1];
        int west = column(x0);
        int east = column(x0 + 1);
        for (int c = 0; c < channels; c++) {
            int at = c * channel;
            double upper = (1 - fx) * above[at + west] + fx * above[at + east];
            double lower = (1 - fx) * below[at + west] + fx * below[at + east];
            out[to + c * (width + MORE)] = (1 - fy) * upper + fy * lower;
        }
    }

    /** Position of a column within a row of the doubled image. */
    private int column(int x) {
        return (x & 1) * stride() + BORDER + (x >> 1);
    }

    private double at(int x, int y, int channel) {
        return x < 0 || y < 0 || x >= 2 * paddedWidth || y >= 2 * paddedHeight
                ? 0
                : buffers.doubled[y][column(x) + channel * (paddedWidth + 2 * BORDER)];
    }

    private void halveRows(float[] result, int at) {
        int channel = width + MORE;
        int row = channels * channel;
        double[] one = buffers.row = Buffers.atLeast(buffers.row, row);
        for (int y = 0; y < height; y++) {
            Sym6.downsampleAcross(buffers.halvedColumns, 2 * y, one, row);
            for (int c = 0; c < channels; c++) {
                int to = at + (c * height + y) * width;
                for (int x = 0; x < width; x++) {
                    result[to + x] = (float) one[c * channel + x];
                }
            }
        }
    }
}
