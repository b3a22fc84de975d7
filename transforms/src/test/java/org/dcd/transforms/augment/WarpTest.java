package org.dcd.transforms.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarpTest {
    /** Trainings with augmentation keep their bits: the order of additions is that of the formula. */
    @ParameterizedTest
    @CsvSource({"3, 32, 32", "1, 28, 28", "3, 8, 12", "2, 7, 5", "1, 1, 9", "1, 1, 1"})
    void hasTheBitsOfTheFormulaForEveryMap(int channels, int height, int width) {
        ImageShape shape = new ImageShape(channels, height, width);
        Warp.Buffers buffers = new Warp.Buffers();
        UniformRandomProvider random = Seeds.stream(width);
        for (int i = 0; i < 60; i++) {
            float[] image = Seeds.normal(i, shape.size());
            double reach = i % 3 == 0 ? 3 : 1;
            Affine map = Affine.scale(reach * random.nextDouble() + 0.3, random.nextDouble() - 0.5)
                    .after(Affine.rotate(i % 4 == 0 ? 0 : random.nextDouble() * 2 * Math.PI))
                    .after(Affine.translate(
                            reach * width * (random.nextDouble() - 0.5), reach * height * (random.nextDouble() - 0.5)));

            float[] warped = new float[image.length];
            new Warp(shape, map, buffers).apply(image, warped, 0);

            assertThat(warped).as("%s", map).containsExactly(new PlainWarp(shape, map).apply(image));
        }
    }

    @Test
    void changesOneImageOfABatchInPlace() {
        ImageShape shape = new ImageShape(2, 6, 8);
        float[] batch = Seeds.normal(1, 3 * shape.size());
        float[] before = batch.clone();
        float[] image = Arrays.copyOfRange(batch, shape.size(), 2 * shape.size());
        Affine map = Affine.rotate(0.3);

        new Warp(shape, map, new Warp.Buffers()).apply(batch, batch, shape.size());

        System.arraycopy(new PlainWarp(shape, map).apply(image), 0, before, shape.size(), shape.size());
        assertThat(batch).containsExactly(before);
    }
}
