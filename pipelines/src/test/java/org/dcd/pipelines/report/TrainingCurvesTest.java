package org.dcd.pipelines.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.dcd.schemas.stage.ProgressLine;
import org.junit.jupiter.api.Test;

class TrainingCurvesTest {
    @Test
    void undoneWorkIsNotDrawn() {
        List<ProgressLine> lines = List.of(line(1000), line(2000), line(3000), line(2000), line(2500));
        assertThat(TrainingCurves.withoutUndoneWork(lines))
                .extracting(ProgressLine::done)
                .containsExactly(1000L, 2000L, 2000L, 2500L);
    }

    @Test
    void theLastMarkedCandidateIsSelected() {
        List<ProgressLine> lines = List.of(candidate(1000, 3, 1), candidate(2000, 1, 1), candidate(3000, 2, 0));
        assertThat(TrainingCurves.selected(lines))
                .hasValueSatisfying(line -> assertThat(line.done()).isEqualTo(2000));
    }

    @Test
    void oneChartPerMeasuredQuantity() {
        assertThat(TrainingCurves.of(SyntheticReport.stages(), SyntheticReport.candidates()))
                .extracting(Chart::title)
                .containsExactly(
                        "Teacher loss",
                        "Teacher gradient norm",
                        "Fake-score loss",
                        "Generator loss",
                        "Distillation gradient norm",
                        "Proximal distance",
                        "Distance to clean images");
    }

    @Test
    void smoothingKeepsAStraightLine() {
        double[] line = new double[100];
        for (int i = 0; i < line.length; i++) {
            line[i] = i;
        }
        assertThat(TrainingCurves.movingAverage(line)).containsExactly(line);
    }

    @Test
    void longCurvesHaveAMovingAverageAndAMarkAtTheSelection() {
        Chart chart = TrainingCurves.of(SyntheticReport.stages(), SyntheticReport.candidates()).stream()
                .filter(each -> each.title().equals("Proximal distance"))
                .findFirst()
                .orElseThrow();

        assertThat(chart.marks()).filteredOn(Chart.Mark::selected).hasSize(1);
        assertThat(chart.words()).contains("Proximal distance over", "kimg: from", "; selected ");
    }

    private static ProgressLine line(long done) {
        return new ProgressLine(0, done, 9000, "img", Map.of("loss", 1.0), "");
    }

    private static ProgressLine candidate(long done, double distance, double selected) {
        return new ProgressLine(0, done, 9000, "img", Map.of("proximal-fd", distance, "selected", selected), "");
    }
}
