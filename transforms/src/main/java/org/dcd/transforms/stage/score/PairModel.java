package org.dcd.transforms.stage.score;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.features.PairNetwork;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.LearnedPairMetric;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.registry.Registry;

/** The network of a metric of pairs with its weights, for images of one shape. */
public final class PairModel implements AutoCloseable {
    private static final int SHORT_HASH = 8;

    private final OrtModel model;
    private final int batch;
    private final ImageShape shape;
    private final List<String> hashes;

    private PairModel(OrtModel model, int batch, ImageShape shape, List<String> hashes) {
        this.model = model;
        this.batch = batch;
        this.shape = shape;
        this.hashes = hashes;
    }

    /**
     * @param weights those that the metric asks for, in its order
     * @throws BadInputException when the metric does not take such images
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
                OrtModel.open(Registry.nameOf(metric), model, options.withBatch(network.batch())),
                network.batch(),
                shape,
                weights.stream().map(Pretrained::sha256).toList());
    }

    /** Pairs that are computed at once. */
    public int batch() {
        return batch;
    }

    ImageShape shape() {
        return shape;
    }

    /** Hashes of all weights, for the contract. */
    public String sha256() {
        return String.join("+", hashes);
    }

    /** The first digits of each. */
    public String shortHash() {
        return hashes.stream().map(hash -> hash.substring(0, SHORT_HASH)).collect(Collectors.joining("-"));
    }

    /** Distances of n pairs. */
    public float[] run(float[] x, float[] y, int n) {
        return model.run(n, Map.of(OnnxExport.X, x, OnnxExport.Y, y), OnnxExport.DISTANCE)
                .floats(OnnxExport.DISTANCE);
    }

    @Override
    public void close() {
        model.close();
    }
}
