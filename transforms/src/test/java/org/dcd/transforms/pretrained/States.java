package org.dcd.transforms.pretrained;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.transforms.features.lpips.Backbone;
import org.dcd.transforms.features.lpips.LpipsWeights;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.random.Seeds;

/** State dicts of torchvision's networks with random values, and one layer that does not belong to the backbone. */
final class States {
    private States() {}

    static SortedMap<String, Tensor> of(Backbone backbone) {
        SortedMap<String, Tensor> state = of(LpipsWeights.backbone(backbone));
        state.put("classifier.1.weight", Tensor.of(new float[12], 4, 3));
        state.put("classifier.1.bias", Tensor.of(new float[4], 4));
        return state;
    }

    static SortedMap<String, Tensor> of(Map<String, long[]> shapes) {
        SortedMap<String, Tensor> state = new TreeMap<>();
        shapes.forEach((name, shape) -> {
            int n = Math.toIntExact(Tensor.size(shape));
            double scale = shape.length == 1 ? 0.1 : Math.sqrt(2.0 * shape[0] / n);
            float[] values = Seeds.normal(name.hashCode(), n);
            for (int i = 0; i < n; i++) {
                values[i] *= (float) scale;
            }
            state.put(name, Tensor.of(values, shape));
        });
        return state;
    }

    static SortedMap<String, long[]> shapes(SortedMap<String, Tensor> state) {
        SortedMap<String, long[]> shapes = new TreeMap<>();
        state.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }
}
