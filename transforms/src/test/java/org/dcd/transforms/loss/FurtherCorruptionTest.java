package org.dcd.transforms.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.AmbientInpainting.HiddenScale;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.MulticoilFourier;
import org.dcd.transforms.measurement.RandomMask;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FurtherCorruptionTest {
    private static final ImageShape IMAGE = new ImageShape(2, 6, 32);
    private static final int N = 400;

    /** Objectives with a further corruption, and models that they accept. */
    static Stream<Named<Objective>> hiding() {
        return Examples.of(Objective.class)
                .filter(objective -> objective.getPayload().further().isPresent());
    }

    private static MeasurementModel model(Objective objective) {
        return new MeasurementModel(Examples.corruption(objective).operator(), IMAGE);
    }

    @ParameterizedTest
    @MethodSource("hiding")
    void hidesAllThatAHidesAndSomePixelsThatItShows(Objective objective) {
        MeasurementModel model = model(objective);
        FurtherCorruption hiding = objective.further().orElseThrow();
        float[] mask = model.draw(N, i -> i);
        float[] further = hiding.draw(model, N, mask, i -> 1000 + i);
        assertThat(further).hasSameSizeAs(mask);
        assertThat(IntStream.range(0, mask.length)).allMatch(i -> further[i] <= mask[i]);
        assertThat(sum(further)).isLessThan(sum(mask)).isPositive();
        assertThat(hiding.draw(model, N, mask, i -> 1000 + i)).isEqualTo(further);
    }

    @ParameterizedTest
    @MethodSource("hiding")
    void hasTheDeclaredShapes(Objective objective) {
        MeasurementModel model = model(objective);
        FurtherCorruption hiding = objective.further().orElseThrow();
        ShapeOps ops = new ShapeOps();
        long[] parameters = hiding.parameterShape(model).batch(N);
        long[] condition = {N, hiding.conditionChannels(), IMAGE.height(), IMAGE.width()};
        assertThat(hiding.hide(ops, model, IMAGE.batch(N), parameters)).containsExactly(IMAGE.batch(N));
        assertThat(hiding.condition(ops, model, parameters)).containsExactly(condition);
        assertThat(hiding.fromLatent(ops, model, condition)).containsExactly(parameters);
    }

    /** Latents and draws show every element of the mask with the same frequency. */
    @ParameterizedTest
    @MethodSource("hiding")
    void latentsShowTheSameFractionAsDraws(Objective objective) {
        MeasurementModel model = model(objective);
        FurtherCorruption hiding = objective.further().orElseThrow();
        float[] drawn = hiding.draw(model, N, model.draw(N, i -> i), i -> 1000 + i);
        float[] made = fromLatent(hiding, model);
        int size = drawn.length / N;
        double pooledErrors = Math.sqrt(2 * 0.25 / N);
        for (int i = 0; i < size; i++) {
            int element = i;
            double draws = IntStream.range(0, N)
                            .mapToDouble(k -> drawn[k * size + element])
                            .sum()
                    / N;
            double latents = IntStream.range(0, N)
                            .mapToDouble(k -> made[k * size + element])
                            .sum()
                    / N;
            assertThat(latents).isCloseTo(draws, within(5 * pooledErrors));
        }
    }

    @Test
    void aFurtherMaskShowsTheStatedFraction() {
        MeasurementModel model = new MeasurementModel(new RandomMask(0.6), IMAGE);
        float[] drawn = new FurtherMask(0.1, HiddenScale.DATA).draw(model, N, model.draw(N, i -> i), i -> 1000 + i);
        double shown = 0.4 * 0.9;
        double fiveErrors = 5 * Math.sqrt(shown * (1 - shown) / drawn.length);
        assertThat(sum(drawn) / drawn.length).isCloseTo(shown, within(fiveErrors));
        assertThat(sum(fromLatent(new FurtherMask(0.1, HiddenScale.DATA), model)) / drawn.length)
                .isCloseTo(shown, within(fiveErrors));
    }

    @Test
    void furtherLinesAreExactlyThoseOfTheNextAccelerationWithTheWholeCentre() {
        MulticoilFourier operator = new MulticoilFourier(1, 3, 4);
        MeasurementModel model = new MeasurementModel(operator, IMAGE);
        float[] drawn = new FurtherLines().draw(model, N, model.draw(N, i -> i), i -> 1000 + i);
        float[] made = fromLatent(new FurtherLines(), model);
        for (float[] masks : List.of(drawn, made)) {
            for (int i = 0; i < N; i++) {
                float[] lines = Arrays.copyOfRange(masks, 32 * i, 32 * (i + 1));
                assertThat(sum(lines)).isEqualTo(32 / 4);
                assertThat(Arrays.copyOfRange(lines, 14, 18)).containsOnly(1);
            }
        }
    }

    /** Table of the reference's masks: lines dropped at width 320 for R = 2, 4, 6, 8. */
    @Test
    void furtherLinesDropAsManyAsTheReference() {
        int[] accelerations = {2, 4, 6, 8};
        int[] dropped = {54, 16, 8, 5};
        for (int i = 0; i < dropped.length; i++) {
            MulticoilFourier operator = new MulticoilFourier(4, accelerations[i], 0);
            MeasurementModel model = new MeasurementModel(operator, new ImageShape(2, 4, 320));
            float[] mask = operator.drawParameters(model.image(), 1);
            float[] further = new FurtherLines().draw(model, mask, 2);
            assertThat(sum(mask) - sum(further)).isEqualTo(dropped[i]);
        }
    }

    private static float[] fromLatent(FurtherCorruption hiding, MeasurementModel model) {
        ImageShape latent = new ImageShape(hiding.conditionChannels(), IMAGE.height(), IMAGE.width());
        try (TorchFunction torch = TorchFunction.of(
                TorchEngine.cpu(), "further", Map.of(), ops -> hiding.fromLatent(ops, model, ops.input("u", latent)))) {
            return torch.value(N, Map.of("u", Seeds.normal(5, N * latent.size())));
        }
    }

    private static double sum(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
    }
}
