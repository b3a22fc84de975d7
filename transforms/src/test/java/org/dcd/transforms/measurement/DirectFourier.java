package org.dcd.transforms.measurement;

/** The multi-coil operator by its definition, in double precision: explicit sums of 2-D centred transforms. */
final class DirectFourier {
    private DirectFourier() {}

    /** Σ_c S_cᴴ F⁻¹ M F S_c x of one image; real part, then imaginary part. */
    static double[] zeroFilled(CoilMaps maps, float[] x, float[] mask) {
        int h = maps.height();
        int w = maps.width();
        double[] sum = new double[2 * h * w];
        for (int c = 0; c < maps.coils(); c++) {
            double[][] coil = new double[2][h * w];
            for (int i = 0; i < h * w; i++) {
                double re = maps.real()[c * h * w + i];
                double im = maps.imaginary()[c * h * w + i];
                coil[0][i] = re * x[i] - im * x[h * w + i];
                coil[1][i] = re * x[h * w + i] + im * x[i];
            }
            double[][] lines = transform(coil, h, w, -1);
            for (int i = 0; i < h * w; i++) {
                lines[0][i] *= mask[i % w];
                lines[1][i] *= mask[i % w];
            }
            double[][] back = transform(lines, h, w, 1);
            for (int i = 0; i < h * w; i++) {
                double re = maps.real()[c * h * w + i];
                double im = maps.imaginary()[c * h * w + i];
                sum[i] += re * back[0][i] + im * back[1][i];
                sum[h * w + i] += re * back[1][i] - im * back[0][i];
            }
        }
        return sum;
    }

    /** fftshift(fft2(ifftshift(x), norm = "ortho")) with the sign of the exponent. */
    private static double[][] transform(double[][] x, int h, int w, int sign) {
        double[][] out = new double[2][h * w];
        for (int k = 0; k < h * w; k++) {
            for (int j = 0; j < h * w; j++) {
                double rows = (double) (k / w - h / 2) * (j / w - h / 2) / h;
                double columns = (double) (k % w - w / 2) * (j % w - w / 2) / w;
                double angle = sign * 2 * Math.PI * (rows + columns);
                out[0][k] += x[0][j] * Math.cos(angle) - x[1][j] * Math.sin(angle);
                out[1][k] += x[0][j] * Math.sin(angle) + x[1][j] * Math.cos(angle);
            }
            out[0][k] /= Math.sqrt(h * w);
            out[1][k] /= Math.sqrt(h * w);
        }
        return out;
    }
}
