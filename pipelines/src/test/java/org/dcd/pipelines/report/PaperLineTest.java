package org.dcd.pipelines.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dcd.pipelines.experiment.PaperCell;
import org.dcd.pipelines.experiment.PaperCell.Measure;
import org.dcd.pipelines.result.PaperLine;
import org.dcd.schemas.Score;
import org.dcd.transforms.stage.Row;
import org.junit.jupiter.api.Test;

class PaperLineTest {
    private static final PaperCell FID = new PaperCell(2, Row.GENERATOR, Measure.FID, 4.77);

    @Test
    void aDistanceOnOtherFeaturesIsNotSubtractedFromAFid() {
        PaperLine line = line(FID, SyntheticReport.scores(1));

        assertThat(line.here()).isEqualTo("not comparable: fd[classifier-1a2b3c4d] is not FID");
        assertThat(line.difference()).isEmpty();
    }

    @Test
    void comparableValuesAreSubtracted() {
        List<Score> scores = SyntheticReport.scores(1);
        scores.stream().map(Score::getContract).forEach(contract -> contract.setExtractor("inception-v3-2015-12-05"));

        assertThat(line(FID, scores)).isEqualTo(new PaperLine(FID, "3.602", "-1.168"));
        PaperCell proximal = new PaperCell(2, Row.GENERATOR, Measure.PROXIMAL_FID, 0.5);
        assertThat(line(proximal, scores)).isEqualTo(new PaperLine(proximal, "0.6420", "+0.1420"));
    }

    @Test
    void missingScoresAreNamed() {
        assertThat(line(new PaperCell(11, Row.GENERATOR, Measure.KID, 0.00252), SyntheticReport.scores(1))
                        .here())
                .isEqualTo("not scored");
        assertThat(line(FID, List.of()).here()).isEqualTo("not scored");
    }

    @Test
    void theReportHasTheSectionOnlyWithValuesOfThePaper() {
        String without = Report.html(SyntheticReport.named("plain"));
        String with = PaperSection.of(PaperLine.of(List.of(FID), SyntheticReport.scores(1)))
                .markup();

        assertThat(without).doesNotContain("Comparison with the paper");
        assertThat(with)
                .contains("Comparison with the paper", "generator.fid", ">4.77<", "is not FID", ">–<")
                .doesNotContain("-1.168");
    }

    private static PaperLine line(PaperCell cell, List<Score> scores) {
        return PaperLine.of(List.of(cell), scores).get(0);
    }
}
