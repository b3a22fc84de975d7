package org.dcd.transforms.beam;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.FeatureMoments;

/**
 * Moments of features. The dimension is that of the first batch; all must agree. Runners combine what a bundle holds
 * before they shuffle, so that one accumulator a bundle and key travels. There are no moments of no features at all.
 */
public final class MomentsFn extends CombineFn<FeatureBatch, MomentsFn.Accumulator, FeatureMoments> {
    /** Moments, or nothing yet. */
    public static final class Accumulator {
        private FeatureMoments moments;

        void merge(FeatureMoments other) {
            if (moments == null) {
                moments = new FeatureMoments(other.dimension());
            }
            moments.merge(other);
        }
    }

    @Override
    public Accumulator createAccumulator() {
        return new Accumulator();
    }

    @Override
    public Accumulator addInput(Accumulator accumulator, FeatureBatch batch) {
        FeatureMoments moments = new FeatureMoments(batch.dimension());
        moments.add(batch.features(), batch.n());
        accumulator.merge(moments);
        return accumulator;
    }

    @Override
    public Accumulator mergeAccumulators(Iterable<Accumulator> accumulators) {
        Accumulator merged = new Accumulator();
        for (Accumulator accumulator : accumulators) {
            if (accumulator.moments != null) {
                merged.merge(accumulator.moments);
            }
        }
        return merged;
    }

    @Override
    public FeatureMoments extractOutput(Accumulator accumulator) {
        if (accumulator.moments == null) {
            throw new IllegalStateException("there are no features to take moments of");
        }
        return accumulator.moments;
    }

    @Override
    public Coder<Accumulator> getAccumulatorCoder(CoderRegistry registry, Coder<FeatureBatch> inputCoder) {
        return new AccumulatorCoder();
    }

    @Override
    public Coder<FeatureMoments> getDefaultOutputCoder(CoderRegistry registry, Coder<FeatureBatch> inputCoder) {
        return new MomentsCoder();
    }

    /** Codes moments by {@link FeatureMoments#toBytes}. */
    static final class MomentsCoder extends CustomCoder<FeatureMoments> {
        private static final ByteArrayCoder BYTES = ByteArrayCoder.of();

        @Override
        public void encode(FeatureMoments moments, OutputStream out) throws IOException {
            BYTES.encode(moments.toBytes(), out);
        }

        @Override
        public FeatureMoments decode(InputStream in) throws IOException {
            return FeatureMoments.fromBytes(BYTES.decode(in));
        }

        @Override
        public void verifyDeterministic() {}
    }

    /** No bytes stand for nothing yet. */
    private static final class AccumulatorCoder extends CustomCoder<Accumulator> {
        private static final ByteArrayCoder BYTES = ByteArrayCoder.of();

        @Override
        public void encode(Accumulator accumulator, OutputStream out) throws IOException {
            BYTES.encode(accumulator.moments == null ? new byte[0] : accumulator.moments.toBytes(), out);
        }

        @Override
        public Accumulator decode(InputStream in) throws IOException {
            byte[] bytes = BYTES.decode(in);
            Accumulator accumulator = new Accumulator();
            if (bytes.length > 0) {
                accumulator.moments = FeatureMoments.fromBytes(bytes);
            }
            return accumulator;
        }

        @Override
        public void verifyDeterministic() {}
    }
}
