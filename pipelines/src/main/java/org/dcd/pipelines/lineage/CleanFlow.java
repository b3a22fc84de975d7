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
 * The ways of clean data through a graph of stages (law 5): it enters with the data set, and becomes measurements by
 * corruption. The plan asks before anything runs, the report asks again of what was made.
 */
public final class CleanFlow {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Map<String, String> paths = new LinkedHashMap<>();

    /**
     * A stage.
     *
     * @param inputs keys of the stages that it reads
     * @param cleanData what it may see
     */
    public record Step(StageId id, String name, List<String> inputs, CleanData cleanData) {
        public Step {
            inputs = List.copyOf(inputs);
        }

        /**
         * A stage of which its kind says what it may see; one of a kind that is not registered may see everything.
         *
         * @param spec gives its specification as canonical JSON, where the kind asks for it
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
                        "stage " + name + " has no JSON as its specification: " + e.getOriginalMessage(), e);
            }
        }

        /** Whether it may see measurements only. */
        public boolean blind() {
            return cleanData == CleanData.MUST_NOT_SEE;
        }
    }

    /** @param steps every stage after its inputs; the report tells the rest and is no part of it */
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

    public List<Step> steps() {
        return List.copyOf(steps.values());
    }

    /** How clean data enters a stage, such as {@code dataset -> features:oracle}; empty when it does not. */
    public Optional<String> path(Step step) {
        return Optional.ofNullable(paths.get(step.id.key()));
    }

    /** The first stage that must not see clean data and does. */
    public Optional<Step> breach() {
        return steps.values().stream()
                .filter(step -> step.blind() && paths.containsKey(step.id.key()))
                .findFirst();
    }
}
