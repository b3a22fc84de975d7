package org.dcd.transforms.features.lpips;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.ShapeOps;

/** The parameters of {@link LpipsNetwork}, which are published in two files: backbone and heads. */
public final class LpipsWeights {
    /** Prefix of the parameter names of a backbone. */
    public static final String BACKBONE = "features.";

    private LpipsWeights() {}

    /** Shapes of the backbone's parameters by name. */
    public static SortedMap<String, long[]> backbone(Backbone backbone) {
        return parameters(backbone, true);
    }

    /** Shapes of the heads by name. */
    public static SortedMap<String, long[]> heads(Backbone backbone) {
        return parameters(backbone, false);
    }

    /** Whether tensors are exactly the heads, by name and shape. */
    public static boolean areHeads(Backbone backbone, Map<String, long[]> shapes) {
        return equal(heads(backbone), shapes);
    }

    /** Whether the convolutions among the tensors are exactly those of a backbone, by name and shape. */
    public static boolean isBackbone(Backbone backbone, Map<String, long[]> shapes) {
        Map<String, long[]> convolutions = new TreeMap<>(shapes);
        convolutions.keySet().removeIf(name -> !name.startsWith(BACKBONE));
        return equal(backbone(backbone), convolutions);
    }

    private static boolean equal(Map<String, long[]> expected, Map<String, long[]> shapes) {
        return expected.keySet().equals(shapes.keySet())
                && expected.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), shapes.get(entry.getKey())));
    }

    private static SortedMap<String, long[]> parameters(Backbone backbone, boolean ofBackbone) {
        ShapeOps ops = new ShapeOps();
        ImageShape shape = new ImageShape(3, backbone.minSide(), backbone.minSide());
        new LpipsNetwork(shape, backbone).apply(ops, "", shape.batch(1), shape.batch(1));
        SortedMap<String, long[]> shapes = new TreeMap<>();
        for (ParameterSpec parameter : ops.parameters()) {
            if (parameter.name().startsWith(BACKBONE) == ofBackbone) {
                shapes.put(parameter.name(), parameter.shape());
            }
        }
        return shapes;
    }
}
