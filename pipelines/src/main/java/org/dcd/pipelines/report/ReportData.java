package org.dcd.pipelines.report;

import java.util.List;
import java.util.Optional;
import org.dcd.pipelines.experiment.ExternalInput;
import org.dcd.pipelines.result.ExpectationResult;
import org.dcd.pipelines.result.PaperLine;
import org.dcd.pipelines.result.PointRow;
import org.dcd.pipelines.result.ScoreCell;
import org.dcd.schemas.Candidate;
import org.dcd.schemas.ClosedForm;
import org.dcd.schemas.Score;

/**
 * All that a report shows.
 *
 * @param yaml the resolved experiment
 * @param record name of the record of the run
 * @param files what the run read from outside
 * @param warnings of the plan
 * @param seed seed of the experiment
 * @param rows images, in the order of the report; none of data that are points
 * @param points of the plane, in the order of the report
 * @param candidates for the generator, scored against clean images after the choice; none where they were not kept
 * @param restored clean images and what was restored from measurements of them, the same ones in every row
 * @param closedForms what was learned beside what theory says
 * @param paper numbers of the paper beside the scores
 * @param stages in the order of the plan
 */
public record ReportData(
        String experiment,
        String yaml,
        String record,
        List<ExternalInput> files,
        List<String> warnings,
        long seed,
        List<ImageRow> rows,
        List<PointRow> points,
        List<ImageRow> restored,
        List<Score> scores,
        List<Candidate> candidates,
        List<ClosedForm> closedForms,
        List<ExpectationResult> expectations,
        List<PaperLine> paper,
        List<StageFacts> stages) {
    public ReportData {
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
        rows = List.copyOf(rows);
        points = List.copyOf(points);
        restored = List.copyOf(restored);
        scores = List.copyOf(scores);
        candidates = List.copyOf(candidates);
        closedForms = List.copyOf(closedForms);
        expectations = List.copyOf(expectations);
        paper = List.copyOf(paper);
        stages = List.copyOf(stages);
    }

    Optional<ScoreCell> score(String row, String metric) {
        return ScoreCell.find(scores, row, metric);
    }

    /** Seconds of all stages, whenever they ran. */
    double seconds() {
        return stages.stream()
                .mapToDouble(stage -> stage.manifest().getSeconds())
                .sum();
    }

    long failedExpectations() {
        return expectations.stream()
                .filter(expectation -> !expectation.passed())
                .count();
    }

    /** Number of warnings and of notes of all stages. */
    long notes() {
        return warnings.size()
                + stages.stream()
                        .mapToLong(stage -> stage.manifest().getNotes().size())
                        .sum();
    }
}
