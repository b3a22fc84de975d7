package org.dcd.pipelines.plan;

import java.io.Serializable;
import java.util.List;
import org.dcd.schemas.stage.StageKind;
import org.dcd.schemas.stage.StageSpec;

/**
 * A stage of a plan.
 *
 * @param name name within the experiment, such as {@code sample:teacher-full}
 * @param key content key, {@link StageKeys#key}: the same key means the same bytes
 */
public record StageNode(StageKind kind, String name, String key, StageSpec spec, List<NodeInput> inputs)
        implements Serializable {
    public StageNode {
        inputs = List.copyOf(inputs);
    }

    /** A node with the key that its contents give. */
    public static StageNode of(StageKind kind, String name, StageSpec spec, List<NodeInput> inputs) {
        return new StageNode(kind, name, StageKeys.key(kind, spec, inputs), spec, inputs);
    }

    /** This stage as an input of another. */
    public NodeInput as(String role) {
        return new NodeInput(role, name, kind, key);
    }
}
