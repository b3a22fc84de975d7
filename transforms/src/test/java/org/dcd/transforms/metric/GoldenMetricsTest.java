package org.dcd.transforms.metric;

import java.io.IOException;
import org.dcd.transforms.contract.Golden;
import org.dcd.transforms.contract.Golden.Output;
import org.junit.jupiter.api.Test;

/** Scores of metrics match those recorded for their versions, see {@link Golden}. */
class GoldenMetricsTest {
    /** Tolerance for the order of native linear algebra, and for networks in ONNX Runtime. */
    private static final double RELATIVE = 1e-5;

    @Test
    void scoresOfAVersionDoNotChange() throws IOException {
        Golden golden = new Golden(GoldenMetricsTest.class);
        float[] row = MetricContractTest.normal(1, 0.1f, 0.9f);
        float[] reference = MetricContractTest.normal(2, 0, 1);
        Golden.examples(Metric.class).forEach((member, examples) -> {
            Output output = new Output();
            for (Metric metric : examples) {
                output.exactly(metric.estimator(), metric.input());
                MetricContractTest.scores(metric, row, reference, MetricContractTest.N)
                        .forEach(score -> output.exactly(score.name()).within(RELATIVE, score.value()));
            }
            golden.check("metric", member, output);
        });
        golden.finish();
    }
}
