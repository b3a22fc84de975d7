package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.ModuleMethods;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.ops.ParameterSpec;

/**
 * Functions written against {@link TorchOps}, compiled by libtorch: one call runs a whole forward and backward pass.
 * Several threads may call at once.
 */
public final class TorchProgram implements AutoCloseable {
    private final NDManager manager;
    private final PtSymbolBlock module;
    private final Map<String, Compiled> functions;

    private record Compiled(List<String> sets, IValue constants, boolean random) {}

    private TorchProgram(NDManager manager, PtSymbolBlock module, Map<String, Compiled> functions) {
        this.manager = manager;
        this.module = module;
        this.functions = functions;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs a function.
     *
     * @param sets parameter sets by name; those that the function uses
     * @param scalars numbers that the function reads
     */
    public List<float[]> run(
            String function, Map<String, ParameterList> sets, List<HostTensor> data, double... scalars) {
        try (NDManager scope = newScope()) {
            return Arrays.stream(call(scope, function, sets, data, scalars))
                    .map(NDArray::toFloatArray)
                    .toList();
        }
    }

    /** Whether a function draws from libtorch's generator, which all threads share. */
    boolean isRandom(String function) {
        return functions.get(function).random();
    }

    /** Owner of the tensors of one call or step. */
    NDManager newScope() {
        return manager.newSubManager();
    }

    /** Runs a function whose results stay on the device, owned by the scope. */
    NDArray[] call(
            NDManager scope,
            String function,
            Map<String, ParameterList> sets,
            List<HostTensor> data,
            double... scalars) {
        List<NDArray> arrays = new ArrayList<>(data.size());
        for (HostTensor tensor : data) {
            arrays.add(scope.create(tensor.values(), new Shape(tensor.shape())));
        }
        return callOn(scope, function, sets, arrays, scalars);
    }

    /** As {@link #call}, on data that lie on the device. */
    NDArray[] callOn(
            NDManager scope, String function, Map<String, ParameterList> sets, List<NDArray> data, double... scalars) {
        Compiled compiled = functions.get(function);
        if (compiled == null) {
            throw new IllegalArgumentException("no function '" + function + "', only " + functions.keySet());
        }
        // Both are thread-local in libtorch, and Beam may bring another thread.
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(true);
        List<IValue> arguments = new ArrayList<>();
        for (String set : compiled.sets()) {
            ParameterList list = sets.get(set);
            if (list == null) {
                throw new IllegalArgumentException("function " + function + " needs the parameter set '" + set + "'");
            }
            arguments.add(list.value());
        }
        try (IValue inputs = tensors(data);
                IValue numbers = IValue.listFrom(scalars)) {
            arguments.add(inputs);
            arguments.add(numbers);
            arguments.add(compiled.constants());
            try (IValue result = ModuleMethods.run(module.getHandle(), function, arguments.toArray(IValue[]::new))) {
                return result.toTensorArray((PtNDManager) scope);
            }
        }
    }

    static IValue tensors(List<NDArray> arrays) {
        return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }

    @Override
    public void close() {
        functions.values().forEach(function -> function.constants().close());
        manager.close();
    }

    /** Collects functions, then compiles them together. */
    public static final class Builder {
        private final Map<String, TorchOps> functions = new LinkedHashMap<>();
        private final StringBuilder methods = new StringBuilder();

        /** Adds a function whose body gives its results. */
        public Builder function(String name, Function<TorchOps, List<TorchTensor>> body) {
            TorchOps ops = new TorchOps();
            List<TorchTensor> results = body.apply(ops);
            methods.append("  def ").append(name).append("(self: __torch__.Program");
            ops.setNames().forEach(set -> methods.append(",\n    ").append(set).append(": List[Tensor]"));
            methods.append(",\n    data: List[Tensor],\n    scalars: List[float],\n    constants: List[Tensor])")
                    .append(" -> List[Tensor]:\n")
                    .append(ops.body())
                    .append("    return ")
                    .append(results)
                    .append('\n');
            functions.put(name, ops);
            return this;
        }

        /** Parameters that a function uses of a set, in order. */
        public List<ParameterSpec> parameters(String function, String set) {
            return functions.get(function).parameters(set);
        }

        /** Compiles on the engine's device. */
        public TorchProgram compile(TorchEngine engine) {
            return compile(engine, DataType.FLOAT32);
        }

        TorchProgram compile(TorchEngine engine, DataType constantType) {
            NDManager manager = engine.newManager();
            try {
                PtSymbolBlock module = (PtSymbolBlock) JniUtils.loadModule(
                        (PtNDManager) manager,
                        new ByteArrayInputStream(TorchArchive.of(methods.toString())),
                        false,
                        false);
                Map<String, Compiled> compiled = new LinkedHashMap<>();
                functions.forEach((name, ops) -> compiled.put(
                        name,
                        new Compiled(
                                List.copyOf(ops.setNames()), constants(manager, ops, constantType), ops.random())));
                return new TorchProgram(manager, module, compiled);
            } catch (RuntimeException e) {
                manager.close();
                throw e;
            } catch (IOException e) {
                manager.close();
                throw new UncheckedIOException(e);
            }
        }

        private static IValue constants(NDManager manager, TorchOps ops, DataType type) {
            List<NDArray> arrays = new ArrayList<>();
            for (int i = 0; i < ops.constants().size(); i++) {
                NDArray array = manager.create(
                        ops.constants().get(i), new Shape(ops.constantShapes().get(i)));
                arrays.add(array.toType(type, false));
            }
            return tensors(arrays);
        }
    }
}
