package org.dcd.transforms.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.train.TorchCorruptor;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PseudoInverseRestorerTest {
    static Stream<Named<ForwardOperator>> operators() {
        return Examples.of(ForwardOperator.class);
    }

    /** With the stored parameters of each measurement, as in scores of measurements. */
    @ParameterizedTest
    @MethodSource("operators")
    void equalsTheImagesOfTheCorruptor(ForwardOperator operator) {
        ImageShape image = Examples.image(operator);
        MeasurementModel model = new MeasurementModel(operator, image);
        long[] seeds = {11, 12, 13};
        float[] y = Seeds.normal(1, 3 * model.measurement().size());
        MeasurementBatch measured = MeasurementBatch.of(
                model, y, i -> seeds[i], new float[3], LongStream.range(0, 3).toArray());

        float[] restored = new PseudoInverse()
                .restore(measured, RestorationContext.nothing(Engines.best(), new Seeds(1)), Problems.NOBODY);

        try (TorchCorruptor corruptor =
                new TorchCorruptor(Engines.best(), new Corruption(operator, new GaussianNoise(1)), image)) {
            assertThat(restored).containsExactly(corruptor.asImages(y, seeds));
        }
    }
}
