package org.dcd.transforms.beam;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.dcd.transforms.metric.Contribution;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.Statistic;
import org.dcd.transforms.metric.Sums;

/**
 * Merges what images come to: moments of features, or sums. All contributions of one key are of one kind and size. Some
 * runners combine what a bundle holds before they shuffle; Beam's Flink runner does not, and one worker merges all that
 * comes of a key. So contributions are few and small where there are many images: a shard adds up its own first
 * ({@link FeatureBatch#compact}). There is no statistic of no images at all.
 */
public final class StatisticFn extends CombineFn<Contribution, StatisticFn.Accumulator, Statistic> {
    /** A statistic, or nothing yet. */
    public static final class Accumulator {
        private Statistic statistic;

        void take(Contribution contribution) {
            if (statistic == null) {
                statistic = contribution.toStatistic();
            } else {
                contribution.addTo(statistic);
            }
        }

        /** @param other is kept when it is the first */
        void take(Statistic other) {
            if (statistic == null) {
                statistic = other;
            } else {
                statistic.merge(other);
            }
        }
    }

    @Override
    public Accumulator createAccumulator() {
        return new Accumulator();
    }

    @Override
    public Accumulator addInput(Accumulator accumulator, Contribution contribution) {
        accumulator.take(contribution);
        return accumulator;
    }

    @Override
    public Accumulator mergeAccumulators(Iterable<Accumulator> accumulators) {
        Accumulator merged = new Accumulator();
        for (Accumulator accumulator : accumulators) {
            if (accumulator.statistic != null) {
                merged.take(accumulator.statistic);
            }
        }
        return merged;
    }

    @Override
    public Statistic extractOutput(Accumulator accumulator) {
        if (accumulator.statistic == null) {
            throw new IllegalStateException("there are no images to take a statistic of");
        }
        return accumulator.statistic;
    }

    @Override
    public Coder<Accumulator> getAccumulatorCoder(CoderRegistry registry, Coder<Contribution> inputCoder) {
        return new AccumulatorCoder();
    }

    @Override
    public Coder<Statistic> getDefaultOutputCoder(CoderRegistry registry, Coder<Contribution> inputCoder) {
        return new StatisticCoder();
    }

    /** Codes a statistic by its own bytes after one that tells its kind. */
    static final class StatisticCoder extends CustomCoder<Statistic> {
        private static final ByteArrayCoder BYTES = ByteArrayCoder.of();
        private static final int MOMENTS = 'm';
        private static final int SUMS = 's';

        @Override
        public void encode(Statistic statistic, OutputStream out) throws IOException {
            out.write(statistic instanceof FeatureMoments ? MOMENTS : SUMS);
            BYTES.encode(statistic.toBytes(), out);
        }

        @Override
        public Statistic decode(InputStream in) throws IOException {
            int kind = in.read();
            byte[] bytes = BYTES.decode(in);
            return switch (kind) {
                case MOMENTS -> FeatureMoments.fromBytes(bytes);
                case SUMS -> Sums.fromBytes(bytes);
                default -> throw new IOException("no statistic begins with byte " + kind);
            };
        }

        @Override
        public void verifyDeterministic() {}
    }

    /** Codes a contribution as a statistic, or as the features themselves. */
    static final class ContributionCoder extends CustomCoder<Contribution> {
        private static final StatisticCoder STATISTIC = new StatisticCoder();
        private static final int FEATURES = 'f';
        private static final int COMBINED = 'c';

        @Override
        public void encode(Contribution contribution, OutputStream out) throws IOException {
            if (contribution instanceof FeatureBatch batch) {
                out.write(FEATURES);
                DataOutputStream data = new DataOutputStream(out);
                data.writeInt(batch.n());
                float[] features = batch.features();
                ByteBuffer bytes = ByteBuffer.allocate(features.length * Float.BYTES);
                bytes.asFloatBuffer().put(features);
                StatisticCoder.BYTES.encode(bytes.array(), out);
            } else {
                out.write(COMBINED);
                STATISTIC.encode((Statistic) contribution, out);
            }
        }

        @Override
        public Contribution decode(InputStream in) throws IOException {
            int kind = in.read();
            return switch (kind) {
                case FEATURES -> {
                    int n = new DataInputStream(in).readInt();
                    FloatBuffer features =
                            ByteBuffer.wrap(StatisticCoder.BYTES.decode(in)).asFloatBuffer();
                    float[] values = new float[features.remaining()];
                    features.get(values);
                    yield new FeatureBatch(n, values);
                }
                case COMBINED -> (Contribution) STATISTIC.decode(in);
                default -> throw new IOException("no contribution begins with byte " + kind);
            };
        }

        @Override
        public void verifyDeterministic() {}
    }

    /** One byte tells nothing from something. */
    private static final class AccumulatorCoder extends CustomCoder<Accumulator> {
        private static final StatisticCoder STATISTIC = new StatisticCoder();

        @Override
        public void encode(Accumulator accumulator, OutputStream out) throws IOException {
            out.write(accumulator.statistic == null ? 0 : 1);
            if (accumulator.statistic != null) {
                STATISTIC.encode(accumulator.statistic, out);
            }
        }

        @Override
        public Accumulator decode(InputStream in) throws IOException {
            Accumulator accumulator = new Accumulator();
            if (in.read() == 1) {
                accumulator.statistic = STATISTIC.decode(in);
            }
            return accumulator;
        }

        @Override
        public void verifyDeterministic() {}
    }
}
