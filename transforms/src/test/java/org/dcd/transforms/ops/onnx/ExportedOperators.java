package org.dcd.transforms.ops.onnx;

import java.util.HashMap;
import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.ops.Shapes;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;

/** Runs forward operators as ONNX models. */
public final class ExportedOperators {
    private ExportedOperators() {}

    /** Measurements of n images, by ONNX Runtime; all row-major. */
    public static float[] apply(ForwardOperator operator, ImageShape image, int n, float[] x, float[] parameters) {
        OnnxGraph graph = new OnnxGraph("operator");
        Map<String, float[]> inputs = new HashMap<>(Map.of("x", x));
        OnnxValue images = graph.input("x", OnnxGraph.Type.FLOAT, image.batch(Shapes.BATCH));
        OnnxValue drawn = operator.parameterShape(image)
                .map(shape -> {
                    inputs.put("parameters", parameters);
                    return graph.input("parameters", OnnxGraph.Type.FLOAT, shape.batch(Shapes.BATCH));
                })
                .orElse(null);
        OnnxValue y = operator.apply(new OnnxOps(graph, Map.of()), images, drawn, image);
        graph.output("y", OnnxGraph.Type.FLOAT, y);
        try (OrtModel model = OrtModel.open("operator", graph.toBytes(Map.of()), OrtOptions.cpu(1))) {
            return model.run(n, inputs, "y").floats("y");
        }
    }
}
