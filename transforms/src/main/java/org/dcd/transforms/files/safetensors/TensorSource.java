package org.dcd.transforms.files.safetensors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A tensor whose elements are read when they are needed: in memory, on a device, or in a file. */
public interface TensorSource {
    /** Type of the elements. */
    Tensor.Type type();

    /** Length of each dimension; empty for a scalar. */
    long[] shape();

    /**
     * Passes the elements to a receiver, in one or several parts.
     *
     * @throws IOException if the elements cannot be read, or the receiver fails
     */
    void read(Receiver receiver) throws IOException;

    /** Receives the elements of a tensor. */
    @FunctionalInterface
    interface Receiver {
        /**
         * Takes the next elements.
         *
         * @param elements whole elements, little-endian and row-major, from position to limit; valid during this call
         *     only, and not to be written to
         */
        void accept(ByteBuffer elements) throws IOException;
    }

    /** Size of all elements in bytes. */
    default long bytes() {
        return Math.multiplyExact(Tensor.size(shape()), type().bytes());
    }

    /**
     * Copies the tensor to the heap.
     *
     * @throws IllegalArgumentException if it has more than 2 GiB
     */
    default Tensor load() throws IOException {
        if (bytes() > Integer.MAX_VALUE - Long.BYTES) {
            throw new IllegalArgumentException(
                    "a tensor on the heap is limited to 2 GiB, " + type() + Arrays.toString(shape()) + " is larger");
        }
        Tensor copy = Tensor.zeros(type(), shape());
        ByteBuffer target = copy.data();
        read(target::put);
        return copy;
    }

    /**
     * Copies the values to the heap, row-major.
     *
     * @throws IllegalStateException if the type is not F32
     * @throws UncheckedIOException if they cannot be read
     */
    default float[] floats() {
        try {
            return load().floats();
        } catch (IOException e) {
            throw new UncheckedIOException("a tensor cannot be read: " + e.getMessage(), e);
        }
    }
}
