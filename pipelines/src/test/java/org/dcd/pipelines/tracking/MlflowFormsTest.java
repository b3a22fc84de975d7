package org.dcd.pipelines.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dcd.pipelines.report.SyntheticReport;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Score;
import org.junit.jupiter.api.Test;

/** Names and values in the form that MLflow accepts. */
class MlflowFormsTest {
    @Test
    void settingsAreFlattened() {
        assertThat(
                        FlatSettings.of(
                                """
                        seed: 3
                        teacher: {training: {rate: 2.0e-3, blocks: [1, 2]}}
                        steps: [{type: blur, sigma: 1}, {type: mask}]
                        none: null
                        """))
                .containsEntry("seed", "3")
                .containsEntry("teacher.training.rate", "0.002")
                .containsEntry("teacher.training.blocks", "[1, 2]")
                .containsEntry("steps.0.type", "blur")
                .containsEntry("steps.1.type", "mask")
                .containsEntry("none", "null")
                .hasSize(7);
    }

    @Test
    void longValuesAreCutAndNamesHaveValidCharacters() {
        assertThat(MlflowLimits.name("generator.fd[classifier-1a2b]")).isEqualTo("generator.fd_classifier-1a2b_");
        assertThat(MlflowLimits.name("a".repeat(300))).hasSize(MlflowLimits.MAX_NAME);
        assertThat(MlflowLimits.param("a".repeat(500))).hasSize(500).doesNotContain("...");
        assertThat(MlflowLimits.param("a".repeat(501))).hasSize(500).endsWith("...");
        assertThat(MlflowLimits.tag("a".repeat(9000))).hasSize(MlflowLimits.MAX_TAG);
    }

    @Test
    void scoresOfDifferentProtocolsHaveDifferentNames() {
        Score one = score(SyntheticReport.contract("fd[a]", "none"), 0, 1);
        Score again = score(SyntheticReport.contract("fd[a]", "none"), 1, 2);
        Score other = score(SyntheticReport.contract("fd[b]", "none"), 0, 3);

        assertThat(ScoreMetric.of(List.of(one, again)))
                .map(ScoreMetric::name)
                .containsExactly("generator.fd", "generator.fd");
        assertThat(ScoreMetric.of(List.of(one, again))).map(ScoreMetric::step).containsExactly(0, 1);
        assertThat(ScoreMetric.of(List.of(one, other)))
                .map(ScoreMetric::name)
                .containsExactly("generator.fd.fd_a_", "generator.fd.fd_b_");
    }

    private static Score score(Contract contract, int sampleSet, double value) {
        return new Score("generator", "fd", value, 1L, true, contract, null, 50L, 1L, sampleSet, 1);
    }
}
