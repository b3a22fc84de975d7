package org.dcd.pipelines.result;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.PaperCell;
import org.dcd.pipelines.experiment.SweepPoint;
import org.dcd.schemas.Score;

/**
 * Scores of one finished experiment.
 *
 * @param settings what sets it apart from others of its sweep, but for the seed
 */
public record PointRun(Map<String, String> settings, Experiment experiment, List<Score> scores) {
    private static final String SEED = "seed";

    public PointRun {
        scores = List.copyOf(scores);
    }

    public static PointRun of(SweepPoint point, List<Score> scores) {
        Map<String, String> settings = new LinkedHashMap<>(point.settings());
        settings.remove(SEED);
        return new PointRun(settings, point.experiment(), scores);
    }

    /** What the paper prints for a score, where the two are of one kind. */
    public Optional<PaperCell> paper(Score score) {
        return experiment.paper().stream()
                .filter(cell -> cell.row().id().equals(score.getRow())
                        && cell.isOfKind(score.getMetric(), score.getContract().getExtractor()))
                .findFirst();
    }

    public long seed() {
        return experiment.seed();
    }

    /** Such as {@code sigma=0.25 seed=2}. */
    public String label() {
        String label = SweepPoint.label(settings);
        return label + (label.isEmpty() ? "" : " ") + SEED + "=" + seed();
    }
}
