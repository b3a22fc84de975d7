package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorAccumulatorTest {
    private static final int N = 128;
    private static final int D = 3;
    private static final float[] ALL = Seeds.normal(1, N * D);

    private static Accumulator part(int from, int to, int batch, int... most) {
        List<Metric> metrics = new ArrayList<>();
        for (int images : most) {
            metrics.add(new Wasserstein(images));
        }
        SetPart part = SetPart.of(new ImageShape(1, 1, D), N, from, to - from).withVectors(D, metrics);
        Accumulator vectors = metrics.get(0).accumulator(part);
        for (int at = from; at < to; at += batch) {
            int n = Math.min(batch, to - at);
            vectors.add(FeatureBatch.of(at, n, Arrays.copyOfRange(ALL, at * D, (at + n) * D)));
        }
        return vectors;
    }

    private static float[] spread(int most) {
        return new Vectors(N, D, ALL).spread(most).values();
    }

    /** For any batches; one of them has as many vectors as are kept in total, and half of its own are kept. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 64, 128})
    void vectorsAreSpreadEvenly(int batch) throws IOException {
        assertThat(part(0, N, batch, 64).vectors(64).values()).isEqualTo(spread(64));
        assertThat(part(0, N, batch, 500).vectors(500).values()).isEqualTo(ALL);
    }

    /** Metrics that compare different numbers of vectors share them. */
    @Test
    void everyMetricHasItsOwnSelection() throws IOException {
        Accumulator vectors = part(0, N, 64, 40, 50);

        assertThat(vectors.vectors(40).values()).isEqualTo(spread(40));
        assertThat(vectors.vectors(50).values()).isEqualTo(spread(50));
    }

    @Test
    void partsMergeIntoTheOrderOfTheSet() throws IOException {
        Accumulator merged = part(100, N, 64, 50);
        merged.merge(part(0, 30, 30, 50));
        merged.merge(part(30, 100, 64, 50));

        assertThat(merged.count()).isEqualTo(N);
        assertThat(merged.vectors(50).values()).isEqualTo(spread(50));
    }

    @Test
    void partsInATableAreTheSameVectors(@TempDir Path path) throws IOException {
        Folder folder = Folder.at(path.toString());
        Accumulator second = part(70, N, 64, 50, 60).storedIn(folder, "kept", "kept-00001-of-00002.parquet");
        Accumulator stored = part(0, 70, 64, 50, 60).storedIn(folder, "kept", "kept-00000-of-00002.parquet");
        stored.merge(second);

        assertThat(stored.count()).isEqualTo(N);
        assertThat(stored.vectors(50).values()).isEqualTo(spread(50));
        assertThat(stored.vectors(60).values()).isEqualTo(spread(60));
        assertThatThrownBy(() -> stored.add(FeatureBatch.of(0, 1, new float[D])))
                .hasMessageContaining("is already written");
    }
}
