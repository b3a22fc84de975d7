package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A function without parameters in libtorch's float64, for comparison with differences. */
final class Float64 implements AutoCloseable {
    private static final String FUNCTION = "evaluate";

    private final NDManager manager = TorchEngine.cpu().newManager();
    private final TorchProgram program;

    Float64(Function<TorchOps, List<TorchTensor>> body) {
        this.program = TorchProgram.builder().function(FUNCTION, body).compile(TorchEngine.cpu(), DataType.FLOAT64);
    }

    /** A tensor and its shape. */
    record Values(double[] values, long... shape) {}

    /** A data tensor that gradients are asked for of. */
    static TorchTensor leaf(TorchOps ops, int input) {
        return ops.leaf(input);
    }

    static TorchTensor gradient(TorchOps ops, TorchTensor losses, TorchTensor leaf) {
        return ops.gradient(losses, leaf);
    }

    List<Values> apply(Values... data) {
        try (NDManager scope = manager.newSubManager()) {
            List<NDArray> arrays = Arrays.stream(data)
                    .map(tensor -> scope.create(tensor.values(), new Shape(tensor.shape())))
                    .toList();
            return Arrays.stream(program.callOn(scope, FUNCTION, Map.of(), arrays))
                    .map(array ->
                            new Values(array.toDoubleArray(), array.getShape().getShape()))
                    .toList();
        }
    }

    @Override
    public void close() {
        program.close();
        manager.close();
    }
}
