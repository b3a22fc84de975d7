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
 * The scores of one finished point of a sweep, or of a single experiment.
 *
 * @param settings values of the sweep axes without the seed; empty for a single experiment
 * @param experiment the resolved experiment of the point
 * @param scores all of its scores
 */
public record PointRun(Map<String, String> settings, Experiment experiment, List<Score> scores) {
    private static final String SEED = "seed";

    /** Copies the scores. */
    public PointRun {
        scores = List.copyOf(scores);
    }

    /** The run of a point of a sweep. */
    public static PointRun of(SweepPoint point, List<Score> scores) {
        Map<String, String> settings = new LinkedHashMap<>(point.settings());
        settings.remove(SEED);
        return new PointRun(settings, point.experiment(), scores);
    }

    /** The comparable value of the paper for a score; empty when it has none. */
    public Optional<PaperCell> paper(Score score) {
        return experiment.paper().stream()
                .filter(cell -> cell.row().id().equals(score.getRow())
                        && cell.isOfKind(score.getMetric(), score.getContract().getExtractor()))
                .findFirst();
    }

    /** Seed of the experiment. */
    public long seed() {
        return experiment.seed();
    }

    /** The settings as text, such as {@code sigma=0.25 seed=2}. */
    public String label() {
        String label = SweepPoint.label(settings);
        return label + (label.isEmpty() ? "" : " ") + SEED + "=" + seed();
    }
}
