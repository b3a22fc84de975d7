package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.stage.corrupt.CorruptSpec;
import org.dcd.transforms.stage.corrupt.CorruptWork;
import org.dcd.transforms.stage.dataset.DatasetIngest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters of a graph that corrupts 45 images, 60 less 15 held out, in parts of 7. */
class TotalsTest {
    @TempDir
    Path root;

    @Test
    void countersOfTheRunnerHaveImagesAndShards() throws IOException {
        DatasetIngest.run(StageTests.dataset(StageTests.idx(root, 60, 16, 15), 1, root.resolve("data")), 7);
        Corruption noisy = new Corruption(new Identity(), new GaussianNoise(0.4));
        Pipeline pipeline = Pipeline.create();
        pipeline.apply(Create.of(StageTests.corrupt(noisy, 1, root.resolve("data"), root.resolve("a")))
                        .withCoder(SerializableCoder.of(new TypeDescriptor<StageTask<CorruptSpec>>() {})))
                .apply(StageTransform.of(new CorruptWork(PlainCorruptor::of)));
        PipelineResult result = pipeline.run();
        result.waitUntilFinish();

        assertThat(totals(result)).isEqualTo(Map.of("dcd:images-corrupted", 45L, "dcd:shards-done", 7L));
    }

    private static Map<String, Long> totals(PipelineResult result) {
        MetricsFilter ours = MetricsFilter.builder()
                .addNameFilter(MetricNameFilter.inNamespace(Totals.NAMESPACE))
                .build();
        List<MetricResult<Long>> counters = StreamSupport.stream(
                        result.metrics().queryMetrics(ours).getCounters().spliterator(), false)
                .toList();
        return counters.stream()
                .collect(Collectors.toMap(counter -> counter.getName().toString(), MetricResult::getAttempted));
    }
}
