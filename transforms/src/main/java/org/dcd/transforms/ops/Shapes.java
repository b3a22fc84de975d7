package org.dcd.transforms.ops;

import java.util.Arrays;
import java.util.List;

/**
 * Shapes of the results of {@link Ops}, for back ends that know shapes. All methods throw an
 * {@link IllegalArgumentException} if the shapes of the arguments do not match.
 */
public final class Shapes {
    /** Represents the batch size n, which is unknown when an expression is built. */
    public static final long BATCH = -1;

    private Shapes() {}

    /** Number of elements of a shape without {@link #BATCH}. */
    static long size(long... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /** Shape after NumPy broadcasting of two shapes. */
    public static long[] broadcast(long[] a, long[] b) {
        long[] out = new long[Math.max(a.length, b.length)];
        for (int i = 1; i <= out.length; i++) {
            long left = i <= a.length ? a[a.length - i] : 1;
            long right = i <= b.length ? b[b.length - i] : 1;
            if (left != right && left != 1 && right != 1) {
                throw mismatch("cannot broadcast shapes", a, b);
            }
            out[out.length - i] = left == 1 ? right : left;
        }
        return out;
    }

    /** Shape after a reduction over dimensions, which are kept with length 1. */
    public static long[] reduce(long[] shape, int... dimensions) {
        long[] out = shape.clone();
        for (int dimension : dimensions) {
            out[dimension] = 1;
        }
        return out;
    }

    /**
     * Shape after {@link Ops#reshape}. A length of 0 keeps the dimension. A length of -1 is inferred: it is the batch
     * size unless the batch dimension is kept.
     */
    public static long[] reshape(long[] shape, long... target) {
        long[] out = target.clone();
        boolean batchKept = false;
        int rest = -1;
        long known = 1;
        for (int i = 0; i < target.length; i++) {
            if (target[i] == 0) {
                if (i >= shape.length) {
                    throw mismatch("a reshape cannot keep dimension " + i + ", shapes are", shape, target);
                }
                out[i] = shape[i];
                batchKept |= shape[i] == BATCH;
            }
            if (target[i] == -1) {
                if (rest >= 0) {
                    throw mismatch("only one length of a reshape may be -1, shapes are", shape, target);
                }
                rest = i;
            } else if (out[i] != BATCH) {
                known = Math.multiplyExact(known, out[i]);
            }
        }
        boolean restIsBatch = !batchKept && Arrays.stream(shape).anyMatch(length -> length == BATCH);
        long size = size(Arrays.stream(shape).filter(length -> length != BATCH).toArray());
        if (size % known != 0 || (rest < 0 && (size != known || restIsBatch)) || (restIsBatch && size != known)) {
            throw new IllegalArgumentException(
                    "cannot reshape " + Arrays.toString(shape) + " to " + Arrays.toString(target));
        }
        if (rest >= 0) {
            out[rest] = restIsBatch ? BATCH : size / known;
        }
        return out;
    }

    /** Shape after a permutation of dimensions. */
    public static long[] transpose(long[] shape, int... permutation) {
        if (permutation.length != shape.length) {
            throw new IllegalArgumentException(
                    "cannot permute " + Arrays.toString(shape) + " by " + Arrays.toString(permutation));
        }
        return Arrays.stream(permutation).mapToLong(from -> shape[from]).toArray();
    }

    /** Shape after concatenation along a dimension. */
    public static long[] concat(int dimension, List<long[]> parts) {
        long[] out = parts.get(0).clone();
        for (long[] part : parts.subList(1, parts.size())) {
            for (int i = 0; i < Math.max(out.length, part.length); i++) {
                if (out.length != part.length || (i != dimension && part[i] != out[i])) {
                    throw mismatch("cannot concatenate along dimension " + dimension + ":", out, part);
                }
            }
            out[dimension] += part[dimension];
        }
        return out;
    }

    /** Shape of elements start, …, start + length - 1 along a dimension. */
    public static long[] narrow(long[] shape, int dimension, long start, long length) {
        long whole = shape[dimension];
        if (start < 0 || length < 1 || (whole != BATCH && start + length > whole)) {
            throw new IllegalArgumentException("cannot take " + length + " elements from " + start + " of dimension "
                    + dimension + " of " + Arrays.toString(shape));
        }
        long[] out = shape.clone();
        out[dimension] = length;
        return out;
    }

    /** Shape of a matrix product over the last two dimensions, with broadcasting of the others. */
    public static long[] matmul(long[] a, long[] b) {
        int m = a.length;
        int n = b.length;
        if (m < 2 || n < 2 || a[m - 1] != b[n - 2]) {
            throw mismatch("cannot multiply matrices", a, b);
        }
        long[] batch = broadcast(Arrays.copyOf(a, m - 2), Arrays.copyOf(b, n - 2));
        long[] out = Arrays.copyOf(batch, batch.length + 2);
        out[batch.length] = a[m - 2];
        out[batch.length + 1] = b[n - 1];
        return out;
    }

    /** Shape [n, c, h', w'] after pooling of x [n, c, h, w] with square windows. */
    public static long[] pool(long[] x, int kernel, int stride, int padding) {
        return new long[] {x[0], x[1], windows(x[2], kernel, stride, padding), windows(x[3], kernel, stride, padding)};
    }

    /** Shape [n, out, h', w'] after a convolution of x [n, in, h, w] with a weight [out, in, k, l]. */
    public static long[] conv2d(long[] x, long[] weight, int stride, int paddingHeight, int paddingWidth) {
        return new long[] {
            x[0],
            weight[0],
            windows(x[2], weight[2], stride, paddingHeight),
            windows(x[3], weight[3], stride, paddingWidth)
        };
    }

    /** Number of positions of a window along a dimension. */
    private static long windows(long length, long kernel, int stride, int padding) {
        if (length + 2L * padding < kernel) {
            throw new IllegalArgumentException("a kernel of length " + kernel + " is larger than a dimension of "
                    + length + " with padding " + padding);
        }
        return (length + 2L * padding - kernel) / stride + 1;
    }

    private static IllegalArgumentException mismatch(String problem, long[] a, long[] b) {
        return new IllegalArgumentException(problem + " " + Arrays.toString(a) + " and " + Arrays.toString(b));
    }
}
