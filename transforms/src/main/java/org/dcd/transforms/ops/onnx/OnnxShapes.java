package org.dcd.transforms.ops.onnx;

import static org.dcd.transforms.ops.onnx.OnnxGraph.BATCH;

import java.util.Arrays;
import java.util.List;

/** Computes shapes of results. {@link OnnxGraph#BATCH} represents the batch size. */
final class OnnxShapes {
    private OnnxShapes() {}

    /** NumPy broadcasting. */
    static long[] broadcast(long[] a, long[] b) {
        long[] out = new long[Math.max(a.length, b.length)];
        for (int i = 1; i <= out.length; i++) {
            long left = i <= a.length ? a[a.length - i] : 1;
            long right = i <= b.length ? b[b.length - i] : 1;
            if (left != right && left != 1 && right != 1) {
                throw mismatch("cannot broadcast", a, b);
            }
            out[out.length - i] = left == 1 ? right : left;
        }
        return out;
    }

    static long[] reduce(long[] shape, int[] dimensions) {
        long[] out = shape.clone();
        for (int dimension : dimensions) {
            out[dimension] = 1;
        }
        return out;
    }

    /** 0 keeps a length; -1 is inferred: it is the batch size unless the batch dimension is kept. */
    static long[] reshape(long[] shape, long[] target) {
        long[] out = target.clone();
        boolean batchKept = false;
        int rest = -1;
        long known = 1;
        for (int i = 0; i < target.length; i++) {
            if (target[i] == 0) {
                if (i >= shape.length) {
                    throw mismatch("cannot keep dimension " + i + " in a reshape", shape, target);
                }
                out[i] = shape[i];
                batchKept |= shape[i] == BATCH;
            }
            if (target[i] == -1) {
                if (rest >= 0) {
                    throw mismatch("only one length of a reshape may be -1", shape, target);
                }
                rest = i;
            } else if (out[i] != BATCH) {
                known = Math.multiplyExact(known, out[i]);
            }
        }
        boolean batched = contains(shape, BATCH);
        long size = Arrays.stream(shape).filter(n -> n != BATCH).reduce(1, Math::multiplyExact);
        boolean restIsBatch = batched && !batchKept;
        if (size % known != 0 || (rest < 0 && (size != known || restIsBatch)) || (restIsBatch && size != known)) {
            throw mismatch("cannot reshape", shape, target);
        }
        if (rest >= 0) {
            out[rest] = restIsBatch ? BATCH : size / known;
        }
        return out;
    }

    static long[] transpose(long[] shape, int[] permutation) {
        if (permutation.length != shape.length) {
            throw new IllegalArgumentException(
                    "cannot permute " + Arrays.toString(shape) + " by " + Arrays.toString(permutation));
        }
        long[] out = new long[shape.length];
        Arrays.setAll(out, i -> shape[permutation[i]]);
        return out;
    }

    static long[] concat(int dimension, List<OnnxValue> parts) {
        long[] out = parts.get(0).shape().clone();
        for (OnnxValue part : parts.subList(1, parts.size())) {
            long[] shape = part.shape();
            for (int i = 0; i < Math.max(out.length, shape.length); i++) {
                if (out.length != shape.length || (i != dimension && shape[i] != out[i])) {
                    throw mismatch("cannot concatenate along " + dimension, out, shape);
                }
            }
            out[dimension] += shape[dimension];
        }
        return out;
    }

    static long[] matmul(long[] a, long[] b) {
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
    static long[] pool(long[] x, long kernel, int stride, int padding) {
        return new long[] {x[0], x[1], moved(x[2], kernel, stride, padding), moved(x[3], kernel, stride, padding)};
    }

    /** Number of positions of a window along a dimension. */
    static long moved(long length, long kernel, int stride, int padding) {
        if (length + 2L * padding < kernel) {
            throw new IllegalArgumentException(
                    "a kernel of length " + kernel + " is larger than a dimension of " + length + " with padding "
                            + padding);
        }
        return (length + 2L * padding - kernel) / stride + 1;
    }

    static void requireImage(String op, OnnxValue x) {
        if (x.rank() != 4) {
            throw new IllegalArgumentException(op + " needs [n, c, h, w], was " + x);
        }
    }

    private static boolean contains(long[] shape, long length) {
        return Arrays.stream(shape).anyMatch(n -> n == length);
    }

    private static IllegalArgumentException mismatch(String what, long[] a, long[] b) {
        return new IllegalArgumentException(what + ": " + Arrays.toString(a) + " and " + Arrays.toString(b));
    }
}
