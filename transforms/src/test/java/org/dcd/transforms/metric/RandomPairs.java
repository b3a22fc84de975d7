package org.dcd.transforms.metric;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.features.PairNetwork;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.random.Seeds;

/** Networks of pairs with random weights: normal convolutions, equal heads. */
final class RandomPairs {
    /** Images are enlarged by repeating each value, to what the networks take at least. */
    private static final int TIMES = 3;

    private static final Map<LearnedPairMetric, OrtModel> MODELS = new ConcurrentHashMap<>();

    private RandomPairs() {}

    /** Distances of images one after another in either array. */
    static float[] distances(LearnedPairMetric metric, ImageShape shape, float[] x, float[] y) {
        ImageShape large = new ImageShape(shape.channels(), shape.height() * TIMES, shape.width() * TIMES);
        OrtModel model = MODELS.computeIfAbsent(metric, any -> model(metric.network(large)));
        int n = x.length / shape.size();
        return model.run(
                        n,
                        Map.of(OnnxExport.X, enlarged(x, n, shape), OnnxExport.Y, enlarged(y, n, shape)),
                        OnnxExport.DISTANCE)
                .floats(OnnxExport.DISTANCE);
    }

    private static float[] enlarged(float[] images, int n, ImageShape shape) {
        int h = shape.height() * TIMES;
        int w = shape.width() * TIMES;
        float[] large = new float[n * shape.channels() * h * w];
        for (int i = 0; i < large.length; i++) {
            int plane = i / (h * w);
            int row = i / w % h / TIMES;
            large[i] = images[(plane * shape.height() + row) * shape.width() + i % w / TIMES];
        }
        return large;
    }

    private static OrtModel model(PairNetwork network) {
        ShapeOps facts = new ShapeOps();
        network.apply(facts, "", network.shape().batch(1), network.shape().batch(1));
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (ParameterSpec parameter : facts.parameters()) {
            long[] shape = parameter.shape();
            float[] values = new float[Math.toIntExact(Tensor.size(shape))];
            if (shape.length == 4 && shape[0] == 1) {
                Arrays.fill(values, 0.1f);
            } else if (shape.length == 4) {
                values = Seeds.normal(parameter.name().hashCode(), values.length);
                double scale = Math.sqrt(2.0 / (shape[1] * shape[2] * shape[3]));
                for (int i = 0; i < values.length; i++) {
                    values[i] *= (float) scale;
                }
            }
            weights.put(parameter.name(), values);
        }
        byte[] bytes = OnnxExport.pairs(network, weights, Map.of());
        return OrtModel.open("pairs", bytes, OrtOptions.cpu(1).withBatch(1));
    }
}
