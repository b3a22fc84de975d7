package org.dcd.transforms.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import org.dcd.transforms.augment.AugmentPipe.Transforms;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.torch.EdmReference;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Numbers of NVlabs/edm's own {@code AugmentPipe(p=1, xflip=1, yflip=1, scale=1, rotate_frac=1, aniso=1,
 * translate_frac=1)} on one image of uniform noise (PyTorch 1.13, float32, CPU), whose {@code torch.rand},
 * {@code randn} and {@code randint} gave the numbers kept as draws.
 */
class AugmentPipeTest {
    private static final Map<String, float[]> GOLDEN = EdmReference.tensors("augment-8x12-rgb");
    private static final ImageShape SHAPE = new ImageShape(3, 8, 12);

    @ParameterizedTest
    @ValueSource(strings = {"none", "scale", "rotate", "aniso", "translate", "all"})
    void transformsImagesAsTheReferenceImplementation(String name) {
        float[] augmented = golden(name).apply(GOLDEN.get("image"), SHAPE);
        assertThat(augmented).containsExactly(GOLDEN.get(name), within(2e-5f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "scale", "rotate", "aniso", "translate", "all"})
    void labelsImagesAsTheReferenceImplementation(String name) {
        assertThat(golden(name).labels()).containsExactly(GOLDEN.get(name + "_labels"), within(1e-6f));
    }

    private static Augmentation golden(String name) {
        float[] draws = GOLDEN.get(name + "_draws");
        return new Augmentation(
                draws[0] == 1, draws[1] == 1, draws[2], draws[3], draws[4], draws[5], draws[6], draws[7]);
    }

    @Test
    void leavesImagesUnchangedWithoutAugmentation() {
        float[] image = GOLDEN.get("image");
        assertThat(Augmentation.NONE.apply(image, SHAPE)).containsExactly(image);
        assertThat(Augmentation.NONE.labels()).containsOnly(0);
    }

    @Test
    void flipsExactly() {
        float[] image = {1, 2, 3, 4, 5, 6};
        ImageShape shape = new ImageShape(1, 2, 3);
        assertThat(new Augmentation(true, false, 0, 0, 0, 0, 0, 0).apply(image, shape))
                .containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(new Augmentation(false, true, 0, 0, 0, 0, 0, 0).apply(image, shape))
                .containsExactly(4, 5, 6, 1, 2, 3);
    }

    /** One unit of translation is an eighth of 16 pixels. */
    @Test
    void shiftsByWholePixelsExactly() {
        ImageShape shape = new ImageShape(1, 16, 16);
        float[] image = Seeds.normal(1, shape.size());
        float[] shifted = new Augmentation(false, false, 0, 0, 0, 0, 1, -0.5).apply(image, shape);
        for (int y = 0; y < 15; y++) {
            for (int x = 2; x < 16; x++) {
                assertThat(shifted[y * 16 + x]).isCloseTo(image[(y + 1) * 16 + x - 2], within(1e-5f));
            }
        }
    }

    @Test
    void appliesEachTransformationWithItsProbability() {
        int n = 20_000;
        double p = 0.12;
        int[] counts = new int[6];
        Seeds seeds = new Seeds(7);
        for (int i = 0; i < n; i++) {
            Augmentation one = new AugmentPipe(p, Transforms.ALL).draw(seeds.of("augment", i));
            boolean[] happened = {
                one.flipX(), one.flipY(), one.scale() != 0, one.rotation() != 0, one.stretch() != 0, one.shiftX() != 0
            };
            for (int k = 0; k < counts.length; k++) {
                counts[k] += happened[k] ? 1 : 0;
            }
        }
        double[] expected = {0.5, p / 2, p, p, p, p};
        for (int k = 0; k < counts.length; k++) {
            double error = Math.sqrt(expected[k] * (1 - expected[k]) / n);
            assertThat(counts[k] / (double) n).as("augmentation %d", k).isCloseTo(expected[k], within(5 * error));
        }
    }

    @Test
    void theAugmentationDependsOnTheSeedOnly() {
        AugmentPipe pipe = new AugmentPipe(1, Transforms.ALL);
        float[] images = Seeds.normal(1, 3 * SHAPE.size());
        long[] seeds = LongStream.of(5, 6, 5).toArray();
        AugmentPipe.Augmented all = pipe.apply(images, 3, SHAPE, i -> seeds[i]);
        float[] first = pipe.draw(5).apply(Arrays.copyOf(images, SHAPE.size()), SHAPE);
        assertThat(Arrays.copyOf(all.images(), SHAPE.size())).containsExactly(first);
        assertThat(Arrays.copyOfRange(all.labels(), 18, 27)).containsExactly(Arrays.copyOf(all.labels(), 9));
        assertThat(Arrays.copyOfRange(all.labels(), 9, 18)).isNotEqualTo(Arrays.copyOf(all.labels(), 9));
    }

    @Test
    void refusesProbabilitiesOutsideZeroToOne() {
        assertThatThrownBy(() -> new AugmentPipe(1.5, Transforms.ALL))
                .hasMessageContaining("augment-pipe.probability must be in [0, 1]");
    }

    @Test
    void flipsAreTheSameWithAndWithoutOtherTransformations() {
        for (long seed = 0; seed < 50; seed++) {
            Augmentation all = new AugmentPipe(0.5, Transforms.ALL).draw(seed);
            assertThat(new AugmentPipe(0.5, Transforms.FLIPS).draw(seed))
                    .isEqualTo(new Augmentation(all.flipX(), all.flipY(), 0, 0, 0, 0, 0, 0));
        }
    }
}
