package org.dcd.schemas.stage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.ModelArtifact;

/**
 * What a finished but not yet published stage reports. Its files lie in the work folder of the task.
 *
 * @param figures measured figures by name, such as {@code images} or {@code rollbacks}; finite
 * @param notes what a reader of the report must know
 * @param temporary files of the work folder that are not to be published, such as checkpoints
 * @param started when its work began
 * @param seconds that its own work took, publishing aside. Of a stage that one worker does as a whole: from its begin
 *     to its end. Of one that is divided into shards: its own shards alone, where a moment in which n shards of any
 *     stages are at work in a process counts 1/n for each; of several processes the one that counted most. So it is
 *     about what the stage takes with the same workers to itself, and the times of stages that share one process add up
 *     to the time that passed. What an earlier attempt did that was cut off does not count.
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
    /** Figure of a divided stage: seconds from its start to its end, in which others were at work, too. */
    public static final String ELAPSED_SECONDS = "elapsed-seconds";

    public StageResult {
        models = List.copyOf(models);
        figures = Map.copyOf(figures);
        notes = List.copyOf(notes);
        temporary = List.copyOf(temporary);
    }
}
