package org.dcd.transforms.stage.score;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.features.PairNetwork;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.LearnedPairMetric;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.score.FeatureFunction.ImageBatch;

/** The network of a learned metric of pairs with its weights, in ONNX Runtime, for images of one shape. */
public final class PairModel implements FeatureFunction, AutoCloseable {
    private final String name;
    private final OrtModel model;
    private final int batch;
    private final ImageShape shape;
    private final List<String> hashes;

    private PairModel(String name, OrtModel model, int batch, ImageShape shape, List<String> hashes) {
        this.name = name;
        this.model = model;
        this.batch = batch;
        this.shape = shape;
        this.hashes = hashes;
    }

    /**
     * Opens the network of a metric.
     *
     * @param weights the weights of the metric, in its order
     * @throws BadInputException when the metric does not support the shape
     */
    public static PairModel open(
            LearnedPairMetric metric, ImageShape shape, List<Pretrained> weights, OrtOptions options) {
        List<String> given = weights.stream().map(Pretrained::name).toList();
        if (!given.equals(metric.weights())) {
            throw new IllegalArgumentException(metric + " takes " + metric.weights() + ", was given " + given);
        }
        PairNetwork network;
        try {
            network = metric.network(shape);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage(), e);
        }
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Pretrained one : weights) {
            one.tensors().forEach((name, tensor) -> values.put(name, tensor.floats()));
        }
        byte[] model = OnnxExport.pairs(network, values, Map.of());
        return new PairModel(
                metric.networkName(),
                OrtModel.open(Registry.nameOf(metric), model, options.withBatch(network.batch())),
                network.batch(),
                shape,
                weights.stream().map(Pretrained::sha256).toList());
    }

    /** Number of pairs of a batch. */
    public int batch() {
        return batch;
    }

    /** Description for protocols, with the hashes of all weights and their first digits in the name. */
    public Protocol.Network network() {
        String digits = hashes.stream().map(Protocol::shortHash).collect(Collectors.joining("-"));
        return new Protocol.Network(name + "-" + digits, name, String.join("+", hashes), shape.size(), Protocol.NONE);
    }

    /** Distances of pairs. */
    @Override
    public FeatureBatch of(ImageBatch pairs) {
        float[] distances = model.run(
                        pairs.n(),
                        Map.of(OnnxExport.X, pairs.values(), OnnxExport.Y, pairs.partners()),
                        OnnxExport.DISTANCE)
                .floats(OnnxExport.DISTANCE);
        return FeatureBatch.of(pairs.first(), pairs.n(), distances);
    }

    @Override
    public void close() {
        model.close();
    }
}
