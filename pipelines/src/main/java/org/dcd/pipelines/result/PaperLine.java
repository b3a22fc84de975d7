package org.dcd.pipelines.result;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dcd.pipelines.experiment.PaperCell;
import org.dcd.schemas.Score;

/**
 * A number of the paper beside that of a run.
 *
 * @param here the number of the run, or why there is none that may stand beside it
 * @param difference the run's less the paper's, signed; empty where the two cannot be compared
 */
public record PaperLine(PaperCell cell, String here, String difference) {
    /** The cells beside the scores of one run. Numbers of different kinds are not subtracted. */
    public static List<PaperLine> of(List<PaperCell> cells, List<Score> scores) {
        return cells.stream().map(cell -> of(cell, scores)).toList();
    }

    private static PaperLine of(PaperCell cell, List<Score> scores) {
        List<Score> near = scores.stream()
                .filter(score -> score.getRow().equals(cell.row().id())
                        && score.getMetric().equals(cell.metric().ours()))
                .toList();
        Optional<ScoreCell> same = ScoreCell.of(
                near,
                score -> cell.isOfKind(score.getMetric(), score.getContract().getExtractor()));
        if (same.isPresent()) {
            double here = same.get().mean();
            return new PaperLine(cell, FormattedNumbers.figure(here), signed(here - cell.value()));
        }
        String why = near.isEmpty()
                ? "not scored"
                : "not comparable: " + near.get(0).getContract().getName() + " is no "
                        + cell.metric().id().toUpperCase(Locale.ROOT).replace('-', ' ');
        return new PaperLine(cell, why, "");
    }

    public static String signed(double difference) {
        return (difference > 0 ? "+" : "") + FormattedNumbers.figure(difference);
    }
}
