package org.dcd.examples;

import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.beam.StageTransform;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.RandomMask;
import org.dcd.transforms.stage.corrupt.CorruptKind;
import org.dcd.transforms.stage.corrupt.CorruptSpec;

/** One stage in a pipeline of one's own: docs/java.md shows it. */
final class OneStage {
    private OneStage() {}

    /** Measures images of a finished dataset stage: each pixel is hidden with probability 0.6, noise is added. */
    static void corrupt(Path dataset, Path measurements, PipelineOptions options) {
        CorruptSpec spec = new CorruptSpec(new Corruption(new RandomMask(0.6), new GaussianNoise(0.2)), 1);
        StageInput images =
                new StageInput("dataset", "dataset", new StageId("dataset", "00000000"), Folder.at(dataset.toString()));
        StageTask<CorruptSpec> task = new StageTask<>(
                new StageId("corrupt", "00000000"),
                "corrupt",
                spec,
                List.of(images),
                Folder.at(measurements.toString()));

        Pipeline pipeline = Pipeline.create(options);
        pipeline.apply(Create.of(task).withCoder(SerializableCoder.of(new TypeDescriptor<StageTask<CorruptSpec>>() {})))
                .apply(StageTransform.of(new CorruptKind()));
        pipeline.run().waitUntilFinish();
    }
}
