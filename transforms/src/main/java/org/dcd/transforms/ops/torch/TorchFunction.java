package org.dcd.transforms.ops.torch;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;

/** A compiled function with fixed weights, for evaluation. Thread-safe. */
public final class TorchFunction implements AutoCloseable {
    private static final String SET = "net";
    /** Prefix of parameter names in the body. */
    public static final String PREFIX = SET + "/";

    private static final String FUNCTION = "evaluate";
    private static final String VALUE = "value";

    private final Resources owned;
    private final TorchProgram program;
    private final Map<String, ParameterSet> sets;

    /**
     * Compiles a function with several results.
     *
     * @param engine libtorch on the device
     * @param name name in error messages
     * @param weights weights by parameter name without {@link #PREFIX}
     * @param body returns the results by name; names its parameters {@code PREFIX + name}
     */
    public TorchFunction(
            TorchEngine engine, String name, Weights weights, Function<TorchOps, Map<String, TorchTensor>> body) {
        TorchProgram.Builder builder = TorchProgram.builder(name).function(FUNCTION, body);
        List<ParameterSpec> specs = builder.parameters(FUNCTION, SET);
        try (Resources opening = new Resources()) {
            this.program = opening.open(() -> builder.compile(engine));
            this.sets = specs.isEmpty()
                    ? Map.of()
                    : Map.of(SET, opening.open(() -> ParameterSet.of(engine, specs, ParameterValues.of(weights))));
            this.owned = opening.keep();
        }
    }

    /** Same as the other constructor, with row-major weights in memory. */
    public TorchFunction(
            TorchEngine engine,
            String name,
            Map<String, float[]> weights,
            Function<TorchOps, Map<String, TorchTensor>> body) {
        this(engine, name, Weights.of(weights), body);
    }

    /** Compiles a function with one result, see {@link #value}. */
    public static TorchFunction of(
            TorchEngine engine, String name, Weights weights, Function<TorchOps, TorchTensor> body) {
        return new TorchFunction(engine, name, weights, ops -> Map.of(VALUE, body.apply(ops)));
    }

    /** Compiles a function with one result and row-major weights in memory. */
    public static TorchFunction of(
            TorchEngine engine, String name, Map<String, float[]> weights, Function<TorchOps, TorchTensor> body) {
        return of(engine, name, Weights.of(weights), body);
    }

    /**
     * Evaluates the function for n images.
     *
     * @param n number of images
     * @param inputs values of every input by name, row-major
     * @return results by name, row-major
     * @throws IllegalArgumentException if an input is missing, unknown or has another size
     */
    public Map<String, float[]> apply(int n, Map<String, float[]> inputs) {
        return program.run(FUNCTION, sets, n, inputs);
    }

    /** Evaluates a function that was compiled with {@link #of}; returns its result. */
    public float[] value(int n, Map<String, float[]> inputs) {
        return apply(n, inputs).get(VALUE);
    }

    @Override
    public void close() {
        owned.close();
    }
}
