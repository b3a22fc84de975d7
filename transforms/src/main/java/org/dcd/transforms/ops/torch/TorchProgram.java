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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.Precision;

/**
 * Functions written against {@link TorchOps} and compiled by libtorch. One call runs a whole forward and backward pass.
 * Inputs, scalar arguments, parameters and results are bound by name. Thread-safe.
 */
public final class TorchProgram implements AutoCloseable {
    private final String name;
    private final Resources owned;
    private final NDManager manager;
    private final PtSymbolBlock module;
    /** Present on a GPU. */
    private final Optional<PinnedInputs> pinned;

    private final Map<String, Compiled> functions = new LinkedHashMap<>();

    private record Compiled(TorchBinding binding, IValue constants) {}

    private TorchProgram(Builder source, TorchEngine engine, DataType constantType) {
        this.name = source.name;
        try (Resources opening = new Resources()) {
            this.manager = opening.open(engine::newManager);
            this.module = module((PtNDManager) manager, source.methods.toString());
            this.pinned = engine.isGpu() ? Optional.of(opening.open(() -> new PinnedInputs(engine))) : Optional.empty();
            source.functions.forEach((function, binding) -> functions.put(
                    function,
                    new Compiled(binding, opening.open(() -> constants(manager, binding.script(), constantType)))));
            this.owned = opening.keep();
        }
    }

    /** @param name name of the program in error messages */
    public static Builder builder(String name) {
        return builder(name, Precision.FLOAT32);
    }

    /** @param precision precision inside backbones, see {@link Ops#backbone} */
    static Builder builder(String name, Precision precision) {
        return new Builder(name, precision);
    }

    /** Compiles methods in TorchScript. */
    static PtSymbolBlock module(PtNDManager manager, String methods) {
        try (ByteArrayInputStream archive = new ByteArrayInputStream(TorchArchive.of(methods))) {
            return (PtSymbolBlock) JniUtils.loadModule(manager, archive, false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IValue constants(NDManager manager, TorchOps script, DataType type) {
        PtNDArray[] arrays = script.constants().stream()
                .map(constant -> (PtNDArray) manager.create(constant.values(), new Shape(constant.shape()))
                        .toType(type, false))
                .toArray(PtNDArray[]::new);
        return IValue.listFrom(arrays);
    }

    /**
     * Runs a function for n images.
     *
     * @param function name of the function
     * @param sets parameter sets that the function uses, by name
     * @param n number of images
     * @param inputs values of every input by name, row-major
     * @return results by name, row-major
     * @throws IllegalArgumentException if an input is missing, unknown or has another size
     */
    public Map<String, float[]> run(
            String function, Map<String, ParameterSet> sets, int n, Map<String, float[]> inputs) {
        try (NDManager scope = newScope()) {
            Map<String, float[]> results = new LinkedHashMap<>();
            call(scope, function, sets, n, inputs, Map.of())
                    .forEach((result, array) -> results.put(result, array.toFloatArray()));
            return results;
        }
    }

    TorchBinding binding(String function) {
        return compiled(function).binding();
    }

    private Compiled compiled(String function) {
        Compiled compiled = functions.get(function);
        if (compiled == null) {
            throw new IllegalArgumentException(
                    name + " has no function '" + function + "', only " + functions.keySet());
        }
        return compiled;
    }

    /** Returns a new owner for the tensors of one call or step. */
    NDManager newScope() {
        return manager.newSubManager();
    }

    /** Runs a function; results stay on the device and are owned by the scope. */
    Map<String, NDArray> call(
            NDManager scope,
            String function,
            Map<String, ParameterSet> sets,
            int n,
            Map<String, float[]> inputs,
            Map<String, Double> numbers) {
        TorchBinding binding = binding(function);
        binding.check(n, inputs);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        inputs.forEach((input, values) -> {
            if (values.length > 0) {
                Shape shape = new Shape(binding.shape(input, n));
                arrays.put(
                        input,
                        pinned.map(copies -> copies.copy(scope, values, shape))
                                .orElseGet(() -> scope.create(values, shape)));
            }
        });
        return callOn(scope, function, sets, arrays, numbers);
    }

    /** Same as {@link #call}, with inputs on the device. */
    Map<String, NDArray> callOn(
            NDManager scope,
            String function,
            Map<String, ParameterSet> sets,
            Map<String, NDArray> inputs,
            Map<String, Double> numbers) {
        Compiled compiled = compiled(function);
        TorchBinding binding = compiled.binding();
        binding.checkArrays(inputs);
        List<IValue> arguments = new ArrayList<>(binding.sets(sets));
        // Both settings are thread-local in libtorch, and Beam may call from any thread.
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(true);
        try (IValue data = dictionary(inputs);
                IValue values = IValue.listFrom(binding.numbers(numbers))) {
            arguments.add(data);
            arguments.add(values);
            arguments.add(compiled.constants());
            try (IValue result = ModuleMethods.run(module.getHandle(), function, arguments.toArray(IValue[]::new))) {
                return binding.results(result.toTensorArray((PtNDManager) scope));
            }
        }
    }

    /** Converts tensors by name to a TorchScript dictionary. */
    private static IValue dictionary(Map<String, NDArray> arrays) {
        Map<String, PtNDArray> tensors = new LinkedHashMap<>();
        arrays.forEach((tensor, array) -> tensors.put(tensor, (PtNDArray) array));
        return IValue.stringMapFrom(tensors);
    }

    @Override
    public void close() {
        owned.close();
    }

    /** Collects functions and compiles them together. */
    public static final class Builder {
        private final String name;
        private final Precision precision;
        private final Map<String, TorchBinding> functions = new LinkedHashMap<>();
        private final StringBuilder methods = new StringBuilder();

        private Builder(String name, Precision precision) {
            this.name = name;
            this.precision = precision;
        }

        /** Adds a function. Its body returns the results by name. */
        public Builder function(String function, Function<TorchOps, Map<String, TorchTensor>> body) {
            TorchOps ops = new TorchOps(precision);
            Map<String, TorchTensor> results = body.apply(ops);
            List<String> names = List.copyOf(results.keySet());
            methods.append(ops.method(function, results.values()));
            functions.put(function, new TorchBinding(name + "." + function, ops, names));
            return this;
        }

        /** Parameters of a set that a function uses, in the order of first use. */
        public List<ParameterSpec> parameters(String function, String set) {
            return functions.get(function).script().parameters(set);
        }

        /** Compiles the functions for the engine's device. The caller closes the program. */
        public TorchProgram compile(TorchEngine engine) {
            return compile(engine, DataType.FLOAT32);
        }

        TorchProgram compile(TorchEngine engine, DataType constantType) {
            return new TorchProgram(this, engine, constantType);
        }
    }
}
