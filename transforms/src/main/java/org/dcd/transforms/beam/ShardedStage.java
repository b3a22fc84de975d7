package org.dcd.transforms.beam;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.dcd.schemas.stage.StageFailure;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.ort.SharedModels;
import org.dcd.transforms.stage.StageDevice;
import org.dcd.transforms.stage.StageWork.Sharded;

/**
 * Stages that all workers run: plan, shards, merge by slot, finish. An error of a step replaces its result, so that
 * each task has one outcome.
 */
final class ShardedStage<S extends StageSpec, P, D, R, A>
        extends PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> {
    /** Key of the stage, and slot. */
    private static final Coder<KV<String, String>> SLOT_CODER = KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());

    private final Sharded<S, P, D, R, A> work;
    private final int gpus;

    /** @param gpus GPUs of the plan of a stage that wants GPUs, at least 1 */
    ShardedStage(Sharded<S, P, D, R, A> work, int gpus) {
        this.work = work;
        this.gpus = gpus;
    }

    /** A planned stage. */
    private record Planned<S extends StageSpec, P>(StageTask<S> task, Attempt<P> plan) implements Serializable {}

    /** A shard with the key of its stage, or the error that prevented the division of the stage. */
    private record Shard<D>(String key, Attempt<D> value) implements Serializable {}

    @Override
    public PCollection<StageOutcome> expand(PCollection<StageTask<S>> tasks) {
        TupleTag<Planned<S, P>> planTag = new TupleTag<>("plans");
        TupleTag<KV<String, Attempt<A>>> sumTag = new TupleTag<>("sums");
        ParDo.SingleOutput<StageTask<S>, KV<String, Planned<S, P>>> plan = ParDo.of(new Plan<>(work, gpus));
        ParDo.SingleOutput<Shard<D>, KV<KV<String, String>, Attempt<R>>> run = ParDo.of(new Run<>(work));
        if (work.wantsGpu()) {
            plan.setResourceHints(GpuHint.NEEDED.hints(gpus));
        }
        if (work.shardsWelcomeGpu()) {
            run.setResourceHints(GpuHint.WELCOME.hints(1));
        }
        PCollection<KV<String, Planned<S, P>>> plans = tasks.apply("Plan", plan)
                .setCoder(KvCoder.of(StringUtf8Coder.of(), coder(Planned.class)))
                // Plans are read twice. Without a shuffle they might be made twice.
                .apply("Plans", Reshuffle.of());
        PCollection<KV<String, KV<String, Attempt<A>>>> sums = plans.apply("Split", ParDo.of(new Split<>(work)))
                .setCoder(ShardedStage.<Shard<D>>coder(Shard.class))
                .apply("Spread", Reshuffle.viaRandomKey())
                .apply("Shards", run)
                .setCoder(KvCoder.of(SLOT_CODER, coder(Attempt.class)))
                .apply("Merge", Combine.perKey(new MergeFn<>(work)))
                .apply("ByStage", ParDo.of(new ByStage<>()))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), KvCoder.of(StringUtf8Coder.of(), coder(Attempt.class))));
        return KeyedPCollectionTuple.of(planTag, plans)
                .and(sumTag, sums)
                .apply("Gather", CoGroupByKey.create())
                .apply("Finish", ParDo.of(new Finish<>(work, planTag, sumTag)))
                .setCoder(SerializableCoder.of(StageOutcome.class));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // erased: coded by Java serialisation
    private static <T> Coder<T> coder(Class<? extends Serializable> type) {
        return (Coder) SerializableCoder.of(type);
    }

    private static final class Plan<S extends StageSpec, P> extends DoFn<StageTask<S>, KV<String, Planned<S, P>>> {
        private final Sharded<S, P, ?, ?, ?> work;
        private final int gpus;

        Plan(Sharded<S, P, ?, ?, ?> work, int gpus) {
            this.work = work;
            this.gpus = gpus;
        }

        @ProcessElement
        public void process(@Element StageTask<S> task, OutputReceiver<KV<String, Planned<S, P>>> plans)
                throws Exception {
            Attempt<P> plan = Attempt.of(() -> work.wantsGpu()
                    ? TrainingStage.onGpus(gpus, devices -> work.plan(task, Optional.of(devices)))
                    : work.plan(task, Optional.empty()));
            plans.output(KV.of(task.key(), new Planned<>(task, plan)));
        }
    }

    private static final class Split<S extends StageSpec, P, D> extends DoFn<KV<String, Planned<S, P>>, Shard<D>> {
        private final Sharded<S, P, D, ?, ?> work;

        Split(Sharded<S, P, D, ?, ?> work) {
            this.work = work;
        }

        @ProcessElement
        public void process(@Element KV<String, Planned<S, P>> planned, OutputReceiver<Shard<D>> shards)
                throws Exception {
            Attempt<P> plan = planned.getValue().plan();
            if (!plan.hasFailed()) {
                Attempt<List<D>> all = Attempt.of(() -> work.shards(plan.value()));
                if (all.hasFailed()) {
                    shards.output(new Shard<>(planned.getKey(), Attempt.failed(all.error())));
                } else {
                    all.value()
                            .forEach(shard -> shards.output(new Shard<>(planned.getKey(), new Attempt<>(shard, null))));
                }
            }
        }
    }

    private static final class Run<D, R> extends DoFn<Shard<D>, KV<KV<String, String>, Attempt<R>>> {
        private static final String NO_SLOT = "";

        private final Sharded<?, ?, D, R, ?> work;

        Run(Sharded<?, ?, D, R, ?> work) {
            this.work = work;
        }

        @ProcessElement
        public void process(@Element Shard<D> shard, OutputReceiver<KV<KV<String, String>, Attempt<R>>> results)
                throws Exception {
            Attempt<Map<String, R>> attempt = shard.value().hasFailed()
                    ? Attempt.failed(shard.value().error())
                    : Attempt.of(() -> run(shard.value().value()));
            if (attempt.hasFailed()) {
                results.output(KV.of(KV.of(shard.key(), NO_SLOT), Attempt.failed(attempt.error())));
                return;
            }
            attempt.value()
                    .forEach((slot, result) ->
                            results.output(KV.of(KV.of(shard.key(), slot), new Attempt<>(result, null))));
        }

        private Map<String, R> run(D shard) throws Exception {
            ComputeSlots slots = ComputeSlots.ofThisProcess();
            boolean alone = work.isAlone(shard);
            try (ComputeSlots.Lease lease = alone ? slots.all() : slots.one()) {
                Map<String, R> results = work.run(shard, StageDevice.shared(alone ? slots.size() : 1));
                if (!work.counter().isEmpty()) {
                    Totals.shard(work.counter(), work.counted(shard, results));
                }
                return results;
            }
        }

        @Teardown
        public void teardown() {
            if (work.shardsWelcomeGpu()) {
                SharedModels.closeUnused();
            }
        }
    }

    private static final class ByStage<A>
            extends DoFn<KV<KV<String, String>, Attempt<A>>, KV<String, KV<String, Attempt<A>>>> {
        @ProcessElement
        public void process(
                @Element KV<KV<String, String>, Attempt<A>> sum,
                OutputReceiver<KV<String, KV<String, Attempt<A>>>> byStage) {
            KV<String, String> key = sum.getKey();
            byStage.output(KV.of(key.getKey(), KV.of(key.getValue(), sum.getValue())));
        }
    }

    private static final class Finish<S extends StageSpec, P, A> extends DoFn<KV<String, CoGbkResult>, StageOutcome> {
        private final Sharded<S, P, ?, ?, A> work;
        private final TupleTag<Planned<S, P>> plans;
        private final TupleTag<KV<String, Attempt<A>>> sums;

        Finish(Sharded<S, P, ?, ?, A> work, TupleTag<Planned<S, P>> plans, TupleTag<KV<String, Attempt<A>>> sums) {
            this.work = work;
            this.plans = plans;
            this.sums = sums;
        }

        @ProcessElement
        public void process(@Element KV<String, CoGbkResult> stage, OutputReceiver<StageOutcome> outcomes)
                throws Exception {
            Planned<S, P> planned = stage.getValue().getOnly(plans);
            Throwable error = planned.plan().error();
            Map<String, A> merged = new HashMap<>();
            for (KV<String, Attempt<A>> sum : stage.getValue().getAll(sums)) {
                error = error == null ? sum.getValue().error() : error;
                merged.put(sum.getKey(), sum.getValue().value());
            }
            if (error != null) {
                outcomes.output(new StageFailure(planned.task(), error));
            } else if (work.finishTakesCore()) {
                try (ComputeSlots.Lease slot = ComputeSlots.ofThisProcess().one()) {
                    outcomes.output(finish(planned, merged));
                }
            } else {
                outcomes.output(finish(planned, merged));
            }
        }

        private StageOutcome finish(Planned<S, P> planned, Map<String, A> merged) throws Exception {
            return StageOutcome.of(
                    planned.task(), () -> work.finish(planned.plan().value(), merged));
        }
    }
}
