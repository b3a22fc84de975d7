package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.dcd.transforms.features.ClassifierFeatures;
import org.dcd.transforms.features.ClassifierNetwork;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ops.ShapeOps.Convolution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvolutionSelfTestTest {
    private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
    private static final Convolution CONVOLUTION = new Convolution(16, 8, 8, 32, 3, 3, 1, 1, 1);

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BFLOAT16"})
    void theConvolutionsOfDenoisersPass(Precision precision) {
        DenoiserSummary summary = DenoiserSummary.of(new SongUNet(16, List.of(1, 2), 1, List.of(), 0), SHAPE, 0);
        assertThatCode(() -> ConvolutionSelfTest.check(Engines.devices(), summary.convolutions(), precision, 4))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BFLOAT16"})
    void theConvolutionsOfClassifiersPass(Precision precision) {
        ShapeOps shapes = new ShapeOps();
        new ClassifierNetwork(new ClassifierFeatures(16, 8, 1, 4, 1e-3), SHAPE, 2).apply(shapes, "", SHAPE.batch(1));
        assertThatCode(() -> ConvolutionSelfTest.check(Engines.devices(), shapes.convolutions(), precision, 4))
                .doesNotThrowAnyException();
    }

    @Test
    void smallDifferencesAreRounding() {
        assertThatCode(() ->
                        ConvolutionSelfTest.verify(CONVOLUTION, Precision.FLOAT32, differences(1e-5f, 2e-5f, 1e-4f)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(floats = {0.01f, Float.POSITIVE_INFINITY, Float.NaN})
    void rejectsWrongResultsWithShapeAndRemedy(float wrong) {
        assertThatThrownBy(() -> ConvolutionSelfTest.verify(CONVOLUTION, Precision.FLOAT32, differences(0, wrong, 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("16→32 3x3 on 8x8")
                .hasMessageContaining("gradient to input differs by " + wrong)
                .hasMessageContaining("set ONEDNN_MAX_CPU_ISA=AVX2");
    }

    @Test
    void reducedPrecisionAllowsForItsRounding() {
        Map<String, float[]> rounded = differences(4e-3f, 8e-3f, 8e-3f);
        assertThatCode(() -> ConvolutionSelfTest.verify(CONVOLUTION, Precision.BFLOAT16, rounded))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ConvolutionSelfTest.verify(CONVOLUTION, Precision.BFLOAT16, differences(0.05f, 0, 0)))
                .hasMessageContaining("in bfloat16")
                .hasMessageContaining("or precision float32");
    }

    private static Map<String, float[]> differences(float output, float toInput, float toWeight) {
        return Map.of(
                "output", new float[] {output},
                "gradient to input", new float[] {toInput},
                "gradient to weight", new float[] {toWeight});
    }
}
