package org.dcd.pipelines.lineage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.dcd.schemas.stage.StageId;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKinds;

/**
 * The paths of clean data through a graph of stages. Clean data enters with the data set and ends at corruption, which
 * turns it into measurements. The planner uses it before a run, the report for the finished stages.
 */
public final class CleanFlow {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Map<String, String> paths = new LinkedHashMap<>();

    /**
     * A stage.
     *
     * @param id kind and key
     * @param name name within the experiment
     * @param inputs keys of the stages that it reads
     * @param cleanData whether it may see clean data
     */
    public record Step(StageId id, String name, List<String> inputs, CleanData cleanData) {
        public Step {
            inputs = List.copyOf(inputs);
        }

        /**
         * A stage whose kind decides what it may see. A stage of an unregistered kind may see clean data.
         *
         * @param id kind and key
         * @param name name within the experiment
         * @param inputs keys of the stages that it reads
         * @param spec gives the specification as canonical JSON; called when the kind needs it
         */
        public static Step of(StageId id, String name, List<String> inputs, Supplier<String> spec) {
            CleanData cleanData = StageKinds.find(id.kind())
                    .map(kind -> kind.cleanData(component -> text(name, spec.get(), component)))
                    .orElse(CleanData.MAY_SEE);
            return new Step(id, name, inputs, cleanData);
        }

        private static String text(String name, String spec, String component) {
            try {
                return JSON.readTree(spec).path(component).asText();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                        "the specification of stage " + name + " is not valid JSON: " + e.getOriginalMessage(), e);
            }
        }

        /** Whether the stage may see measurements only. */
        public boolean blind() {
            return cleanData == CleanData.MUST_NOT_SEE;
        }
    }

    /**
     * The flow through a graph.
     *
     * @param steps the stages without the report, each after its inputs
     */
    public CleanFlow(List<Step> steps) {
        for (Step step : steps) {
            this.steps.put(step.id.key(), step);
            pathInto(step).ifPresent(path -> paths.put(step.id.key(), path));
        }
    }

    private Optional<String> pathInto(Step step) {
        return switch (step.cleanData) {
            case ENTERS -> Optional.of(step.name);
            case MEASURES, ABSENT -> Optional.empty();
            case MUST_NOT_SEE, MAY_SEE -> step.inputs.stream()
                    .map(paths::get)
                    .filter(Objects::nonNull)
                    .map(path -> path + " -> " + step.name)
                    .findFirst();
        };
    }

    /** The stages, in their order. */
    public List<Step> steps() {
        return List.copyOf(steps.values());
    }

    /** The path of clean data into a stage, such as {@code dataset -> features:oracle}; empty when there is none. */
    public Optional<String> path(Step step) {
        return Optional.ofNullable(paths.get(step.id.key()));
    }

    /** The first stage that sees clean data although it must not; empty when there is none. */
    public Optional<Step> breach() {
        return steps.values().stream()
                .filter(step -> step.blind() && paths.containsKey(step.id.key()))
                .findFirst();
    }
}
