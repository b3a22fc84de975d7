package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ops.Shapes;
import org.dcd.transforms.ops.onnx.OnnxGraph;
import org.dcd.transforms.ops.onnx.OnnxOps;
import org.junit.jupiter.api.Test;

/** Error messages that the author of an operator sees. */
class BrokenOperatorTest {
    private static final ImageShape IMAGE = new ImageShape(1, 8, 6);

    /** Its measurements do not have the declared shape, and its adjoint has a wrong shape. */
    private record HalfWidth() implements ForwardOperator {
        @Override
        public <T> T apply(Ops<T> ops, T x, T parameters, ImageShape image) {
            return ops.narrow(x, 3, 0, image.width() / 2);
        }

        @Override
        public <T> T adjoint(Ops<T> ops, T y, T parameters, ImageShape image) {
            return ops.reshape(y, 0, 1, 8, 7);
        }
    }

    private final MeasurementModel model = new MeasurementModel(new HalfWidth(), IMAGE);

    @Test
    void rejectsAResultOfAnotherShape() {
        assertThatThrownBy(() -> model.apply(new ShapeOps(), IMAGE.batch(2), null))
                .hasMessage("operator half-width, A(x): expects its result as [n, 1, 8, 6], was [2, 1, 8, 3]");
    }

    @Test
    void anErrorInTheFormulaNamesTheOperator() {
        assertThatThrownBy(() -> model.adjoint(new ShapeOps(), IMAGE.batch(2), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("operator half-width, Aᵀ(y): failed on images of 1x8x6: cannot reshape [2, 1, 8, 6] to"
                        + " [0, 1, 8, 7]")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void checksShapesInAnExport() {
        OnnxGraph graph = new OnnxGraph("g");
        OnnxOps ops = new OnnxOps(graph, Map.of());

        assertThatThrownBy(() -> model.apply(ops, graph.input("x", OnnxGraph.Type.FLOAT, Shapes.BATCH, 1, 8, 6), null))
                .hasMessageContaining("operator half-width, A(x): expects its result as [n, 1, 8, 6]");
    }

    @Test
    void namesThePartOfAComposedOperator() {
        Composed composed = new Composed(List.of(new Identity(), new HalfWidth()));

        assertThatThrownBy(() -> new MeasurementModel(composed, IMAGE).apply(new ShapeOps(), IMAGE.batch(2), null))
                .hasMessage("operator composed, A(x): failed on images of 1x8x6: operator half-width, A(x): expects its"
                        + " result as [n, 1, 8, 6], was [2, 1, 8, 3]");
    }
}
