package org.dcd.transforms.beam;

import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.SerializableBiFunction;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.ort.SharedModels;
import org.dcd.transforms.stage.score.ScorePartial;
import org.dcd.transforms.stage.score.ScorePlan;
import org.dcd.transforms.stage.score.ScoreResult;
import org.dcd.transforms.stage.score.ScoreShard;
import org.dcd.transforms.stage.score.ScoreSpec;
import org.dcd.transforms.train.TorchCorruptor;

/** Scores rows: shards of images on all workers, then their partial results merged into the scores of each row. */
public final class ScoreImages extends PTransform<PCollection<StageTask<ScoreSpec>>, PCollection<StageResult>> {
    private static final TupleTag<ScorePlan> PLANS = new TupleTag<>("plans");
    private static final TupleTag<ScorePartial> STATISTICS = new TupleTag<>("statistics");
    private final int imagesPerShard;
    private final SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors;

    private ScoreImages(int imagesPerShard, SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors) {
        this.imagesPerShard = imagesPerShard;
        this.corruptors = corruptors;
    }

    /** On the GPU where there is one and ONNX Runtime supports it, corrupting in libtorch. */
    public static ScoreImages create() {
        return new ScoreImages(ScorePlan.IMAGES_PER_SHARD, TorchCorruptor::new);
    }

    ScoreImages with(int images, SerializableBiFunction<Corruption, ImageShape, Corruptor> otherCorruptors) {
        return new ScoreImages(images, otherCorruptors);
    }

    @Override
    public PCollection<StageResult> expand(PCollection<StageTask<ScoreSpec>> tasks) {
        PCollection<KV<String, ScorePlan>> plans = tasks.apply("Plan", ParDo.of(new Plan(imagesPerShard)))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(ScorePlan.class)))
                // The graph reads plans twice: one plan, with one start, for both.
                .apply("Plans", Reshuffle.of());
        PCollection<KV<String, ScorePartial>> statistics = plans.apply("Split", ParDo.of(new Split()))
                .setCoder(SerializableCoder.of(ScoreShard.class))
                .apply("Spread", Reshuffle.viaRandomKey())
                .apply("Look", ParDo.of(new Look(corruptors)).setResourceHints(GpuHint.WELCOME.hints()))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), StatisticFn.CODER))
                .apply("Combine", Combine.perKey(new StatisticFn()));
        return KeyedPCollectionTuple.of(PLANS, plans)
                .and(STATISTICS, statistics)
                .apply("Gather", CoGroupByKey.create())
                .apply("Finish", ParDo.of(new Finish()))
                .setCoder(SerializableCoder.of(StageResult.class));
    }

    private static final class Plan extends DoFn<StageTask<ScoreSpec>, KV<String, ScorePlan>> {
        private final int imagesPerShard;

        Plan(int imagesPerShard) {
            this.imagesPerShard = imagesPerShard;
        }

        @ProcessElement
        public void process(@Element StageTask<ScoreSpec> task, OutputReceiver<KV<String, ScorePlan>> plans)
                throws Exception {
            ScorePlan plan = StageException.naming(task, () -> ScorePlan.of(task, imagesPerShard));
            plans.output(KV.of(task.key(), plan));
        }
    }

    private static final class Split extends DoFn<KV<String, ScorePlan>, ScoreShard> {
        @ProcessElement
        public void process(@Element KV<String, ScorePlan> plan, OutputReceiver<ScoreShard> shards) {
            plan.getValue().shards().forEach(shards::output);
        }
    }

    private static final class Look extends DoFn<ScoreShard, KV<String, ScorePartial>> {
        private final SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors;

        Look(SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors) {
            this.corruptors = corruptors;
        }

        @ProcessElement
        public void process(@Element ScoreShard shard, OutputReceiver<KV<String, ScorePartial>> found)
                throws Exception {
            OrtOptions options = OrtOptions.auto(1).onGpu(Gpus.nextGiven());
            try (ComputeSlots.Lease slot = ComputeSlots.ofThisProcess().one()) {
                ScorePartial partial =
                        StageException.naming(shard.task(), () -> shard.run(options, corruptors::apply));
                found.output(KV.of(shard.task().key(), partial));
                Totals.shard(
                        Totals.LOOKED_AT, shard.piece().to() - shard.piece().from());
            }
        }

        @Teardown
        public void teardown() {
            SharedModels.closeUnused();
        }
    }

    private static final class Finish extends DoFn<KV<String, CoGbkResult>, StageResult> {
        @ProcessElement
        public void process(@Element KV<String, CoGbkResult> stage, OutputReceiver<StageResult> results)
                throws Exception {
            // There are no shards of a stage whose metrics are all undefined.
            ScorePartial found = stage.getValue().getOnly(STATISTICS, new ScorePartial());
            ScorePlan plan = stage.getValue().getOnly(PLANS);
            try (ComputeSlots.Lease slot = ComputeSlots.ofThisProcess().one()) {
                results.output(StageException.naming(plan.task(), () -> ScoreResult.finish(plan, found)));
            }
        }
    }
}
