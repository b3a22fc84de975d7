package org.dcd.transforms.measurement;

import org.dcd.transforms.ops.Ops;

/**
 * The centred orthonormal discrete Fourier transform of the rows of images, {@code fftshift(fft(ifftshift(x), norm =
 * "ortho"))}: F_kj = exp(-2πi (k - c)(j - c)/n)/√n with c = ⌊n/2⌋. F is symmetric and unitary.
 */
final class CentredFourier {
    private final AxisMap cosines;
    private final AxisMap sines;

    CentredFourier(int n) {
        int centre = n / 2;
        this.cosines = AxisMap.of(n, n, (k, j) -> Math.cos(angle(n, k - centre, j - centre)) / Math.sqrt(n));
        this.sines = AxisMap.of(n, n, (k, j) -> Math.sin(angle(n, k - centre, j - centre)) / Math.sqrt(n));
    }

    /** The product k·j is reduced modulo n first, so that large products lose no precision. */
    private static double angle(int n, int k, int j) {
        return 2 * Math.PI * Math.floorMod(k * j, n) / n;
    }

    /** F x of every row. */
    <T> Complex<T> transform(Ops<T> ops, Complex<T> x) {
        return new Complex<>(
                ops.add(cosines.alongWidth(ops, x.real()), sines.alongWidth(ops, x.imaginary())),
                ops.subtract(cosines.alongWidth(ops, x.imaginary()), sines.alongWidth(ops, x.real())));
    }

    /** F⁻¹ k of every row. */
    <T> Complex<T> inverse(Ops<T> ops, Complex<T> k) {
        return new Complex<>(
                ops.subtract(cosines.alongWidth(ops, k.real()), sines.alongWidth(ops, k.imaginary())),
                ops.add(cosines.alongWidth(ops, k.imaginary()), sines.alongWidth(ops, k.real())));
    }
}
