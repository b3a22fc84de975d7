package org.dcd.transforms.ops.torch;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A function with fixed weights, for evaluation. */
public final class TorchFunction implements AutoCloseable {
    private static final String SET = "net";
    /** Prefix of the parameter names of the body. */
    public static final String PREFIX = SET + "/";

    private final TorchProgram program;
    private final Map<String, ParameterList> lists;

    /**
     * @param weights by name, without {@link #PREFIX}
     * @param body uses parameters named {@code PREFIX + name}
     */
    public TorchFunction(TorchEngine engine, Map<String, float[]> weights, Function<TorchOps, List<TorchTensor>> body) {
        TorchProgram.Builder builder = TorchProgram.builder().function("evaluate", body);
        this.program = builder.compile(engine);
        var specs = builder.parameters("evaluate", SET);
        this.lists = specs.isEmpty()
                ? Map.of()
                : Map.of(SET, ParameterList.of(engine, specs, spec -> weights.get(spec.name())));
    }

    public List<float[]> apply(HostTensor... data) {
        return program.run("evaluate", lists, List.of(data));
    }

    @Override
    public void close() {
        lists.values().forEach(ParameterList::close);
        program.close();
    }
}
