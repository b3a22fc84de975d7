package org.dcd.transforms.beam;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
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
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.Worked;
import org.dcd.transforms.stage.features.FeatureShard;
import org.dcd.transforms.stage.features.FeatureTrainer;
import org.dcd.transforms.stage.features.FeatureTrainer.Made;
import org.dcd.transforms.stage.features.FeaturesSpec;

/** Trains each feature extractor on one worker, and computes the features of its reference on all of them. */
public final class TrainFeatures extends PTransform<PCollection<StageTask<FeaturesSpec>>, PCollection<StageResult>> {
    private static final TupleTag<Made> MADE = new TupleTag<>("made");
    private static final TupleTag<Worked> LOOKED_AT = new TupleTag<>("looked-at");

    private TrainFeatures() {}

    public static TrainFeatures create() {
        return new TrainFeatures();
    }

    @Override
    public PCollection<StageResult> expand(PCollection<StageTask<FeaturesSpec>> tasks) {
        PCollection<KV<String, Made>> made = tasks.apply("Train", new Trains())
                // The graph reads extractors twice: one training for both.
                .apply("Made", Reshuffle.of());
        PCollection<KV<String, Worked>> lookedAt = made.apply("Split", ParDo.of(new Split()))
                .setCoder(SerializableCoder.of(FeatureShard.class))
                .apply("Spread", Reshuffle.viaRandomKey())
                .apply("Look", ParDo.of(new Look()).setResourceHints(GpuHint.WELCOME.hints()))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Worked.class)));
        return KeyedPCollectionTuple.of(MADE, made)
                .and(LOOKED_AT, lookedAt)
                .apply("Gather", CoGroupByKey.create())
                .apply("Finish", ParDo.of(new Finish()))
                .setCoder(SerializableCoder.of(StageResult.class));
    }

    /** Alone on a worker, with a GPU where there is one. */
    private static final class Trains
            extends PTransform<PCollection<StageTask<FeaturesSpec>>, PCollection<KV<String, Made>>> {
        Trains() {
            setResourceHints(GpuHint.NEEDED.hints());
        }

        @Override
        public PCollection<KV<String, Made>> expand(PCollection<StageTask<FeaturesSpec>> tasks) {
            return tasks.apply("Train", ParDo.of(new Train()))
                    .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Made.class)));
        }
    }

    private static final class Train extends DoFn<StageTask<FeaturesSpec>, KV<String, Made>> {
        @ProcessElement
        public void process(@Element StageTask<FeaturesSpec> task, OutputReceiver<KV<String, Made>> made)
                throws Exception {
            made.output(KV.of(task.key(), TrainingStage.onGpu(task, FeatureTrainer::make)));
        }
    }

    private static final class Split extends DoFn<KV<String, Made>, FeatureShard> {
        @ProcessElement
        public void process(@Element KV<String, Made> made, OutputReceiver<FeatureShard> shards) {
            made.getValue().shards().forEach(shards::output);
        }
    }

    private static final class Look extends DoFn<FeatureShard, KV<String, Worked>> {
        @ProcessElement
        public void process(@Element FeatureShard shard, OutputReceiver<KV<String, Worked>> lookedAt) throws Exception {
            ComputeSlots slots = ComputeSlots.ofThisProcess();
            try (ComputeSlots.Lease lease = shard.isAlone() ? slots.all() : slots.one()) {
                OrtOptions options =
                        OrtOptions.auto(shard.isAlone() ? slots.size() : 1).onGpu(Gpus.nextGiven());
                Worked worked = StageException.naming(shard.task(), () -> shard.look(options));
                lookedAt.output(KV.of(shard.task().key(), worked));
            }
        }
    }

    private static final class Finish extends DoFn<KV<String, CoGbkResult>, StageResult> {
        @ProcessElement
        public void process(@Element KV<String, CoGbkResult> stage, OutputReceiver<StageResult> results)
                throws Exception {
            Made made = stage.getValue().getOnly(MADE);
            List<Worked> lookedAt = new ArrayList<>();
            stage.getValue().getAll(LOOKED_AT).forEach(lookedAt::add);
            if (lookedAt.size() != made.shards().size()) {
                throw new IllegalStateException("stage " + made.task().name() + " has features of " + lookedAt.size()
                        + " shards of " + made.shards().size());
            }
            results.output(StageException.naming(made.task(), () -> FeatureTrainer.result(made, lookedAt)));
        }
    }
}
