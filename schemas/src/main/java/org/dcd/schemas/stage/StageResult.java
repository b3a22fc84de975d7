package org.dcd.schemas.stage;

import java.io.Serializable;
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
 */
public record StageResult(
        StageTask<?> task,
        List<ModelArtifact> models,
        Map<String, Double> figures,
        List<String> notes,
        List<String> temporary,
        Instant started,
        double seconds)
        implements Serializable {
    public StageResult {
        models = List.copyOf(models);
        figures = Map.copyOf(figures);
        notes = List.copyOf(notes);
        temporary = List.copyOf(temporary);
    }
}
