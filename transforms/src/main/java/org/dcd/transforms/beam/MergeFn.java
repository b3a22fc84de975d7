package org.dcd.transforms.beam;

import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.dcd.transforms.stage.StageWork.Sharded;

/**
 * Merges the results of the shards of a stage for a slot, until the first error. Some runners combine the results of a
 * bundle before the shuffle; Beam's Flink runner does not, and one worker merges all results of a slot. So results must
 * be few and small: a shard merges its own results first.
 */
final class MergeFn<R, A> extends CombineFn<Attempt<R>, MergeFn.Sum<A>, Attempt<A>> {
    private final Sharded<?, ?, ?, R, A> work;

    MergeFn(Sharded<?, ?, ?, R, A> work) {
        this.work = work;
    }

    /** Merged results or an error; both are null before the first result. */
    static final class Sum<A> implements Serializable {
        private A value;
        private Throwable error;
    }

    @Override
    public Sum<A> createAccumulator() {
        return new Sum<>();
    }

    @Override
    public Sum<A> addInput(Sum<A> sum, Attempt<R> result) {
        return update(sum, result.error(), () -> {
            sum.value = sum.value == null ? work.start(result.value()) : work.add(sum.value, result.value());
        });
    }

    @Override
    public Sum<A> mergeAccumulators(Iterable<Sum<A>> sums) {
        Sum<A> merged = createAccumulator();
        for (Sum<A> sum : sums) {
            if (sum.value != null || sum.error != null) {
                update(merged, sum.error, () -> {
                    merged.value = merged.value == null ? sum.value : work.merge(merged.value, sum.value);
                });
            }
        }
        return merged;
    }

    private static <A> Sum<A> update(Sum<A> sum, Throwable error, Runnable change) {
        if (sum.error != null) {
            return sum;
        }
        if (error != null) {
            sum.error = error;
        } else {
            try {
                change.run();
            } catch (RuntimeException | Error e) {
                sum.error = Attempt.failed(e).error();
            }
        }
        if (sum.error != null) {
            sum.value = null;
        }
        return sum;
    }

    @Override
    public Attempt<A> extractOutput(Sum<A> sum) {
        if (sum.value == null && sum.error == null) {
            throw new IllegalStateException("there are no results to merge");
        }
        return new Attempt<>(sum.value, sum.error);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // erased: coded by Java serialisation
    public Coder<Sum<A>> getAccumulatorCoder(CoderRegistry registry, Coder<Attempt<R>> inputCoder) {
        return (Coder) SerializableCoder.of(Sum.class);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // as above
    public Coder<Attempt<A>> getDefaultOutputCoder(CoderRegistry registry, Coder<Attempt<R>> inputCoder) {
        return (Coder) SerializableCoder.of(Attempt.class);
    }
}
