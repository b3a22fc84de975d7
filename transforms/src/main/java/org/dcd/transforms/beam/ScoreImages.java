package org.dcd.transforms.beam;

import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
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
import org.dcd.transforms.metric.Contribution;
import org.dcd.transforms.metric.Statistic;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.ort.SharedModels;
import org.dcd.transforms.stage.score.ScorePlan;
import org.dcd.transforms.stage.score.ScoreResult;
import org.dcd.transforms.stage.score.ScoreShard;
import org.dcd.transforms.stage.score.ScoreSpec;
import org.dcd.transforms.train.TorchCorruptor;

/** Scores rows: what is seen of images shard by shard on all workers, combined, then the scores of each row. */
public final class ScoreImages extends PTransform<PCollection<StageTask<ScoreSpec>>, PCollection<StageResult>> {
    private static final TupleTag<ScorePlan> PLANS = new TupleTag<>("plans");
    private static final TupleTag<KV<String, Statistic>> STATISTICS = new TupleTag<>("statistics");
    /** Key of the stage, and the slot of the statistic in it. */
    private static final Coder<KV<String, String>> KEY_CODER = KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());

    private final int imagesPerShard;
    private final SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors;

    private ScoreImages(int imagesPerShard, SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors) {
        this.imagesPerShard = imagesPerShard;
        this.corruptors = corruptors;
    }

    /** On the GPU where there is one and ONNX Runtime supports it, corrupting in libtorch. */
    public static ScoreImages create() {
        return new ScoreImages(
                ScorePlan.IMAGES_PER_SHARD,
                (corruption, shape) -> new TorchCorruptor(Gpus.shared(), corruption, shape));
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
        PCollection<KV<String, KV<String, Statistic>>> statistics = plans.apply("Split", ParDo.of(new Split()))
                .setCoder(SerializableCoder.of(ScoreShard.class))
                .apply("Spread", Reshuffle.viaRandomKey())
                .apply("Look", ParDo.of(new Look(corruptors)).setResourceHints(GpuHint.WELCOME.hints()))
                .setCoder(KvCoder.of(KEY_CODER, new StatisticFn.ContributionCoder()))
                .apply("Combine", Combine.perKey(new StatisticFn()))
                .apply("ByStage", ParDo.of(new ByStage()))
                .setCoder(KvCoder.of(
                        StringUtf8Coder.of(), KvCoder.of(StringUtf8Coder.of(), new StatisticFn.StatisticCoder())));
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

    private static final class Look extends DoFn<ScoreShard, KV<KV<String, String>, Contribution>> {
        private final SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors;

        Look(SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors) {
            this.corruptors = corruptors;
        }

        @ProcessElement
        public void process(@Element ScoreShard shard, OutputReceiver<KV<KV<String, String>, Contribution>> seen)
                throws Exception {
            OrtOptions options = OrtOptions.auto(1).onGpu(Gpus.nextGiven());
            String key = shard.task().key();
            try (ComputeSlots.Lease slot = ComputeSlots.ofThisProcess().one()) {
                StageException.naming(shard.task(), () -> shard.look(options, corruptors::apply))
                        .forEach((place, contribution) -> seen.output(KV.of(KV.of(key, place), contribution)));
                Totals.shard(
                        Totals.LOOKED_AT, shard.piece().to() - shard.piece().from());
            }
        }

        @Teardown
        public void teardown() {
            SharedModels.closeUnused();
        }
    }

    private static final class ByStage
            extends DoFn<KV<KV<String, String>, Statistic>, KV<String, KV<String, Statistic>>> {
        @ProcessElement
        public void process(
                @Element KV<KV<String, String>, Statistic> statistic,
                OutputReceiver<KV<String, KV<String, Statistic>>> byStage) {
            KV<String, String> key = statistic.getKey();
            byStage.output(KV.of(key.getKey(), KV.of(key.getValue(), statistic.getValue())));
        }
    }

    private static final class Finish extends DoFn<KV<String, CoGbkResult>, StageResult> {
        @ProcessElement
        public void process(@Element KV<String, CoGbkResult> stage, OutputReceiver<StageResult> results)
                throws Exception {
            Map<String, Statistic> statistics = new HashMap<>();
            for (KV<String, Statistic> one : stage.getValue().getAll(STATISTICS)) {
                statistics.put(one.getKey(), one.getValue());
            }
            ScorePlan plan = stage.getValue().getOnly(PLANS);
            try (ComputeSlots.Lease slot = ComputeSlots.ofThisProcess().one()) {
                results.output(StageException.naming(plan.task(), () -> ScoreResult.of(plan, statistics)));
            }
        }
    }
}
