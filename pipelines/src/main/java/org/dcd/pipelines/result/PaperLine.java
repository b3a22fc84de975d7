package org.dcd.pipelines.result;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dcd.pipelines.experiment.PaperCell;
import org.dcd.schemas.Score;

/**
 * A value of the paper and the value of a run.
 *
 * @param cell the value of the paper
 * @param here the value of the run, or the reason why there is no comparable one
 * @param difference run minus paper, signed; empty when the two are not comparable
 */
public record PaperLine(PaperCell cell, String here, String difference) {
    /** Compares values of the paper with the scores of one run. */
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
                : "not comparable: " + near.get(0).getContract().getName() + " is not "
                        + cell.metric().id().toUpperCase(Locale.ROOT).replace('-', ' ');
        return new PaperLine(cell, why, "");
    }

    /** A difference with its sign: {@code +0.28}. */
    public static String signed(double difference) {
        return (difference > 0 ? "+" : "") + FormattedNumbers.figure(difference);
    }
}
