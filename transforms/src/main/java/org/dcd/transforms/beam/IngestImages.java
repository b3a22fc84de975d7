package org.dcd.transforms.beam;

import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.preparation.DatasetIngest;
import org.dcd.transforms.stage.DatasetSpec;

/** Reads each data set into the tables of its stage, one worker a data set. */
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
        return tasks.apply("Ingest", ParDo.of(new Ingest(imagesPerPart)))
                .setCoder(SerializableCoder.of(StageResult.class));
    }

    private static final class Ingest extends DoFn<StageTask<DatasetSpec>, StageResult> {
        private final int imagesPerPart;

        Ingest(int imagesPerPart) {
            this.imagesPerPart = imagesPerPart;
        }

        @ProcessElement
        public void process(@Element StageTask<DatasetSpec> task, OutputReceiver<StageResult> results)
                throws Exception {
            results.output(StageException.naming(task, () -> DatasetIngest.run(task, imagesPerPart)));
        }
    }
}
