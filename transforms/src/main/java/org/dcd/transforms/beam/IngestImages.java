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
import org.dcd.transforms.stage.dataset.DatasetIngest;
import org.dcd.transforms.stage.dataset.DatasetSpec;
import org.dcd.transforms.stage.dataset.IngestShard;
import org.dcd.transforms.stage.dataset.IngestShard.Done;

/** Reads each data set into the tables of its stage: part by part on all workers, or as a whole on one. */
public final class IngestImages extends PTransform<PCollection<StageTask<DatasetSpec>>, PCollection<StageResult>> {
    private final int imagesPerPart;

    private IngestImages(int imagesPerPart) {
        this.imagesPerPart = imagesPerPart;
    }

    public static IngestImages create() {
        return inPartsOf(DatasetIngest.IMAGES_PER_PART);
    }

    static IngestImages inPartsOf(int imagesPerPart) {
        return new IngestImages(imagesPerPart);
    }

    @Override
    public PCollection<StageResult> expand(PCollection<StageTask<DatasetSpec>> tasks) {
        return tasks.apply("Split", ParDo.of(new Split(imagesPerPart)))
                .setCoder(SerializableCoder.of(IngestShard.class))
                .apply("Spread", Reshuffle.viaRandomKey())
                .apply("Ingest", ParDo.of(new Ingest()))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Done.class)))
                .apply("ByStage", GroupByKey.create())
                .apply("Finish", ParDo.of(new Finish()))
                .setCoder(SerializableCoder.of(StageResult.class));
    }

    private static final class Split extends DoFn<StageTask<DatasetSpec>, IngestShard> {
        private final int imagesPerPart;

        Split(int imagesPerPart) {
            this.imagesPerPart = imagesPerPart;
        }

        @ProcessElement
        public void process(@Element StageTask<DatasetSpec> task, OutputReceiver<IngestShard> shards) throws Exception {
            StageException.naming(task, () -> IngestShard.split(task, imagesPerPart))
                    .forEach(shards::output);
        }
    }

    private static final class Ingest extends DoFn<IngestShard, KV<String, Done>> {
        @ProcessElement
        public void process(@Element IngestShard shard, OutputReceiver<KV<String, Done>> done) throws Exception {
            try (ComputeSlots.Lease slot = ComputeSlots.ofThisProcess().one()) {
                done.output(KV.of(shard.task().key(), StageException.naming(shard.task(), shard::write)));
            }
        }
    }

    private static final class Finish extends DoFn<KV<String, Iterable<Done>>, StageResult> {
        @ProcessElement
        public void process(@Element KV<String, Iterable<Done>> stage, OutputReceiver<StageResult> results)
                throws Exception {
            StageTask<?> task = stage.getValue().iterator().next().shard().task();
            results.output(StageException.naming(task, () -> DatasetIngest.result(stage.getValue())));
        }
    }
}
