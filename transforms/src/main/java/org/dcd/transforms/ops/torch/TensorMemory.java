package org.dcd.transforms.ops.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.ops.ParameterSpec;

/**
 * Copies elements between float tensors of libtorch and files, without arrays on the Java heap: on the CPU through
 * views of the tensor's memory, on a GPU through one tensor of the host at a time. libtorch owns the memory of all
 * tensors. (DJL's {@code create} would place the elements in a direct buffer of Java, whose total is limited to the
 * size of the heap.)
 */
final class TensorMemory {
    private TensorMemory() {}

    /** Creates an F32 tensor on the manager's device with the values of a parameter. */
    static NDArray create(NDManager manager, ParameterSpec spec, TensorSource values) throws IOException {
        check(spec, values);
        if (!manager.getDevice().isGpu()) {
            return filled(manager, spec, values);
        }
        try (NDManager host = manager.newSubManager(Device.cpu())) {
            NDArray copy = filled(host, spec, values).toDevice(manager.getDevice(), true);
            copy.attach(manager);
            return copy;
        }
    }

    private static NDArray filled(NDManager manager, ParameterSpec spec, TensorSource values) throws IOException {
        NDArray array = manager.create(new Shape(spec.shape()), DataType.FLOAT32);
        try {
            fill(array, values);
            return array;
        } catch (IOException | RuntimeException e) {
            array.close();
            throw e;
        }
    }

    /**
     * Overwrites a tensor on the CPU. The tensor keeps its memory, so functions that it was passed to use the new
     * values. If reading fails, its values are undefined.
     */
    static void fill(NDArray array, TensorSource values) throws IOException {
        ByteBuffer target = view(array);
        values.read(target::put);
        Reference.reachabilityFence(array);
        if (target.hasRemaining()) {
            throw new IllegalArgumentException(values.type() + Arrays.toString(values.shape()) + " ended "
                    + Count.of(target.remaining(), "byte") + " early");
        }
    }

    /** Passes the elements of a tensor on any device to a receiver. */
    static void read(NDArray array, TensorSource.Receiver receiver) throws IOException {
        if (!array.getDevice().isGpu()) {
            receiver.accept(view(array).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
            Reference.reachabilityFence(array);
            return;
        }
        try (NDArray host = array.toDevice(Device.cpu(), true)) {
            receiver.accept(view(host).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    /** The memory of a contiguous tensor on the CPU. The buffer does not keep the tensor alive. */
    private static ByteBuffer view(NDArray array) {
        return ((PtNDArray) array).toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @throws IllegalArgumentException if the values do not fit the parameter */
    static void check(ParameterSpec spec, TensorSource values) {
        if (values.type() != Tensor.Type.F32 || Tensor.size(values.shape()) != spec.size()) {
            throw new IllegalArgumentException("parameter " + spec.name() + " needs "
                    + Count.of(spec.size(), "F32 value") + ", was " + values.type() + Arrays.toString(values.shape()));
        }
        if (values.bytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("parameter " + spec.name() + " of shape " + Arrays.toString(spec.shape())
                    + " is larger than 2 GiB, the limit of one tensor");
        }
    }
}
