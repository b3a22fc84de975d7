package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dcd.transforms.image.ImageShape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The numbers of torch-fidelity 0.4.0 ({@code kid_features_to_metric}, {@code isc_features_to_metric},
 * {@code prc_features_to_metric}), of prdc 0.2 ({@code compute_prdc}) and of SciPy's {@code linear_sum_assignment} on
 * the same features in float64. {@code fidelity.json} was made with numpy 1.24: {@code g = RandomState(7); row =
 * g.randn(60, 8); reference = g.randn(50, 8) * 1.2 + 0.3; logits = g.randn(60, 5) * 2}, all rounded to float32; KID of
 * 7 subsets of 30, 7 splits, 3 neighbours for precision and recall, 5 for density and coverage, and the 50 first of the
 * row matched with the reference.
 */
class MetricParityTest {
    private static final double RELATIVE = 1e-9;
    private static JsonNode expected;
    private static Vectors row;
    private static Vectors reference;

    @BeforeAll
    static void read() throws IOException {
        expected = new ObjectMapper()
                .readTree(Path.of("src/test/resources/metric/fidelity.json").toFile());
        row = new Vectors(60, 8, floats("row"));
        reference = new Vectors(50, 8, floats("reference"));
    }

    private static float[] floats(String name) {
        float[] values = new float[expected.get(name).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) expected.get(name).get(i).asDouble();
        }
        return values;
    }

    private static void assertClose(double actual, JsonNode wanted) {
        assertThat(actual).isCloseTo(wanted.asDouble(), within(RELATIVE * Math.abs(wanted.asDouble())));
    }

    @Test
    void kernelDistance() {
        MetricValue kd = new Kd(7, 30, 1000).of(row, reference).get(0);

        assertClose(kd.value(), expected.get("kid").get(0));
        assertClose(kd.deviation().orElseThrow(), expected.get("kid").get(1));
    }

    /** In two batches, as on two workers. */
    @Test
    void classifierScore() {
        float[] logits = floats("logits");
        float[] first = Arrays.copyOf(logits, 23 * 5);
        float[] rest = Arrays.copyOfRange(logits, 23 * 5, 60 * 5);
        ClassifierScore metric = new ClassifierScore(7);
        SetPart whole = SetPart.whole(new ImageShape(1, 1, 8), 60);
        Accumulator sums = metric.accumulator(whole);
        sums.add(FeatureBatch.classified(23, 37, new float[37], rest));
        Accumulator others = metric.accumulator(whole);
        others.add(FeatureBatch.classified(0, 23, new float[23], first));
        sums.merge(others);
        MetricValue score = metric.finish(sums, others).get(0);

        assertClose(score.value(), expected.get("isc").get(0));
        assertClose(score.deviation().orElseThrow(), expected.get("isc").get(1));
    }

    /** torch-fidelity computes the share in float32. */
    @Test
    void precisionAndRecall() {
        List<MetricValue> values = new PrecisionRecall(3, 1000).of(row, reference);

        assertThat(values.get(0).value()).isCloseTo(expected.get("prc").get(0).asDouble(), within(1e-7));
        assertThat(values.get(1).value()).isCloseTo(expected.get("prc").get(1).asDouble(), within(1e-7));
    }

    @Test
    void densityAndCoverage() {
        List<MetricValue> values = new DensityCoverage(5, 1000).of(row, reference);

        assertClose(values.get(0).value(), expected.get("density-coverage").get(0));
        assertClose(values.get(1).value(), expected.get("density-coverage").get(1));
    }

    @Test
    void wassersteinDistance() {
        Vectors firsts = new Vectors(50, 8, Arrays.copyOf(row.values(), 50 * 8));

        assertClose(new Wasserstein(100).of(firsts, reference).get(0).value(), expected.get("wasserstein"));
    }

    @Test
    void drawsOfNumpy() {
        NumpyRandom random = new NumpyRandom(2020);

        assertThat(random.permutation(20))
                .containsExactly(6, 9, 12, 4, 5, 14, 1, 2, 15, 10, 19, 18, 7, 16, 13, 11, 17, 3, 8, 0);
        assertThat(random.choice(1000, 5)).containsExactly(137, 453, 833, 133, 292);
    }
}
