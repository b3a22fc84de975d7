package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Downsample.Method;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;

/** The default pseudo-inverse of operators. */
class PseudoInverseTest {
    private static final Downsample MEAN = new Downsample(2, Method.AVERAGE);
    private static final ImageShape IMAGE = new ImageShape(2, 4, 6);

    /** Implements only the abstract methods. */
    private record Plain(ForwardOperator inner) implements ForwardOperator {
        @Override
        public <T> T apply(Ops<T> ops, T x, T parameters, ImageShape image) {
            return inner.apply(ops, x, parameters, image);
        }

        @Override
        public <T> T adjoint(Ops<T> ops, T y, T parameters, ImageShape image) {
            return inner.adjoint(ops, y, parameters, image);
        }

        @Override
        public ImageShape measurementShape(ImageShape image) {
            return inner.measurementShape(image);
        }
    }

    /** Averages have A Aᵀ = I/4, so A⁺ is a multiple of the adjoint. */
    @Test
    void theAdjointIsScaledByLeastSquares() {
        float[] y = Seeds.normal(1, 2 * 2 * 3);
        assertThat(image(new Plain(MEAN), y)).containsExactly(image(MEAN, y), within(1e-6f));
    }

    @Test
    void aZeroMeasurementGivesAZeroImage() {
        assertThat(image(new Plain(MEAN), new float[12])).containsOnly(0);
    }

    @Test
    void aMeasurementOfTheImageShapeIsUnchanged() {
        float[] y = Seeds.normal(1, IMAGE.size());
        assertThat(image(new Plain(new Identity()), y)).isEqualTo(y);
    }

    private static float[] image(ForwardOperator operator, float[] y) {
        MeasurementModel model = new MeasurementModel(operator, IMAGE);
        try (TorchFunction torch = TorchFunction.of(
                TorchEngine.cpu(),
                "pseudo-inverse",
                Map.of(),
                ops -> model.pseudoInverse(ops, ops.input("y", model.measurement()), null))) {
            return torch.value(1, Map.of("y", y));
        }
    }
}
