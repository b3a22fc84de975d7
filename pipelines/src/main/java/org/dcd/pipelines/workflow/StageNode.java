package org.dcd.pipelines.workflow;

import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.pipelines.code.CodeVersions;
import org.dcd.schemas.stage.StageKind;
import org.dcd.schemas.stage.StageSpec;

/**
 * A stage of a plan.
 *
 * @param name name within the experiment, such as {@code sample:teacher-full}
 * @param key content key, {@link StageKeys#key}: the same key means the same bytes
 * @param code the code that it runs, {@link CodeVersions#of}
 */
public record StageNode(
        StageKind kind, String name, String key, StageSpec spec, List<NodeInput> inputs, SortedMap<String, String> code)
        implements Serializable {
    public StageNode {
        inputs = List.copyOf(inputs);
        code = new TreeMap<>(code);
    }

    /** A node with the key that its contents give. */
    public static StageNode of(StageKind kind, String name, StageSpec spec, List<NodeInput> inputs) {
        SortedMap<String, String> code = CodeVersions.ofThisProgram().of(kind, spec);
        return new StageNode(kind, name, StageKeys.key(kind, spec, inputs, code), spec, inputs, code);
    }

    /** This stage as an input of another. */
    public NodeInput as(String role) {
        return new NodeInput(role, name, kind, key);
    }
}
