package org.dcd.schemas.stage;

import java.io.Serializable;
import java.util.List;
import org.dcd.schemas.io.Folder;

/**
 * One stage to run: a pure function of its specification and inputs which writes files into its work folder. Publishing
 * them is not its business.
 *
 * @param name name within the experiment, such as {@code sample:teacher-full}
 * @param key content key; the same key means the same bytes
 * @param work folder that survives a kill: checkpoints of an earlier attempt may lie in it
 */
public record StageTask<S extends StageSpec>(
        StageKind kind, String name, String key, S spec, List<StageInput> inputs, Folder work) implements Serializable {
    public StageTask {
        inputs = List.copyOf(inputs);
    }

    /** Whether there is an input of that role. */
    public boolean hasInput(String role) {
        return inputs.stream().anyMatch(input -> input.role().equals(role));
    }

    /** The input of that role. */
    public StageInput input(String role) {
        return inputs.stream()
                .filter(input -> input.role().equals(role))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("stage " + name + " has no input '" + role + "', only "
                        + inputs.stream().map(StageInput::role).toList()));
    }

    /** The same stage with another specification. */
    public <T extends StageSpec> StageTask<T> withSpec(T other) {
        return new StageTask<>(kind, name, key, other, inputs, work);
    }

    public Folder inputFolder(String role) {
        return input(role).folder();
    }
}
