package org.dcd.transforms.beam;

import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.ort.SharedModels;
import org.dcd.transforms.stage.sample.SampleResult;
import org.dcd.transforms.stage.sample.SampleShard;
import org.dcd.transforms.stage.sample.SampleShard.Done;
import org.dcd.transforms.stage.sample.SampleSpec;

/** Draws images of a row, shard by shard on all workers, one thread each. */
public final class SampleImages extends PTransform<PCollection<StageTask<SampleSpec>>, PCollection<StageResult>> {
    private final int imagesPerShard;

    private SampleImages(int imagesPerShard) {
        this.imagesPerShard = imagesPerShard;
    }

    /** On the GPU where there is one and ONNX Runtime supports it. */
    public static SampleImages create() {
        return new SampleImages(SampleShard.IMAGES);
    }

    SampleImages inShardsOf(int images) {
        return new SampleImages(images);
    }

    @Override
    public PCollection<StageResult> expand(PCollection<StageTask<SampleSpec>> tasks) {
        return tasks.apply("Split", ParDo.of(new Split(imagesPerShard)))
                .setCoder(SerializableCoder.of(SampleShard.class))
                .apply("Spread", Reshuffle.viaRandomKey())
                .apply("Draw", ParDo.of(new Draw()).setResourceHints(GpuHint.WELCOME.hints()))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Done.class)))
                .apply("ByStage", GroupByKey.create())
                .apply("Finish", ParDo.of(new Finish()))
                .setCoder(SerializableCoder.of(StageResult.class));
    }

    private static final class Split extends DoFn<StageTask<SampleSpec>, SampleShard> {
        private final int imagesPerShard;

        Split(int imagesPerShard) {
            this.imagesPerShard = imagesPerShard;
        }

        @ProcessElement
        public void process(@Element StageTask<SampleSpec> task, OutputReceiver<SampleShard> shards) throws Exception {
            StageException.naming(task, () -> SampleShard.split(task, imagesPerShard))
                    .forEach(shards::output);
        }
    }

    private static final class Draw extends DoFn<SampleShard, KV<String, Done>> {
        @ProcessElement
        public void process(@Element SampleShard shard, OutputReceiver<KV<String, Done>> done) throws Exception {
            OrtOptions options = OrtOptions.auto(1).onGpu(Gpus.nextGiven());
            try (ComputeSlots.Lease slot = ComputeSlots.ofThisProcess().one()) {
                Done drawn = StageException.naming(shard.task(), () -> shard.draw(options));
                Totals.shard(Totals.SAMPLED, drawn.drawn());
                done.output(KV.of(shard.task().key(), drawn));
            }
        }

        @Teardown
        public void teardown() {
            SharedModels.closeUnused();
        }
    }

    private static final class Finish extends DoFn<KV<String, Iterable<Done>>, StageResult> {
        @ProcessElement
        public void process(@Element KV<String, Iterable<Done>> stage, OutputReceiver<StageResult> results)
                throws Exception {
            StageTask<?> task = stage.getValue().iterator().next().shard().task();
            results.output(StageException.naming(task, () -> SampleResult.of(stage.getValue())));
        }
    }
}
