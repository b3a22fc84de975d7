package org.dcd.transforms.augment;

import java.util.Arrays;
import org.dcd.transforms.image.ImageShape;

/**
 * Antialiased geometric transformation of images, as in StyleGAN2-ADA (Karras et al. 2020, App. B) and EDM: padding by
 * reflection, upsampling by 2 with the low-pass filter of the sym6 wavelet, bilinear sampling, downsampling by 2 with
 * the same filter.
 *
 * <p>Rows of planes are consecutive and contain all channels. Upsampled planes, and planes before downsampling, contain
 * the columns of even number first, so that filters access consecutive values.
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
        private double[] doubledColumns = {};
        private double[] doubled = {};
        private double[] sampled = {};
        private double[] halvedColumns = {};
        private double[] row = {};

        private static double[] atLeast(double[] array, int length) {
            return array.length < length ? new double[length] : array;
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
        sample();
        halveColumns();
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
        int length = (paddedHeight + 2 * BORDER) * 2 * stride;
        double[] out = buffers.doubledColumns = Buffers.atLeast(buffers.doubledColumns, length);
        Arrays.fill(out, 0, BORDER * 2 * stride, 0);
        Arrays.fill(out, length - BORDER * 2 * stride, length, 0);
        for (int y = 0; y < paddedHeight; y++) {
            for (int phase = 0; phase < 2; phase++) {
                int to = ((BORDER + y) * 2 + phase) * stride;
                Sym6.upsample(phase, buffers.padded, y * stride + phase, 1, out, to, stride);
            }
        }
    }

    private void doubleRows() {
        int row = 2 * stride();
        double[] out = buffers.doubled = Buffers.atLeast(buffers.doubled, 2 * paddedHeight * row);
        for (int y = 0; y < paddedHeight; y++) {
            for (int phase = 0; phase < 2; phase++) {
                int to = (2 * y + phase) * row;
                Sym6.upsample(phase, buffers.doubledColumns, (y + phase) * row, row, out, to, row);
            }
        }
    }

    /** Samples twice the result with its rim, without the outermost pixels, which downsampling does not read. */
    private void sample() {
        int channel = width + MORE;
        int rows = 2 * (height + MORE);
        double[] out = buffers.sampled = Buffers.atLeast(buffers.sampled, rows * 2 * channels * channel + MORE);
        for (int j = 0; j < rows; j++) {
            double v = j + 1.5 - (height + 2 * RIM);
            for (int i = 0; i < 2 * channel; i++) {
                double u = i + 1.5 - (width + 2 * RIM);
                double x = map.x(u, v) + paddedWidth - 0.5;
                double y = map.y(u, v) + paddedHeight - 0.5;
                sample(x, y, out, (2 * j + i % 2) * channels * channel + i / 2);
            }
        }
    }

    /** Bilinear interpolation of all channels at a point of the doubled image, which is zero outside of its borders. */
    private void sample(double x, double y, double[] out, int to) {
        double[] in = buffers.doubled;
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        double fx = x - x0;
        double fy = y - y0;
        int row = 2 * stride();
        int upper = y0 * row + column(x0);
        int upperNext = y0 * row + column(x0 + 1);
        boolean inside = x0 >= 0 && y0 >= 0 && x0 + 1 < 2 * paddedWidth && y0 + 1 < 2 * paddedHeight;
        for (int c = 0; c < channels; c++) {
            int from = c * (paddedWidth + 2 * BORDER);
            double above;
            double below;
            if (inside) {
                above = (1 - fx) * in[upper + from] + fx * in[upperNext + from];
                below = (1 - fx) * in[upper + row + from] + fx * in[upperNext + row + from];
            } else {
                above = (1 - fx) * at(x0, y0, from) + fx * at(x0 + 1, y0, from);
                below = (1 - fx) * at(x0, y0 + 1, from) + fx * at(x0 + 1, y0 + 1, from);
            }
            out[to + c * (width + MORE)] = (1 - fy) * above + fy * below;
        }
    }

    /** Position of a column within a row of the doubled image. */
    private int column(int x) {
        return (x & 1) * stride() + BORDER + (x >> 1);
    }

    private double at(int x, int y, int channel) {
        return x < 0 || y < 0 || x >= 2 * paddedWidth || y >= 2 * paddedHeight
                ? 0
                : buffers.doubled[y * 2 * stride() + column(x) + channel];
    }

    private void halveColumns() {
        int row = channels * (width + MORE);
        int rows = 2 * (height + MORE);
        double[] out = buffers.halvedColumns = Buffers.atLeast(buffers.halvedColumns, rows * row);
        for (int j = 0; j < rows; j++) {
            int even = 2 * j * row;
            Sym6.downsample(buffers.sampled, even, even + row, 1, out, j * row, row);
        }
    }

    private void halveRows(float[] result, int at) {
        int channel = width + MORE;
        int row = channels * channel;
        double[] one = buffers.row = Buffers.atLeast(buffers.row, row);
        for (int y = 0; y < height; y++) {
            int even = 2 * y * row;
            Sym6.downsample(buffers.halvedColumns, even, even + row, 2 * row, one, 0, row);
            for (int c = 0; c < channels; c++) {
                int to = at + (c * height + y) * width;
                for (int x = 0; x < width; x++) {
                    result[to + x] = (float) one[c * channel + x];
                }
            }
        }
    }
}
