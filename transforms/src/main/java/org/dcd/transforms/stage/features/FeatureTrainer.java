package org.dcd.transforms.stage.features;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.features.LabelTraining;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.metric.ExtractorFacts;
import org.dcd.transforms.metric.Gaussian;
import org.dcd.transforms.metric.ReferenceFile;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ops.torch.ConvolutionSelfTest;
import org.dcd.transforms.ops.torch.PrecisionCheck;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.StageTime;
import org.dcd.transforms.stage.WorkTimer;
import org.dcd.transforms.stage.WorkTimer.WorkTime;
import org.dcd.transforms.train.TrainingDivergedException;
import org.dcd.transforms.train.TrainingImages;

/**
 * Trains a feature extractor where it learns from labels, exports it, and computes the moments of the reference set
 * with the exported model, shard by shard. It is short and starts from the beginning after a kill.
 */
public final class FeatureTrainer {
    private static final int COMPARED = 16;

    private FeatureTrainer() {}

    /**
     * A finished extractor, and the shards of the reference set.
     *
     * @param models files of the extractor
     * @param figures figures of its training
     * @param shards empty if the moments come from a file and no features are needed
     * @param time time of making the extractor
     */
    record Made(
            StageTask<FeaturesSpec> task,
            List<ModelArtifact> models,
            Map<String, Double> figures,
            List<FeatureShard> shards,
            WorkTime time)
            implements Serializable {
        Made {
            models = List.copyOf(models);
            figures = Map.copyOf(figures);
            shards = List.copyOf(shards);
        }
    }

    /**
     * Runs the stage on this thread; the features of the reference set are computed on the CPU.
     *
     * @throws InterruptedException when interrupted
     * @throws TrainingDivergedException when the loss is not finite
     */
    public static StageResult run(StageTask<FeaturesSpec> task, TorchDevices devices)
            throws IOException, InterruptedException {
        return run(task, devices, FeatureShard.IMAGES);
    }

    /** @param imagesPerShard least number of images of a shard; changes moments by rounding only */
    static StageResult run(StageTask<FeaturesSpec> task, TorchDevices devices, long imagesPerShard)
            throws IOException, InterruptedException {
        Made made = make(task, devices, imagesPerShard);
        List<WorkTime> times = new ArrayList<>();
        for (FeatureShard shard : made.shards()) {
            times.add(shard.extract(OrtOptions.cpu(Runtime.getRuntime().availableProcessors())));
        }
        return result(made, times);
    }

    /** Trains and exports the extractor; throws as {@link #run}. */
    static Made make(StageTask<FeaturesSpec> task, TorchDevices devices) throws IOException, InterruptedException {
        return make(task, devices, FeatureShard.IMAGES);
    }

    private static Made make(StageTask<FeaturesSpec> task, TorchDevices devices, long imagesPerShard)
            throws IOException, InterruptedException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            return make(task, devices, imagesPerShard, span);
        }
    }

    private static Made make(
            StageTask<FeaturesSpec> task, TorchDevices devices, long imagesPerShard, WorkTimer.Span span)
            throws IOException, InterruptedException {
        FeaturesSpec spec = task.spec();
        FeatureNetwork network = spec.extractor().network(spec.shape(), spec.classes());
        ShapeOps facts = new ShapeOps();
        network.apply(facts, "", spec.shape().batch(1));
        Map<String, Double> figures = new LinkedHashMap<>();
        ModelArtifact made;
        Optional<LabelTraining> training = spec.extractor().training();
        if (training.isPresent()) {
            Precision precision = training.get().precision();
            PrecisionCheck.require(precision, devices);
            ConvolutionSelfTest.check(
                    devices, facts.convolutions(), precision, training.get().batch());
            try (TrainingImages images = images(task.inputFolder("images"), spec);
                    ClassifierProgram program = new ClassifierProgram(devices, network, precision, seeds(spec))) {
                ClassifierTrainer trainer = new ClassifierTrainer(training.get(), program);
                figures.put("loss", trainer.train(images, seeds(spec), task.work()));
                made = weights(task, program.weights(), facts.macs());
            }
        } else {
            made = weights(task, spec.extractor().pretrained(), facts.macs());
        }
        List<FeatureShard> shards = FeatureShard.split(task, imagesPerShard);
        figures.put("images", (double) shards.get(0).total());
        ModelArtifact exported = FeatureExport.write(task, devices.first(), network, firstImages(task, shards), made);
        boolean needed = spec.vectors() > 0 || !(spec.reference() instanceof ReferenceFile);
        return new Made(task, List.of(made, exported), figures, needed ? shards : List.of(), span.time());
    }

    private static ModelArtifact weights(
            StageTask<FeaturesSpec> task, Map<String, ? extends TensorSource> weights, long macs) throws IOException {
        FeaturesSpec spec = task.spec();
        String name = Registry.nameOf(spec.extractor());
        return Weights.write(task.work(), FileNames.FEATURES, name, weights, macs, spec.shape());
    }

    /**
     * Writes the moments of the reference set after all shards are finished.
     *
     * @param shards times of the shards
     */
    static StageResult result(Made made, List<WorkTime> shards) throws IOException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            return result(made, shards, span);
        }
    }

    private static StageResult result(Made made, List<WorkTime> shards, WorkTimer.Span span) throws IOException {
        StageTask<FeaturesSpec> task = made.task();
        List<String> partial = made.shards().stream().map(FeatureShard::file).toList();
        reference(task, partial);
        StageTime time = StageTime.of(made.time(), shards, span.time());
        Map<String, Double> figures = new LinkedHashMap<>(made.figures());
        time.addTo(figures, 0);
        return new StageResult(task, made.models(), figures, List.of(), partial, time.started(), time.seconds());
    }

    private static Seeds seeds(FeaturesSpec spec) {
        return new Seeds(spec.seed()).derive("features/" + spec.origin());
    }

    private static TrainingImages images(Folder folder, FeaturesSpec spec) throws IOException {
        return switch (spec.origin()) {
            case CLEAN -> TrainingImages.clean(folder, FileNames.TRAIN, spec.shape());
            case MEASUREMENT -> TrainingImages.measurements(folder, FileNames.MEASUREMENTS, spec.shape());
            case GENERATED -> throw new IllegalArgumentException("features are not trained on generated images");
        };
    }

    /** Some images for the comparison of the exported model with the trained one. */
    private static float[] firstImages(StageTask<FeaturesSpec> task, List<FeatureShard> shards) throws IOException {
        List<String> parts =
                shards.stream().flatMap(shard -> shard.parts().stream()).toList();
        try (FeatureImages images = new FeatureImages(task.inputFolder("images"), task.spec(), parts)) {
            return images.next(COMPARED);
        }
    }

    /** Writes the moments of all images, or those of a file. */
    private static void reference(StageTask<FeaturesSpec> task, List<String> partial) throws IOException {
        FeaturesSpec spec = task.spec();
        FeatureNetwork network = spec.extractor().network(spec.shape(), spec.classes());
        String onnx = Sha256.of(task.work(), FileNames.FEATURES_ONNX);
        ExtractorFacts facts = new ExtractorFacts(
                Registry.nameOf(spec.extractor()),
                onnx,
                spec.extractor().weightsSha256().orElse(onnx),
                network.resize());
        if (spec.reference() instanceof ReferenceFile file) {
            Gaussian given = file.read(network.dimension());
            ReferenceMoments.write(
                    task.work(), FileNames.REFERENCE_MOMENTS, given, file.file().sha256(), facts);
        } else {
            ReferenceMoments.write(
                    task.work(),
                    FileNames.REFERENCE_MOMENTS,
                    FeatureShard.merged(task, network.dimension(), partial),
                    spec.origin(),
                    facts);
        }
    }
}
