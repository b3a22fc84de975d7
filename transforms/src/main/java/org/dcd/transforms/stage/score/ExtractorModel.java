package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.features.inception.Convention;
import org.dcd.transforms.features.inception.InceptionFeatures;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.weights.WeightSource;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.ExtractorFacts;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.ops.onnx.ModelMetadata;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.ort.OrtOutputs;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.score.FeatureFunction.ImageBatch;

/** A feature extractor in ONNX Runtime: the file of a features stage, or Inception from a file of its weights. */
public final class ExtractorModel implements FeatureFunction, AutoCloseable {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,6})x(\\d{1,6})x(\\d{1,6})");

    private final Path file;
    private final OrtModel model;
    private final String sha256;
    private final ImageShape shape;

    private ExtractorModel(Path file, OrtModel model, String sha256, ImageShape shape) {
        this.file = file;
        this.model = model;
        this.sha256 = sha256;
        this.shape = shape;
    }

    /**
     * Opens the file of a features stage.
     *
     * @throws BadInputException when it does not exist or is not such a file
     */
    public static ExtractorModel open(Path file, OrtOptions options) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + " is not a file; use the features.onnx of a features stage");
        }
        Path parent = file.toAbsolutePath().getParent();
        Folder folder = Folder.at(parent.toString());
        String name = file.getFileName().toString();
        OrtModel model = model(folder, name, options);
        Map<String, String> metadata = model.metadata();
        Matcher shape = SHAPE.matcher(metadata.getOrDefault(ModelMetadata.IMAGE_SHAPE, ""));
        if (!"features".equals(metadata.get(ModelMetadata.KIND)) || !shape.matches()) {
            model.close();
            throw new BadInputException(
                    file + " is not a feature extractor that dcd wrote; use the features.onnx of a features stage");
        }
        return new ExtractorModel(
                file,
                model,
                Sha256.of(folder, name),
                new ImageShape(
                        Integer.parseInt(shape.group(1)),
                        Integer.parseInt(shape.group(2)),
                        Integer.parseInt(shape.group(3))));
    }

    /**
     * Opens Inception for images of a shape.
     *
     * @param file file of its weights, or provenance file of imported weights
     * @throws BadInputException when the file does not contain its weights, or the shape is not supported
     */
    public static ExtractorModel inception(Path file, Convention convention, ImageShape shape, OrtOptions options)
            throws IOException {
        try {
            InceptionFeatures extractor = new InceptionFeatures(WeightSource.hashed(file), convention);
            FeatureNetwork network = extractor.network(shape, 0);
            Map<String, float[]> weights = new LinkedHashMap<>();
            extractor.pretrained().forEach((name, tensor) -> weights.put(name, tensor.floats()));
            Map<String, String> metadata =
                    Map.of(ModelMetadata.EXTRACTOR, Registry.nameOf(extractor), ModelMetadata.RESIZE, network.resize());
            byte[] model = OnnxExport.features(network, weights, metadata);
            return new ExtractorModel(
                    file,
                    OrtModel.open(file.toString(), model, options),
                    extractor.weights().sha256(),
                    shape);
        } catch (BadInputException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage(), e);
        }
    }

    private static OrtModel model(Folder folder, String name, OrtOptions options) throws IOException {
        try {
            return OrtModel.open(folder, name, options);
        } catch (DamagedFileException e) {
            throw new BadInputException(e.getMessage() + "; use the features.onnx of a features stage", e);
        }
    }

    /** Name for messages. */
    String name() {
        return file.toString();
    }

    /** Description for protocols. Its kind is {@code features} where it is unknown. */
    Protocol.Network network() {
        Map<String, String> metadata = model.metadata();
        String kind = metadata.getOrDefault(ModelMetadata.EXTRACTOR, "features");
        String resize = metadata.getOrDefault(ModelMetadata.RESIZE, FeatureNetwork.NO_RESIZE);
        return Protocol.Network.of(new ExtractorFacts(kind, sha256, sha256, resize), dimension());
    }

    /** Shape of its input images. */
    ImageShape shape() {
        return shape;
    }

    /** d, the number of features. */
    int dimension() {
        return model.outputSize(OnnxExport.FEATURES);
    }

    boolean hasLogits() {
        return model.hasOutput(OnnxExport.LOGITS);
    }

    /** Features of images, and logits where available. */
    @Override
    public FeatureBatch of(ImageBatch images) {
        Map<String, float[]> input = Map.of(OnnxExport.X, images.values());
        if (!hasLogits()) {
            float[] features = model.run(images.n(), input, OnnxExport.FEATURES).floats(OnnxExport.FEATURES);
            return FeatureBatch.of(images.first(), images.n(), features);
        }
        OrtOutputs outputs = model.run(images.n(), input, OnnxExport.FEATURES, OnnxExport.LOGITS);
        return FeatureBatch.classified(
                images.first(), images.n(), outputs.floats(OnnxExport.FEATURES), outputs.floats(OnnxExport.LOGITS));
    }

    @Override
    public void close() {
        model.close();
    }
}
