package org.dcd.schemas.stage;

import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.schemas.io.Folder;

/**
 * A stage to run: a pure function of its specification and inputs that writes files into its work folder. The launcher
 * publishes them.
 *
 * @param <S> the specification
 * @param id kind and content key; the same id means the same bytes
 * @param name name within the experiment, such as {@code sample:teacher-full}
 * @param code names and versions of the code that it runs, for its manifest
 * @param work folder for its files; it may contain checkpoints of an earlier attempt
 */
public record StageTask<S extends StageSpec>(
        StageId id, String name, S spec, List<StageInput> inputs, SortedMap<String, String> code, Folder work)
        implements Serializable {
    public StageTask {
        inputs = List.copyOf(inputs);
        code = new TreeMap<>(code);
    }

    /** A task outside a plan, without versions of code. */
    public StageTask(StageId id, String name, S spec, List<StageInput> inputs, Folder work) {
        this(id, name, spec, inputs, new TreeMap<>(), work);
    }

    /** Name of its kind. */
    public String kind() {
        return id.kind();
    }

    /** Its content key. */
    public String key() {
        return id.key();
    }

    /** Whether there is an input with that role. */
    public boolean hasInput(String role) {
        return inputs.stream().anyMatch(input -> input.role().equals(role));
    }

    /**
     * The input with that role.
     *
     * @throws IllegalStateException when there is none
     */
    public StageInput input(String role) {
        return inputs.stream()
                .filter(input -> input.role().equals(role))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("stage " + name + " has no input '" + role + "', only "
                        + inputs.stream().map(StageInput::role).toList()));
    }

    /** The same stage with another specification. */
    public <T extends StageSpec> StageTask<T> withSpec(T other) {
        return new StageTask<>(id, name, other, inputs, code, work);
    }

    /**
     * The folder of the input with that role.
     *
     * @throws IllegalStateException when there is none
     */
    public Folder inputFolder(String role) {
        return input(role).folder();
    }
}
