package org.dcd.pipelines.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.pipelines.experiment.PaperCell;
import org.dcd.pipelines.experiment.PaperCell.Measure;
import org.dcd.pipelines.report.SweepTable.Cell;
import org.dcd.pipelines.report.SweepTable.Column;
import org.dcd.schemas.Contract;
import org.dcd.transforms.stage.Row;
import org.junit.jupiter.api.Test;

class SweepReportTest {
    private static final Contract CONTRACT = SyntheticReport.scores(1).get(0).getContract();

    private static Column column(Map<String, String> settings, Contract contract, double value) {
        return new Column(
                settings, contract, Map.of("generator", new Cell(Map.of(1L, value, 2L, value + 1), Optional.empty())));
    }

    private static SweepTable table(Column... columns) {
        return new SweepTable("fd", true, List.of("generator"), List.of(columns));
    }

    @Test
    void theAxisIsTheKeyWithTheMostNumbers() {
        SweepTable table = table(
                column(
                        Map.of("teacher.objective", "standard", "corruption.noise.sigma", "0.25", "a.kimg", "1"),
                        CONTRACT,
                        1),
                column(
                        Map.of("teacher.objective", "other", "corruption.noise.sigma", "0.5", "a.kimg", "2"),
                        CONTRACT,
                        2),
                column(
                        Map.of("teacher.objective", "third", "corruption.noise.sigma", "1e0", "a.kimg", "2"),
                        CONTRACT,
                        3));

        assertThat(SweepAxis.of(List.of(table))).contains(new SweepAxis("corruption.noise.sigma"));
        assertThat(SweepAxis.of(List.of(table(column(Map.of("seed-like", "1"), CONTRACT, 1)))))
                .isEmpty();
    }

    @Test
    void curvesRunAlongTheAxisWithTheSpreadOverSeeds() {
        SweepTable table =
                table(column(Map.of("sigma", "1.0"), CONTRACT, 5), column(Map.of("sigma", "0.25"), CONTRACT, 3));

        SweepCurves curves = SweepCurves.of(new SweepAxis("sigma"), table);

        assertThat(curves.joined()).isTrue();
        assertThat(curves.curves()).hasSize(1);
        assertThat(curves.curves().get(0).points())
                .containsExactly(
                        new SweepCurves.Point(0.25, 3.5, Math.sqrt(0.5), 2),
                        new SweepCurves.Point(1, 5.5, Math.sqrt(0.5), 2));
        Chart chart = curves.chart();
        assertThat(chart.words())
                .isEqualTo("fd over sigma; generator: 3.500 ± 0.7071 at 0.2500, 5.500 ± 0.7071 at 1.000");
        assertThat(chart.x()).containsExactly(0.25, 1);
        assertThat(chart.series()).hasSize(1);
        assertThat(chart.series().get(0).values()).containsExactly(3.5, 5.5);
        assertThat(chart.series().get(0).spread().orElseThrow()).containsOnly(Math.sqrt(0.5));
        assertThat(chart.series().get(0).style()).isEqualTo(Chart.Style.LINE);
    }

    @Test
    void pointsOfDifferentProtocolsAreNotJoined() {
        Contract other = Contract.newBuilder(CONTRACT).setName("fd[another]").build();
        SweepTable table =
                table(column(Map.of("sigma", "0.25"), CONTRACT, 3), column(Map.of("sigma", "0.5"), other, 5));

        Chart chart = SweepCurves.of(new SweepAxis("sigma"), table).chart();

        assertThat(chart.caption().markup()).contains("protocols differ");
        assertThat(chart.series()).extracting(Chart.Series::style).containsExactly(Chart.Style.POINTS);
    }

    @Test
    void otherSettingsHaveSeparateCurves() {
        SweepTable table = table(
                column(Map.of("sigma", "0.25", "loss", "sid"), CONTRACT, 3),
                column(Map.of("sigma", "0.25", "loss", "dmd"), CONTRACT, 4),
                column(Map.of("sigma", "0.5", "loss", "sid"), CONTRACT, 5));

        assertThat(SweepCurves.of(new SweepAxis("sigma"), table).curves())
                .extracting(SweepCurves.Curve::label)
                .containsExactly("generator, loss=sid", "generator, loss=dmd");
    }

    @Test
    void aCellShowsTheValueOfThePaper() {
        PaperCell paper = new PaperCell(2, Row.GENERATOR, Measure.FID, 1.98);
        Cell cell = new Cell(Map.of(1L, 2.0, 2L, 3.0), Optional.of(paper));

        assertThat(cell.textWithPaper()).isEqualTo("2.500 ± 0.7071 (paper 1.98, +0.5200)");
        assertThat(new Cell(Map.of(1L, 2.0), Optional.empty()).textWithPaper()).isEqualTo("2.000");
    }

    @Test
    void aValueWithTwoProtocolsOccursTwiceOnTheAxis() {
        Contract other = Contract.newBuilder(CONTRACT).setName("fd[another]").build();
        SweepTable table = table(
                column(Map.of("sigma", "0.25"), CONTRACT, 3),
                column(Map.of("sigma", "0.25"), other, 5),
                column(Map.of("sigma", "0.5"), CONTRACT, 7));

        Chart chart = SweepCurves.of(new SweepAxis("sigma"), table).chart();

        assertThat(chart.x()).containsExactly(0.25, 0.25, 0.5);
        assertThat(chart.series().get(0).values()).containsExactly(3.5, 5.5, 7.5);
    }

    @Test
    void aCurveWithoutAValueHasAGapThere() {
        SweepTable table = table(
                column(Map.of("sigma", "0.25", "loss", "sid"), CONTRACT, 3),
                column(Map.of("sigma", "50", "loss", "dmd"), CONTRACT, 400),
                column(Map.of("sigma", "0.5", "loss", "sid"), CONTRACT, 5));

        Chart chart = SweepCurves.of(new SweepAxis("sigma"), table).chart();

        assertThat(chart.series().get(0).values()).containsExactly(3.5, 5.5, Double.NaN);
        assertThat(chart.series().get(1).values()).containsExactly(Double.NaN, Double.NaN, 400.5);
        assertThat(chart.scale()).isEqualTo(new Chart.Scale(true, true, false));
    }
}
