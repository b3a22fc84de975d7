package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentAccumulatorTest {
    private static final int D = 200;

    private static MomentAccumulator of(float[] features, int d) {
        MomentAccumulator moments = new MomentAccumulator(d);
        moments.add(FeatureBatch.of(0, features.length / d, features));
        return moments;
    }

    private static int bytes(Accumulator accumulator) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
            objects.writeObject(accumulator);
        }
        return out.size();
    }

    /** Vectors are serialised while they are smaller than their moments; otherwise half of M2. */
    @Test
    void serialisesTheSmallerForm() throws IOException {
        int moments = D * (D + 3) / 2 * Double.BYTES;

        assertThat(bytes(of(new float[10 * D], D))).isLessThan(10 * D * Float.BYTES + 1000);
        assertThat(bytes(of(new float[(D + 3) * D], D))).isLessThan((D + 3) * D * Float.BYTES + 1000);
        assertThat(bytes(of(new float[4 * D * D], D))).isBetween(moments, moments + 1000);
    }

    /** Moments are serialised for 100 features, vectors for 400. */
    @ParameterizedTest
    @ValueSource(ints = {100, 400})
    void serialisationPreservesEveryBit(int d) throws Exception {
        float[] features = Seeds.normal(2, 900 * d);
        FeatureMoments expected = new FeatureMoments(d);
        MomentAccumulator merged = new MomentAccumulator(d);
        for (int from = 0; from < 900; from += 300) {
            float[] some = Arrays.copyOfRange(features, from * d, (from + 300) * d);
            expected.add(some, 300);
            merged.merge(Examples.sent(of(some, d)));
        }

        assertThat(merged.count()).isEqualTo(900);
        assertThat(merged.gaussian().mean()).isEqualTo(expected.gaussian().mean());
        assertThat(merged.gaussian().covariance()).isEqualTo(expected.gaussian().covariance());
    }

    @Test
    void momentsOfOtherFeaturesAreRefused() {
        assertThatThrownBy(() -> new MomentAccumulator(3).merge(new MomentAccumulator(4)))
                .hasMessage("cannot merge moments of 3 and 4 features");
        assertThatThrownBy(() -> new MomentAccumulator(3).add(FeatureBatch.of(0, 1, new float[4])))
                .hasMessage("cannot merge moments of 3 and 4 features");
    }
}
