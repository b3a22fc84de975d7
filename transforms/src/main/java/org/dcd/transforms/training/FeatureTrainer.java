package org.dcd.transforms.training;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.FeatureVector;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.export.FeatureExport;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.features.LabelTraining;
import org.dcd.transforms.metric.ExtractorFacts;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.Gaussian;
import org.dcd.transforms.metric.ReferenceFile;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.metric.VectorTable;
import org.dcd.transforms.metric.Vectors;
import org.dcd.transforms.onnx.OnnxExport;
import org.dcd.transforms.onnx.OrtModel;
import org.dcd.transforms.onnx.OrtOptions;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.FeaturesSpec;
import org.dcd.transforms.stage.Files;
import org.dcd.transforms.torch.ClassifierProgram;
import org.dcd.transforms.torch.ConvolutionSelfTest;
import org.dcd.transforms.torch.TorchEngine;
import org.dcd.transforms.torch.TrainingStep;
import org.dcd.transforms.weights.FileHash;
import org.dcd.transforms.weights.Tensor;
import org.dcd.transforms.weights.Weights;

/**
 * Makes the network whose features Fréchet distances are measured in, training it where it learns from labels, exports
 * it, and computes the moments of its images with the exported model. Short, so that it starts anew after a kill.
 */
public final class FeatureTrainer {
    private static final int LINES = 50;

    private FeatureTrainer() {}

    /** As below, on the first GPU when there is one. */
    public static StageResult run(StageTask<FeaturesSpec> task) throws IOException, InterruptedException {
        return run(task, TorchEngine.best());
    }

    /**
     * Runs the stage.
     *
     * @throws InterruptedException when asked to stop
     * @throws TrainingDivergedException when the loss is not finite
     */
    public static StageResult run(StageTask<FeaturesSpec> task, TorchEngine engine)
            throws IOException, InterruptedException {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        FeaturesSpec spec = task.spec();
        FeatureNetwork network = spec.extractor().network(spec.shape(), spec.classes());
        TrainingImages images = images(task.inputFolder("images"), spec);
        ShapeOps facts = new ShapeOps();
        network.apply(facts, "", spec.shape().batch(1));
        Map<String, Double> figures = new LinkedHashMap<>(Map.of("images", (double) images.count()));
        Map<String, Tensor> weights = spec.extractor().pretrained();
        Optional<LabelTraining> training = spec.extractor().training();
        if (training.isPresent()) {
            ConvolutionSelfTest.check(
                    engine, facts.convolutions(), training.get().batch());
            try (ClassifierProgram program = new ClassifierProgram(engine, network, seeds(spec))) {
                figures.put("loss", train(task, training.get(), images, program));
                weights = program.weights();
            }
        }
        String name = Registry.nameOf(spec.extractor());
        ModelArtifact made = Weights.write(task.work(), Files.FEATURES, name, weights, facts.macs(), spec.shape());
        ModelArtifact exported = FeatureExport.write(task, network, images.images(firstIndices(images)), made);
        reference(task, network, images);
        return new StageResult(
                task,
                List.of(made, exported),
                figures,
                List.of(),
                List.of(),
                started,
                (System.nanoTime() - startNanos) * 1e-9);
    }

    private static Seeds seeds(FeaturesSpec spec) {
        return new Seeds(spec.seed()).derive("features/" + spec.origin());
    }

    private static TrainingImages images(Folder folder, FeaturesSpec spec) throws IOException {
        return switch (spec.origin()) {
            case CLEAN -> TrainingImages.clean(folder, Files.TRAIN, spec.shape());
            case MEASUREMENT -> TrainingImages.measurements(folder, Files.MEASUREMENTS, spec.shape());
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
                            + ", its loss is " + result.loss() + "; lower scoring.features.learning-rate");
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

    private static int[] firstIndices(TrainingImages images) {
        int[] first = new int[Math.min(16, images.count())];
        Arrays.setAll(first, i -> i);
        return first;
    }

    /** Moments of all images or of a file, and the features of some images where they are asked for. */
    private static void reference(StageTask<FeaturesSpec> task, FeatureNetwork network, TrainingImages images)
            throws IOException {
        FeaturesSpec spec = task.spec();
        String onnx = FileHash.sha256(task.work(), Files.FEATURES_ONNX);
        ExtractorFacts facts = new ExtractorFacts(
                Registry.nameOf(spec.extractor()),
                onnx,
                spec.extractor().weightsSha256().orElse(onnx),
                network.resize());
        if (spec.reference() instanceof ReferenceFile file) {
            Gaussian given = file.read(network.dimension());
            ReferenceMoments.write(task.work(), Files.REFERENCE_MOMENTS, given, file.sha256(), facts);
            if (spec.vectors() > 0) {
                moments(task, network, images);
            }
        } else {
            ReferenceMoments.write(
                    task.work(), Files.REFERENCE_MOMENTS, moments(task, network, images), spec.origin(), facts);
        }
    }

    private static FeatureMoments moments(StageTask<FeaturesSpec> task, FeatureNetwork network, TrainingImages images)
            throws IOException {
        FeaturesSpec spec = task.spec();
        int dimension = network.dimension();
        int batch = network.batch();
        FeatureMoments moments = new FeatureMoments(dimension);
        try (OrtModel model = OrtModel.open(
                task.work(),
                Files.FEATURES_ONNX,
                OrtOptions.cpu(Runtime.getRuntime().availableProcessors()))) {
            if (spec.vectors() == 0) {
                features(model, images, batch, (first, features) -> moments.add(features, features.length / dimension));
            } else {
                TableWriter.write(
                        task.work(),
                        Files.part(Files.VECTORS, 0, 1),
                        FeatureVector.class,
                        out -> features(model, images, batch, (first, features) -> {
                            int n = features.length / dimension;
                            moments.add(features, n);
                            for (int i = 0; i < n; i++) {
                                if (Vectors.isKept(first + i, images.count(), spec.vectors())) {
                                    VectorTable.add(out, first + i, features, i * dimension, dimension);
                                }
                            }
                        }));
            }
        }
        return moments;
    }

    private static void features(OrtModel model, TrainingImages images, int batch, Use use) throws IOException {
        for (int first = 0; first < images.count(); first += batch) {
            int[] indices = new int[Math.min(batch, images.count() - first)];
            int from = first;
            Arrays.setAll(indices, i -> from + i);
            use.of(
                    first,
                    model.run(indices.length, Map.of(OnnxExport.X, images.images(indices)), OnnxExport.FEATURES)
                            .floats(OnnxExport.FEATURES));
        }
    }

    /** Takes the features of some images, [n, d], the first of which has that index. */
    private interface Use {
        void of(int first, float[] features) throws IOException;
    }
}
