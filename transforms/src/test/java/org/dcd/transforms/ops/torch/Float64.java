package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A function without parameters in libtorch's float64, for comparison with differences. */
final class Float64 implements AutoCloseable {
    private static final String FUNCTION = "evaluate";

    private final NDManager manager = TorchEngine.cpu().newManager();
    private final TorchProgram program;

    Float64(Function<TorchOps, List<TorchTensor>> body) {
        this.program = TorchProgram.builder("float64")
                .function(FUNCTION, ops -> numbered(body.apply(ops)))
                .compile(TorchEngine.cpu(), DataType.FLOAT64);
    }

    /** A tensor and its shape. */
    record Values(double[] values, long... shape) {}

    private static Map<String, TorchTensor> numbered(List<TorchTensor> results) {
        Map<String, TorchTensor> named = new LinkedHashMap<>();
        results.forEach(result -> named.put("result " + named.size(), result));
        return named;
    }

    /** Results in order. */
    List<Values> apply(Map<String, Values> inputs) {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            inputs.forEach(
                    (name, tensor) -> arrays.put(name, scope.create(tensor.values(), new Shape(tensor.shape()))));
            return program.callOn(scope, FUNCTION, Map.of(), arrays, Map.of()).values().stream()
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
