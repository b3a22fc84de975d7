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
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
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
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ops.torch.ConvolutionSelfTest;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.StageTime;
import org.dcd.transforms.stage.WorkTimer;
import org.dcd.transforms.stage.WorkTimer.WorkTime;
import org.dcd.transforms.train.BatchOrder;
import org.dcd.transforms.train.Schedules;
import org.dcd.transforms.train.TrainingDivergedException;
import org.dcd.transforms.train.TrainingImages;

/**
 * Trains a feature extractor where it learns from labels, exports it, and computes the moments of the reference set
 * with the exported model, shard by shard. It is short and starts from the beginning after a kill.
 */
public final class FeatureTrainer {
    private static final int LINES = 50;
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
     * Runs the stage on this thread.
     *
     * @throws InterruptedException when interrupted
     * @throws TrainingDivergedException when the loss is not finite
     */
    public static StageResult run(StageTask<FeaturesSpec> task, TorchEngine engine)
            throws IOException, InterruptedException {
        return run(task, engine, FeatureShard.IMAGES);
    }

    /** @param imagesPerShard least number of images of a shard; changes moments by rounding only */
    static StageResult run(StageTask<FeaturesSpec> task, TorchEngine engine, long imagesPerShard)
            throws IOException, InterruptedException {
        Made made = make(task, engine, imagesPerShard);
        List<WorkTime> times = new ArrayList<>();
        for (FeatureShard shard : made.shards()) {
            times.add(shard.extract(OrtOptions.auto(Runtime.getRuntime().availableProcessors())));
        }
        return result(made, times);
    }

    /** Trains and exports the extractor; throws as {@link #run}. */
    static Made make(StageTask<FeaturesSpec> task, TorchEngine engine) throws IOException, InterruptedException {
        return make(task, engine, FeatureShard.IMAGES);
    }

    private static Made make(StageTask<FeaturesSpec> task, TorchEngine engine, long imagesPerShard)
            throws IOException, InterruptedException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            return make(task, engine, imagesPerShard, span);
        }
    }

    private static Made make(StageTask<FeaturesSpec> task, TorchEngine engine, long imagesPerShard, WorkTimer.Span span)
            throws IOException, InterruptedException {
        FeaturesSpec spec = task.spec();
        FeatureNetwork network = spec.extractor().network(spec.shape(), spec.classes());
        ShapeOps facts = new ShapeOps();
        network.apply(facts, "", spec.shape().batch(1));
        Map<String, Double> figures = new LinkedHashMap<>();
        ModelArtifact made;
        Optional<LabelTraining> training = spec.extractor().training();
        if (training.isPresent()) {
            ConvolutionSelfTest.check(
                    engine, facts.convolutions(), training.get().batch());
            try (TrainingImages images = images(task.inputFolder("images"), spec);
                    ClassifierProgram program = new ClassifierProgram(engine, network, seeds(spec))) {
                figures.put("loss", train(task, training.get(), images, program));
                made = weights(task, program.weights(), facts.macs());
            }
        } else {
            made = weights(task, spec.extractor().pretrained(), facts.macs());
        }
        List<FeatureShard> shards = FeatureShard.split(task, imagesPerShard);
        figures.put("images", (double) shards.get(0).total());
        ModelArtifact exported = FeatureExport.write(task, engine, network, firstImages(task, shards), made);
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

    /** @return mean loss over the last steps */
    private static double train(
            StageTask<FeaturesSpec> task, LabelTraining settings, TrainingImages images, ClassifierProgram program)
            throws IOException, InterruptedException {
        int batch = settings.batch();
        long steps = Math.max(1, Math.round(settings.kimg() * 1000 / batch));
        long logEvery = Math.max(1, steps / LINES);
        BatchOrder order = new BatchOrder(seeds(task.spec()), images.count(), batch);
        task.work().delete(ProgressLine.FILE);
        double mean = 0;
        try (ProgressLog log = ProgressLog.open(task.work())) {
            double sum = 0;
            for (long step = 1; step <= steps; step++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("training of features stopped");
                }
                int[] indices = order.indices(step);
                double rate = settings.learningRate()
                        * Schedules.learningRate((double) (step - 1) * batch, 0, (double) steps * batch, 0);
                TrainingStep result = program.step(images.images(indices), images.labels(indices), rate, step);
                if (!Double.isFinite(result.loss())) {
                    throw new TrainingDivergedException("training of features diverged at step " + step
                            + ", its loss is " + result.loss() + "; lower learning-rate of the features");
                }
                sum += result.loss();
                if (step % logEvery == 0) {
                    mean = sum / logEvery;
                    sum = 0;
                    Map<String, Double> values = new LinkedHashMap<>();
                    values.put("loss", mean);
                    log.append(new ProgressLine(
                            System.currentTimeMillis(), step * batch, steps * batch, "img", values, ""));
                }
            }
        }
        return mean;
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
