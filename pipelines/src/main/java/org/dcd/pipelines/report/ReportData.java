package org.dcd.pipelines.report;

import java.util.List;
import java.util.Optional;
import org.dcd.pipelines.experiment.ExternalInput;
import org.dcd.pipelines.result.ExpectationResult;
import org.dcd.pipelines.result.PaperLine;
import org.dcd.pipelines.result.ScoreCell;
import org.dcd.schemas.Candidate;
import org.dcd.schemas.ClosedForm;
import org.dcd.schemas.Score;

/**
 * The content of a report.
 *
 * @param experiment name of the experiment
 * @param yaml the resolved experiment
 * @param record name of the run record
 * @param files external input files
 * @param warnings of the plan
 * @param seed seed of the experiment
 * @param rows images, in the order of the report; empty when the data are points
 * @param points points in the plane, in the order of the report
 * @param restored clean images and their restorations by each method, the same images in every row
 * @param scores of all rows
 * @param candidates generators scored against clean images after the selection; empty when they were not kept
 * @param closedForms learned quantities and their closed forms
 * @param expectations results of the expectations
 * @param paper values of the paper and of this run
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
    /** Copies the lists. */
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

    /** Total seconds of all stages, including cached ones. */
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

    /** Number of warnings of the plan and notes of the stages. */
    long notes() {
        return warnings.size()
                + stages.stream()
                        .mapToLong(stage -> stage.manifest().getNotes().size())
                        .sum();
    }
}
