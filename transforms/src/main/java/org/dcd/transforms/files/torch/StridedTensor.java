package org.dcd.transforms.files.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.dcd.transforms.files.pickle.PickleReader;
import org.dcd.transforms.files.safetensors.Dtype;
import org.dcd.transforms.files.safetensors.Tensor;

/**
 * A tensor of a state dict, as a view of a storage: element (i, j, …) is element offset + i·strides[0] + j·strides[1] +
 * … of the storage.
 */
record StridedTensor(Storage storage, long offset, long[] shape, long[] strides) {
    /** PyTorch's limit. */
    private static final int MAX_DIMENSIONS = 64;

    StridedTensor {
        if (offset < 0 || Arrays.stream(strides).anyMatch(stride -> stride < 0)) {
            throw new IllegalArgumentException("a tensor has a negative offset or stride: offset " + offset
                    + ", strides " + Arrays.toString(strides));
        }
        if (shape.length != strides.length || Arrays.stream(shape).anyMatch(length -> length < 0)) {
            throw new IllegalArgumentException(
                    "a tensor has invalid shape " + Arrays.toString(shape) + " or strides " + Arrays.toString(strides));
        }
    }

    /** {@code torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks, metadata)}. */
    static StridedTensor rebuild(List<?> arguments) {
        if (arguments.size() < 4
                || arguments.size() > 7
                || !(arguments.get(0) instanceof Storage storage)
                || !(arguments.get(1) instanceof Long offset)) {
            throw new IllegalArgumentException("_rebuild_tensor needs a storage, an offset, a shape and strides");
        }
        if (arguments.size() == 7 && arguments.get(6) != PickleReader.NONE) {
            throw new IllegalArgumentException(
                    "a tensor is a negated or conjugated view, which is not supported; save its clone()");
        }
        return new StridedTensor(storage, offset, integers(arguments.get(2)), integers(arguments.get(3)));
    }

    private static long[] integers(Object value) {
        if (!(value instanceof List<?> list) || list.size() > MAX_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "shape and strides must be lists of at most " + MAX_DIMENSIONS + " numbers");
        }
        return list.stream().mapToLong(length -> (Long) length).toArray();
    }

    /**
     * Element type of the storage.
     *
     * @throws IllegalArgumentException if it is not supported
     */
    Dtype stored() {
        return storage.type()
                .stored()
                .orElseThrow(() -> new IllegalArgumentException("elements of " + storage.type()
                        + " are not supported; convert it in Python first, for example with tensor.float()"));
    }

    /**
     * Size of the tensor in memory, in bytes.
     *
     * @throws IllegalArgumentException if the tensor exceeds its storage, or is too large
     */
    long bytes() {
        try {
            long elements = Tensor.size(shape);
            long last = offset;
            for (int i = 0; i < shape.length; i++) {
                last = Math.addExact(last, Math.multiplyExact(Math.max(shape[i] - 1, 0), strides[i]));
            }
            if (elements > 0 && last >= storage.elements()) {
                throw new IllegalArgumentException("it needs element " + last + " of " + storage + ", which has "
                        + storage.elements() + " elements; get the file again");
            }
            return Math.multiplyExact(elements, stored().type().bytes());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " with strides " + Arrays.toString(strides)
                            + " is too large; get the file again",
                    e);
        }
    }

    private boolean isRowMajor() {
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            if (shape[i] != 1 && strides[i] != stride) {
                return false;
            }
            stride *= shape[i];
        }
        return true;
    }

    /** Copies the elements in row-major order. Call {@link #bytes} first, which checks them. */
    Tensor read(ByteBuffer elements) {
        Dtype stored = stored();
        Tensor tensor = Tensor.zeros(stored.type(), shape);
        ByteBuffer target = tensor.data();
        boolean same = stored.bytes() == stored.type().bytes() && elements.order() == ByteOrder.LITTLE_ENDIAN;
        if (same && isRowMajor() && target.hasRemaining()) {
            target.put(elements.slice((int) offset * stored.bytes(), target.remaining()));
            return tensor;
        }
        long[] index = new long[shape.length];
        long at = offset;
        while (target.hasRemaining()) {
            stored.copy(elements, (int) at, target);
            for (int i = shape.length - 1; i >= 0; i--) {
                at += strides[i];
                if (++index[i] < shape[i]) {
                    break;
                }
                at -= shape[i] * strides[i];
                index[i] = 0;
            }
        }
        return tensor;
    }
}
