package org.dcd.pipelines.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dcd.pipelines.report.ReportSpec;
import org.dcd.pipelines.store.Store;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Warnings of plans. */
class WarningsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Planned.write(folder, Planned.EXPERIMENT, "ten images");
    }

    private Plan plan(String... overrides) {
        return Planned.in(folder, overrides);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "teacher.data-sigma=0.375 | teacher.data-sigma 0.375 is less than the noise level 0.5 | slightly above 0.5",
                "distillation.data-sigma=0.4 | distillation.data-sigma 0.4 is less than the noise level 0.5 | Table 8",
                "distillation.loss.alpha=1.5 | distillation.loss: sid.alpha 1.5 is above | use 0.5 to 1.2",
                "distillation.loss={type: sds} | distillation.loss: sds ended above FID 200 | use sid",
                "distillation.start=random | start random | App. L",
                "distillation.corrupt-fake=false | corrupt-fake false | Alg. 1",
                "teacher.network.augment-labels=9 | takes 9 augmentation labels | set teacher.training.augment",
                "teacher.objective={type: consistency, samples: 2} | teacher.objective: consistency with samples 2 | use estimate pairs",
            })
    void unstableOrWorseSettingsAreWarnedOfWithTheirRemedy(String override, String what, String remedy) {
        assertThat(plan(override).warnings())
                .anySatisfy(warning -> assertThat(warning).contains(what, remedy));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed=1",
                "teacher.data-sigma=0.625",
                "distillation.data-sigma=0.5",
                "distillation.loss.alpha=1.2",
                "distillation.loss={type: dmd}",
                "distillation.training.clamp-levels=true",
                "teacher.objective={type: consistency}",
                "teacher.objective={type: consistency, samples: 2, estimate: pairs}",
                "corruption.noise={type: uniform-sigma, min: 0.4, max: 0.6}",
            })
    void soundSettingsAreNot(String override) {
        assertThat(plan(override).warnings()).isEmpty();
    }

    @Test
    void manyKeptCandidatesAreWarnedOf() {
        String keep = "distillation.training.keep-candidates=true";
        assertThat(plan(keep, "distillation.training.kimg=10").warnings()).isEmpty();
        assertThat(plan(keep, "distillation.training.kimg=10000000").warnings())
                .singleElement()
                .asString()
                .contains("keeps 1000000 candidates of", "GB in total: raise", "above 10.0 to keep fewer");
    }

    @Test
    void stagesThatAreNotPlannedAreNotWarnedOf() {
        assertThat(plan("distillation.loss.alpha=1.5", "teacher.data-sigma=0.4", "scoring.rows=[teacher-full]")
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("teacher.data-sigma");
        assertThat(plan("distillation.loss.alpha=1.5", "teacher.data-sigma=0.4", "scoring.rows=[observation]")
                        .warnings())
                .isEmpty();
    }

    @Test
    void theReportHasTheWarningsAndKeepsItsKey() {
        Plan plan = plan("distillation.loss.alpha=1.5");

        ReportSpec report =
                (ReportSpec) plan.stage("report").orElseThrow().node().spec();

        assertThat(report.warnings()).isEqualTo(plan.warnings()).hasSize(1);
        ReportSpec silent = new ReportSpec(
                report.experiment(),
                report.yaml(),
                List.of(),
                List.of(),
                report.expectations(),
                report.paper(),
                report.seed());
        assertThat(StageNode.of("report", "report", report, List.of()).key())
                .isEqualTo(StageNode.of("report", "report", silent, List.of()).key());
    }

    @Test
    void aRefreshedPlanKeepsItsWarnings() {
        Plan plan = plan("distillation.start=random");

        assertThat(plan.refreshed(Store.open(folder.resolve("store"))).warnings())
                .isEqualTo(plan.warnings());
    }
}
