package org.dcd.transforms.ops.torch;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;

/** A function with fixed weights, for evaluation. Several threads may call at once. */
public final class TorchFunction implements AutoCloseable {
    private static final String SET = "net";
    /** Prefix of the parameter names of the body. */
    public static final String PREFIX = SET + "/";

    private static final String FUNCTION = "evaluate";
    private static final String VALUE = "value";

    private final Resources owned;
    private final TorchProgram program;
    private final Map<String, ParameterSet> sets;

    /**
     * A function of several results.
     *
     * @param name used in messages
     * @param weights by name, without {@link #PREFIX}
     * @param body gives results by name; uses parameters named {@code PREFIX + name}
     */
    public TorchFunction(
            TorchEngine engine,
            String name,
            Map<String, float[]> weights,
            Function<TorchOps, Map<String, TorchTensor>> body) {
        TorchProgram.Builder builder = TorchProgram.builder(name).function(FUNCTION, body);
        List<ParameterSpec> specs = builder.parameters(FUNCTION, SET);
        try (Resources opening = new Resources()) {
            this.program = opening.open(() -> builder.compile(engine));
            this.sets = specs.isEmpty()
                    ? Map.of()
                    : Map.of(SET, opening.open(() -> ParameterSet.of(engine, specs, spec -> weights.get(spec.name()))));
            this.owned = opening.keep();
        }
    }

    /** A function of one result, see {@link #value}. */
    public static TorchFunction of(
            TorchEngine engine, String name, Map<String, float[]> weights, Function<TorchOps, TorchTensor> body) {
        return new TorchFunction(engine, name, weights, ops -> Map.of(VALUE, body.apply(ops)));
    }

    /**
     * Results for n images by name, row-major.
     *
     * @param inputs values of every input by name, row-major
     * @throws IllegalArgumentException when an input is missing, unknown or of another size
     */
    public Map<String, float[]> apply(int n, Map<String, float[]> inputs) {
        return program.run(FUNCTION, sets, n, inputs);
    }

    /** The one result of a function made by {@link #of}. */
    public float[] value(int n, Map<String, float[]> inputs) {
        return apply(n, inputs).get(VALUE);
    }

    @Override
    public void close() {
        owned.close();
    }
}
