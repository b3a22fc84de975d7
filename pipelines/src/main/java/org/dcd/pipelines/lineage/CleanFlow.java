package org.dcd.pipelines.lineage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dcd.schemas.stage.StageKind;

/**
 * The ways of clean data through a graph of stages (law 5): it enters with the data set, and becomes measurements by
 * corruption. The plan asks before anything runs, the report asks again of what was made.
 */
public final class CleanFlow {
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Map<String, String> paths = new LinkedHashMap<>();

    /**
     * A stage.
     *
     * @param inputs keys of the stages that it reads
     * @param blind whether it may see measurements only
     */
    public record Step(StageKind kind, String name, String key, List<String> inputs, boolean blind) {
        public Step {
            inputs = List.copyOf(inputs);
        }

        /** @param learnsFromMeasurements of features, what they are trained on */
        public static Step of(
                StageKind kind, String name, String key, List<String> inputs, boolean learnsFromMeasurements) {
            boolean blind =
                    switch (kind) {
                        case CALIBRATE, TEACHER, DISTIL, RESTORE -> true;
                        case FEATURES -> learnsFromMeasurements;
                        case DATASET,
                                CORRUPT,
                                IMPORT,
                                EXPORT,
                                SAMPLE,
                                SCORE,
                                COMPARE,
                                CANDIDATES,
                                ANALYSIS,
                                REPORT -> false;
                    };
            return new Step(kind, name, key, inputs, blind);
        }
    }

    /** @param steps every stage after its inputs; the report tells the rest and is no part of it */
    public CleanFlow(List<Step> steps) {
        for (Step step : steps) {
            this.steps.put(step.key, step);
            pathInto(step).ifPresent(path -> paths.put(step.key, path));
        }
    }

    private Optional<String> pathInto(Step step) {
        return switch (step.kind) {
            case DATASET -> Optional.of(step.name);
                // An import sees nothing of this experiment's data; what it was trained on before is another matter.
            case CORRUPT, IMPORT -> Optional.empty();
            case CALIBRATE,
                    FEATURES,
                    TEACHER,
                    DISTIL,
                    EXPORT,
                    SAMPLE,
                    RESTORE,
                    SCORE,
                    COMPARE,
                    CANDIDATES,
                    ANALYSIS,
                    REPORT -> step.inputs.stream()
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
        return Optional.ofNullable(paths.get(step.key));
    }

    /** The first stage that must not see clean data and does. */
    public Optional<Step> breach() {
        return steps.values().stream()
                .filter(step -> step.blind && paths.containsKey(step.key))
                .findFirst();
    }
}
