package org.dcd.transforms.stage.features;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.export.OnnxParity;
import org.dcd.transforms.export.ParityTolerance;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.onnx.ModelMetadata;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.FileNames;

/** Exports a feature extractor to ONNX. */
final class FeatureExport {
    /** Greatest difference between ONNX Runtime and libtorch; features are of the order of 1. */
    private static final double TOLERANCE = 1e-3;

    private FeatureExport() {}

    private static Map<String, String> metadata(StageTask<FeaturesSpec> task, FeatureNetwork network) {
        Map<String, String> metadata = new TreeMap<>(Map.of(
                ModelMetadata.STAGE_KEY, task.key(),
                ModelMetadata.ORIGIN, task.spec().origin().name()));
        if (!network.resize().equals(FeatureNetwork.NO_RESIZE)) {
            metadata.put(ModelMetadata.EXTRACTOR, Registry.nameOf(task.spec().extractor()));
            metadata.put(ModelMetadata.RESIZE, network.resize());
        }
        return metadata;
    }

    /**
     * Writes {@link FileNames#FEATURES_ONNX} and compares ONNX Runtime with libtorch. A file that differs too much is
     * deleted.
     *
     * @param examples images [n, c, h, w] for the comparison
     * @param trained weights in the work folder
     */
    static ModelArtifact write(
            StageTask<FeaturesSpec> task,
            TorchEngine engine,
            FeatureNetwork network,
            float[] examples,
            ModelArtifact trained)
            throws IOException {
        Folder work = task.work();
        ImageShape shape = network.shape();
        Weights weights = Weights.open(work, FileNames.FEATURES);
        work.write(FileNames.FEATURES_ONNX, OnnxExport.features(network, weights, metadata(task, network))::writeTo);
        int n = examples.length / shape.size();
        try (TorchFunction reference = TorchFunction.of(engine, trained.getName(), weights, ops -> network.apply(
                                ops, TorchFunction.PREFIX, ops.input(OnnxExport.X, shape))
                        .features());
                OrtModel exported = OrtModel.open(work, FileNames.FEATURES_ONNX, OrtOptions.cpu(1))) {
            Map<String, float[]> inputs = Map.of(OnnxExport.X, examples);
            float[] expected = reference.value(n, inputs);
            double tolerance = ParityTolerance.of(engine).times(TOLERANCE);
            OnnxParity.check(exported, n, inputs, OnnxExport.FEATURES, expected, tolerance);
        } catch (RuntimeException e) {
            work.delete(FileNames.FEATURES_ONNX);
            throw e;
        }
        return new ModelArtifact(
                trained.getName(),
                FileNames.FEATURES_ONNX,
                "onnx",
                Sha256.of(work, FileNames.FEATURES_ONNX),
                trained.getParameters(),
                trained.getMacsPerImage(),
                trained.getInputShape());
    }
}
