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
 * @param id kind and content key ({@link StageKeys#key}); stages of equal id have equal outputs
 * @param name name within the experiment, such as {@code sample:teacher-full}
 * @param spec the specification
 * @param inputs the stages that it reads
 * @param code versions of the code that it runs ({@link CodeVersions#of})
 */
public record StageNode(StageId id, String name, StageSpec spec, List<NodeInput> inputs, SortedMap<String, String> code)
        implements Serializable {
    public StageNode {
        inputs = List.copyOf(inputs);
        code = new TreeMap<>(code);
    }

    /** A stage whose key is computed from its kind, specification, inputs and code. */
    public static StageNode of(String kind, String name, StageSpec spec, List<NodeInput> inputs) {
        SortedMap<String, String> code = CodeVersions.ofThisProgram().of(kind, spec);
        return new StageNode(new StageId(kind, StageKeys.key(kind, spec, inputs, code)), name, spec, inputs, code);
    }

    /** Name of the stage kind. */
    public String kind() {
        return id.kind();
    }

    /** The content key. */
    public String key() {
        return id.key();
    }

    /**
     * This stage as an input of another.
     *
     * @param role what the reader uses it for
     */
    public NodeInput as(String role) {
        return new NodeInput(role, name, id);
    }
}
