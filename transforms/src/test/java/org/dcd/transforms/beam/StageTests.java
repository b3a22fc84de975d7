package org.dcd.transforms.beam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageFailure;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.IdxBytes;
import org.dcd.transforms.data.IdxDataset;
import org.dcd.transforms.data.SourceHash;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.stage.corrupt.CorruptSpec;
import org.dcd.transforms.stage.dataset.DatasetSpec;

/** Runs stages on tiny data on the direct runner. */
final class StageTests {
    private StageTests() {}

    static IdxDataset idx(Path folder, int images, int side, int heldOut) throws IOException {
        Path file = Files.write(folder.resolve("images-" + images + "-idx3-ubyte"), IdxBytes.images(images, side));
        return new IdxDataset(file, 0, 1, heldOut);
    }

    static StageTask<DatasetSpec> dataset(DatasetSource source, long seed, Path work) throws IOException {
        DatasetSpec spec = new DatasetSpec(source, SourceHash.sha256(source), seed);
        return new StageTask<>(
                TestIds.of("dataset", "dataset-" + work.getFileName()),
                "dataset",
                spec,
                List.of(),
                Folder.at(work.toString()));
    }

    static StageTask<CorruptSpec> corrupt(Corruption corruption, long seed, Path dataset, Path work) {
        StageInput input =
                new StageInput("dataset", "dataset", new StageId("dataset", "8277e091"), Folder.at(dataset.toString()));
        return new StageTask<>(
                TestIds.of("corrupt", "corrupt-" + work.getFileName()),
                "corrupt",
                new CorruptSpec(corruption, seed),
                List.of(input),
                Folder.at(work.toString()));
    }

    /** Runs tasks and checks their results as one list. */
    static <S extends StageSpec> void run(
            PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> transform,
            List<StageTask<S>> tasks,
            SerializableFunction<Iterable<StageResult>, Void> check) {
        PipelineOptions options = PipelineOptionsFactory.create();
        options.setRunner(DirectRunner.class);
        Pipeline pipeline = Pipeline.create(options);
        PCollection<StageResult> results = pipeline.apply(
                        Create.of(tasks).withCoder(SerializableCoder.of(new TypeDescriptor<StageTask<S>>() {})))
                .apply(transform)
                .apply("Results", ParDo.of(new Results()));
        PAssert.that(results).satisfies(check);
        pipeline.run().waitUntilFinish();
    }

    /** The result of a stage; rethrows its error. */
    static StageResult result(StageOutcome outcome) {
        if (outcome instanceof StageFailure failure) {
            throw new IllegalStateException(failure.error().getMessage(), failure.error());
        }
        return (StageResult) outcome;
    }

    private static final class Results extends DoFn<StageOutcome, StageResult> {
        @ProcessElement
        public void process(@Element StageOutcome outcome, OutputReceiver<StageResult> results) {
            results.output(result(outcome));
        }
    }

    static <T extends SpecificRecord> List<T> rows(Path folder, String table, Class<T> type) throws IOException {
        List<T> rows = new ArrayList<>();
        Tables.read(Folder.at(folder.toString()), table, type, rows::add);
        return rows;
    }
}
