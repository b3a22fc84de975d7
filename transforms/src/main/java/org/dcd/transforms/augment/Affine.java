package org.dcd.transforms.augment;

/** An affine map of the plane, (x, y) → (xx·x + xy·y + x0, yx·x + yy·y + y0). */
record Affine(double xx, double xy, double x0, double yx, double yy, double y0) {
    static final Affine IDENTITY = scale(1, 1);

    static Affine scale(double x, double y) {
        return new Affine(x, 0, 0, 0, y, 0);
    }

    static Affine translate(double x, double y) {
        return new Affine(1, 0, x, 0, 1, y);
    }

    static Affine rotate(double angle) {
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        return new Affine(cos, -sin, 0, sin, cos, 0);
    }

    /** Composition: applies the other map first. */
    Affine after(Affine other) {
        return new Affine(
                xx * other.xx + xy * other.yx,
                xx * other.xy + xy * other.yy,
                x(other.x0, other.y0),
                yx * other.xx + yy * other.yx,
                yx * other.xy + yy * other.yy,
                y(other.x0, other.y0));
    }

    double x(double x, double y) {
        return xx * x + xy * y + x0;
    }

    double y(double x, double y) {
        return yx * x + yy * y + y0;
    }
}
