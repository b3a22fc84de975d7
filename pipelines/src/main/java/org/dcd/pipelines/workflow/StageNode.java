package org.dcd.pipelines.workflow;

import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.pipelines.code.CodeVersions;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageSpec;

/**
 * A stage of a plan.
 *
 * @param id its kind, and its content key, {@link StageKeys#key}: the same id means the same bytes
 * @param name name within the experiment, such as {@code sample:teacher-full}
 * @param code the code that it runs, {@link CodeVersions#of}
 */
public record StageNode(StageId id, String name, StageSpec spec, List<NodeInput> inputs, SortedMap<String, String> code)
        implements Serializable {
    public StageNode {
        inputs = List.copyOf(inputs);
        code = new TreeMap<>(code);
    }

    /** A node with the key that its contents give. */
    public static StageNode of(String kind, String name, StageSpec spec, List<NodeInput> inputs) {
        SortedMap<String, String> code = CodeVersions.ofThisProgram().of(kind, spec);
        return new StageNode(new StageId(kind, StageKeys.key(kind, spec, inputs, code)), name, spec, inputs, code);
    }

    /** Name of its kind. */
    public String kind() {
        return id.kind();
    }

    /** Its content key. */
    public String key() {
        return id.key();
    }

    /** This stage as an input of another. */
    public NodeInput as(String role) {
        return new NodeInput(role, name, id);
    }
}
