package org.dcd.transforms.beam;

import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.SerializableBiFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.stage.corrupt.CorruptResult;
import org.dcd.transforms.stage.corrupt.CorruptSpec;
import org.dcd.transforms.stage.corrupt.MeasurementShard;
import org.dcd.transforms.stage.corrupt.MeasurementShard.Done;
import org.dcd.transforms.train.TorchCorruptor;

/** Takes one measurement of every training image, part by part of the table of images on all workers. */
public final class CorruptImages extends PTransform<PCollection<StageTask<CorruptSpec>>, PCollection<StageResult>> {
    private final SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors;

    private CorruptImages(SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors) {
        this.corruptors = corruptors;
    }

    /** Corrupts in libtorch. */
    public static CorruptImages create() {
        return with((corruption, shape) -> new TorchCorruptor(Gpus.shared(), corruption, shape));
    }

    /** Corrupts with what the function gives for a corruption and the shape of the images. */
    public static CorruptImages with(SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors) {
        return new CorruptImages(corruptors);
    }

    @Override
    public PCollection<StageResult> expand(PCollection<StageTask<CorruptSpec>> tasks) {
        return tasks.apply("Split", ParDo.of(new Split()))
                .setCoder(SerializableCoder.of(MeasurementShard.class))
                .apply("Spread", Reshuffle.viaRandomKey())
                .apply("Measure", ParDo.of(new Measure(corruptors)))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Done.class)))
                .apply("ByStage", GroupByKey.create())
                .apply("Finish", ParDo.of(new Finish()))
                .setCoder(SerializableCoder.of(StageResult.class));
    }

    private static final class Split extends DoFn<StageTask<CorruptSpec>, MeasurementShard> {
        @ProcessElement
        public void process(@Element StageTask<CorruptSpec> task, OutputReceiver<MeasurementShard> shards)
                throws Exception {
            StageException.naming(task, () -> MeasurementShard.split(task)).forEach(shards::output);
        }
    }

    private static final class Measure extends DoFn<MeasurementShard, KV<String, Done>> {
        private final SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors;

        Measure(SerializableBiFunction<Corruption, ImageShape, Corruptor> corruptors) {
            this.corruptors = corruptors;
        }

        @ProcessElement
        public void process(@Element MeasurementShard shard, OutputReceiver<KV<String, Done>> done) throws Exception {
            try (ComputeSlots.Lease slot = ComputeSlots.ofThisProcess().one()) {
                Done measured = StageException.naming(shard.task(), () -> shard.measure(corruptors::apply));
                Totals.shard(Totals.CORRUPTED, measured.corrupted());
                done.output(KV.of(shard.task().key(), measured));
            }
        }
    }

    private static final class Finish extends DoFn<KV<String, Iterable<Done>>, StageResult> {
        @ProcessElement
        public void process(@Element KV<String, Iterable<Done>> stage, OutputReceiver<StageResult> results)
                throws Exception {
            StageTask<?> task = stage.getValue().iterator().next().shard().task();
            results.output(StageException.naming(task, () -> CorruptResult.of(stage.getValue())));
        }
    }
}
