package org.dcd.pipelines.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.dcd.pipelines.cli.run.Comparison.SeedScores;
import org.dcd.pipelines.report.SyntheticReport;
import org.dcd.schemas.Score;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void seedsOfOneProtocolShareATableWithMeanAndDeviation() {
        List<Score> second = SyntheticReport.scores(2);
        second.forEach(score -> score.setValue(score.getValue() + 2));
        String text = print(new SeedScores(1, SyntheticReport.scores(1)), new SeedScores(2, second));
        assertThat(text)
                .contains("seeds 1, 2")
                .containsPattern("row +seed 1 +seed 2 +mean +std")
                .containsPattern("generator +3\\.602 +5\\.602 +4\\.602 +± 1\\.414");
    }

    @Test
    void seedsOfDifferentProtocolsGetSeparateTables() {
        List<Score> second = SyntheticReport.scores(2);
        second.forEach(score -> score.setContract(SyntheticReport.contract("fd[classifier-other]", "none")));
        String text = print(new SeedScores(1, SyntheticReport.scores(1)), new SeedScores(2, second));
        assertThat(text)
                .contains("fd, protocol fd[classifier-1a2b3c4d]", "fd, protocol fd[classifier-other]")
                .doesNotContain("mean");
    }

    private static String print(SeedScores... runs) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new Comparison("tiny", List.of(runs)).print(out);
        out.flush();
        return text.toString();
    }
}
