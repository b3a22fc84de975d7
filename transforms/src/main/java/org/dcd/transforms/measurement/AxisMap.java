package org.dcd.transforms.measurement;

import java.util.function.IntUnaryOperator;
import org.dcd.transforms.ops.Ops;

/**
 * A constant matrix that acts on one axis of images. Its elements are computed in double precision on the host. A
 * separable linear map of images is one matrix along the height and one along the width; its adjoint is their
 * transposes.
 */
final class AxisMap {
    private final int rows;
    private final int columns;
    private final double[] values;

    private AxisMap(int rows, int columns, double[] values) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    /** Computes an element of a matrix. */
    @FunctionalInterface
    interface Element {
        double at(int row, int column);
    }

    static AxisMap of(int rows, int columns, Element element) {
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = element.at(i / columns, i % columns);
        }
        return new AxisMap(rows, columns, values);
    }

    /**
     * Correlation with a centred filter.
     *
     * @param n length of the axis
     * @param taps an odd number of filter taps
     * @param inside padding: maps positions -taps/2, …, n - 1 + taps/2 to 0, …, n - 1
     */
    static AxisMap correlation(int n, double[] taps, IntUnaryOperator inside) {
        double[] values = new double[n * n];
        for (int row = 0; row < n; row++) {
            for (int tap = 0; tap < taps.length; tap++) {
                values[row * n + inside.applyAsInt(row + tap - taps.length / 2)] += taps[tap];
            }
        }
        return new AxisMap(n, n, values);
    }

    double at(int row, int column) {
        return values[row * columns + column];
    }

    AxisMap transposed() {
        return of(columns, rows, (row, column) -> at(column, row));
    }

    AxisMap times(AxisMap other) {
        return of(rows, other.columns, (row, column) -> {
            double sum = 0;
            for (int k = 0; k < columns; k++) {
                sum += at(row, k) * other.at(k, column);
            }
            return sum;
        });
    }

    /** Moore-Penrose inverse Mᵀ(M Mᵀ)⁻¹ of a matrix of full row rank. */
    AxisMap pseudoInverse() {
        AxisMap gram = times(transposed());
        return gram.solve(this).transposed();
    }

    /** Solves this · X = right by Gauss-Jordan elimination, without pivoting as this is symmetric positive definite. */
    private AxisMap solve(AxisMap right) {
        double[] left = values.clone();
        double[] out = right.values.clone();
        for (int pivot = 0; pivot < rows; pivot++) {
            double diagonal = left[pivot * rows + pivot];
            if (!(diagonal > 0)) {
                throw new ArithmeticException(
                        "the matrix of " + rows + " rows does not have full rank: zero pivot in row " + pivot);
            }
            for (int row = 0; row < rows; row++) {
                double factor = left[row * rows + pivot] / diagonal;
                if (row != pivot && factor != 0) {
                    subtract(left, rows, row, pivot, factor);
                    subtract(out, right.columns, row, pivot, factor);
                }
            }
        }
        return of(rows, right.columns, (row, column) -> out[row * right.columns + column] / left[row * rows + row]);
    }

    private static void subtract(double[] matrix, int columns, int row, int from, double factor) {
        for (int k = 0; k < columns; k++) {
            matrix[row * columns + k] -= factor * matrix[from * columns + k];
        }
    }

    /** M x of every row x of images [n, c, h, columns]: [n, c, h, rows]. */
    <T> T alongWidth(Ops<T> ops, T x) {
        AxisMap right = transposed();
        return ops.matmul(x, ops.constant(right.floats(), right.rows, right.columns));
    }

    /** M x of every column x of images [n, c, columns, w]: [n, c, rows, w]. */
    <T> T alongHeight(Ops<T> ops, T x) {
        return ops.matmul(ops.constant(floats(), rows, columns), x);
    }

    private float[] floats() {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
