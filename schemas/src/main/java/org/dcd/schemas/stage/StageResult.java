package org.dcd.schemas.stage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.ModelArtifact;

/**
 * The result of a finished stage that is not yet published. Its files are in the work folder of the task.
 *
 * @param figures measured figures by name, such as {@code images} or {@code rollbacks}; finite
 * @param notes remarks that the report must show
 * @param temporary files of the work folder that are not published, such as checkpoints
 * @param started when its work began
 * @param seconds duration of its own work, without publishing. For a stage that one worker runs as a whole: from
 *     beginning to end. For a divided stage: the time of its own shards; a moment in which n shards of any stages run
 *     in a process counts 1/n for each, and the process with the largest sum counts. So it approximates the time that
 *     the stage would take with the same workers to itself, and the times of stages that share a process add up to the
 *     elapsed time. Interrupted earlier attempts do not count.
 */
public record StageResult(
        StageTask<?> task,
        List<ModelArtifact> models,
        Map<String, Double> figures,
        List<String> notes,
        List<String> temporary,
        Instant started,
        double seconds)
        implements StageOutcome {
    /** Figure of a divided stage: seconds from its start to its end, including the work of other stages. */
    public static final String ELAPSED_SECONDS = "elapsed-seconds";

    public StageResult {
        models = List.copyOf(models);
        figures = Map.copyOf(figures);
        notes = List.copyOf(notes);
        temporary = List.copyOf(temporary);
    }
}
