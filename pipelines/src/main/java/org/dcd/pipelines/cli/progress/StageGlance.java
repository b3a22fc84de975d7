package org.dcd.pipelines.cli.progress;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.stage.StageId;

/** How a stage that somebody makes gets on, at one look. */
public final class StageGlance {
    private StageGlance() {}

    /**
     * Its label with its share and rate; the label alone when it does not tell more.
     *
     * @param since when its run began
     * @return empty when nobody has begun to make it
     */
    public static Optional<String> of(String label, StageId id, Store store, Instant since, InstantSource clock) {
        StageView stage = new WatchedStage(label, () -> store.readOnlyWork(id), store.stage(id), clock, since)
                .look(message -> {});
        return stage.state() == StageView.State.RUNNING ? Optional.of(ProgressText.brief(stage)) : Optional.empty();
    }
}
