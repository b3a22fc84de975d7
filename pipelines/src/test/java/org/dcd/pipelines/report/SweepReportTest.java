package org.dcd.pipelines.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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
        assertThat(curves.inWords()).isEqualTo("fd over sigma; generator: 3.500 at 0.2500, 5.500 at 1.000");
        assertThat(SweepChart.figure(curves).markup())
                .contains("<polyline", "generator: 3.500 ± 0.7071 at 0.25, 2 seeds");
    }

    @Test
    void pointsOfDifferentContractsAreNotJoined() {
        Contract other = Contract.newBuilder(CONTRACT).setName("fd[another]").build();
        SweepTable table =
                table(column(Map.of("sigma", "0.25"), CONTRACT, 3), column(Map.of("sigma", "0.5"), other, 5));

        String chart =
                SweepChart.figure(SweepCurves.of(new SweepAxis("sigma"), table)).markup();

        assertThat(chart).contains("contracts differ", "<circle").doesNotContain("<polyline");
    }

    @Test
    void otherSettingsHaveCurvesOfTheirOwn() {
        SweepTable table = table(
                column(Map.of("sigma", "0.25", "loss", "sid"), CONTRACT, 3),
                column(Map.of("sigma", "0.25", "loss", "dmd"), CONTRACT, 4),
                column(Map.of("sigma", "0.5", "loss", "sid"), CONTRACT, 5));

        assertThat(SweepCurves.of(new SweepAxis("sigma"), table).curves())
                .extracting(SweepCurves.Curve::label)
                .containsExactly("generator, loss=sid", "generator, loss=dmd");
    }

    @Test
    void aCellStandsBesideThePapers() {
        PaperCell paper = new PaperCell(2, Row.GENERATOR, Measure.FID, 1.98);
        Cell cell = new Cell(Map.of(1L, 2.0, 2L, 3.0), Optional.of(paper));

        assertThat(cell.textWithPaper()).isEqualTo("2.500 ± 0.7071 (paper 1.98, +0.5200)");
        assertThat(new Cell(Map.of(1L, 2.0), Optional.empty()).textWithPaper()).isEqualTo("2.000");
    }

    @Test
    void ticksAreRoundAndWithinTheAxis() {
        assertThat(Scale.of(0, 10, 30, 0, 100).ticks(5)).containsExactly(0.0, 2.0, 4.0, 6.0, 8.0, 10.0);
        assertThat(Scale.of(1, 1000, 30, 0, 100).logarithmic()).isTrue();
        assertThat(Scale.of(1, 1000, 30, 0, 100).ticks(5)).contains(1.0, 10.0, 100.0, 1000.0);
        assertThat(Scale.of(3, 3, 30, 0, 100).place(3)).isEqualTo(50);
        List<Double> few = new ArrayList<>(Scale.of(-1, 40, 30, 0, 100).ticks(5));
        assertThat(few).isSorted().hasSizeBetween(3, 7);
    }
}
