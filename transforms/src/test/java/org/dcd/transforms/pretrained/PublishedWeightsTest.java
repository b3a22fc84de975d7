package org.dcd.transforms.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.features.lpips.Backbone;
import org.dcd.transforms.features.lpips.LpipsWeights;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.metric.LearnedPairMetric;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.pretrained.PublishedWeights.PublishedFile;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedWeightsTest {
    static Stream<Named<PublishedWeights>> kinds() {
        return Examples.of(PublishedWeights.class);
    }

    private static List<String> names(SortedMap<String, long[]> shapes) {
        return Pretrained.kinds().stream()
                .filter(kind -> kind.isIn(shapes))
                .map(kind -> kind.getClass().getSimpleName())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void filesAreRecognisedAsOneKind(PublishedWeights kind) {
        assertThat(kind.title()).isNotBlank();
        assertThat(kind.convention()).isNotBlank();
        assertThat(kind.published()).isNotEmpty();
        assertThat(kind.isIn(new TreeMap<>())).isFalse();
        assertThatThrownBy(() -> kind.check(new TreeMap<>()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is missing");
    }

    /** Registered names that metrics use. */
    @Test
    void metricsNameRegisteredWeights() {
        Examples.of(Metric.class)
                .map(Named::getPayload)
                .filter(LearnedPairMetric.class::isInstance)
                .flatMap(metric -> ((LearnedPairMetric) metric).weights().stream())
                .forEach(name -> assertThat(Pretrained.kind(name)).isNotNull());
        assertThatThrownBy(() -> Pretrained.kind("resnet"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("unknown weights 'resnet'; known are [alexnet");
    }

    @ParameterizedTest
    @EnumSource
    void distinguishesBackbonesAndHeads(Backbone backbone) {
        String kind = backbone == Backbone.ALEX ? "AlexNetWeights" : "Vgg16Weights";
        String heads = backbone == Backbone.ALEX ? "LpipsAlexWeights" : "LpipsVggWeights";
        SortedMap<String, long[]> shapes = States.shapes(States.of(backbone));

        assertThat(names(shapes)).containsExactly(kind);
        assertThat(names(LpipsWeights.heads(backbone))).containsExactly(heads);
        // VGG-19 and VGG-16 with batch normalisation have additional layers
        shapes.put("features.34.weight", new long[] {512, 512, 3, 3});
        assertThat(names(shapes)).isEmpty();
        SortedMap<String, long[]> more = LpipsWeights.heads(backbone);
        more.put("lin5.model.1.weight", new long[] {1, 512, 1, 1});
        assertThat(names(more)).as("heads of SqueezeNet").isEmpty();
    }

    @Test
    void rejectsIncompleteFilesByTensor() {
        PublishedWeights kind = new LpipsAlexWeights();
        SortedMap<String, Tensor> state = States.of(LpipsWeights.heads(Backbone.ALEX));

        assertThat(kind.check(state)).containsOnlyKeys(state.keySet());
        state.put("lin2.model.1.weight", Tensor.of(new double[384], 1, 384, 1, 1));
        assertThatThrownBy(() -> kind.check(state))
                .hasMessage("lin2.model.1.weight has elements of type F64, but LPIPS with network alex has float32 or"
                        + " shorter floats");
        float[] infinite = new float[384];
        infinite[7] = Float.POSITIVE_INFINITY;
        state.put("lin2.model.1.weight", Tensor.of(infinite, 1, 384, 1, 1));
        assertThatThrownBy(() -> kind.check(state)).hasMessage("lin2.model.1.weight is Infinity at 7");
        state.put("lin2.model.1.weight", Tensor.of(new float[384], 384));
        assertThatThrownBy(() -> kind.check(state))
                .hasMessage("lin2.model.1.weight has shape [384], but LPIPS with network alex has [1, 384, 1, 1]");
    }

    @Test
    void matchesAPublishedHashByItsFirstDigits() {
        PublishedFile published = new PublishedFile("torchvision", "alexnet-owt-7be5be79.pth", "7be5be79");

        assertThat(published.is("7be5be79" + "0".repeat(56))).isTrue();
        assertThat(published.is("7be5be78" + "0".repeat(56))).isFalse();
        assertThat(new PublishedFile("a", "b", "").is("7be5be79")).isFalse();
        assertThatThrownBy(() -> new PublishedFile("a", "b", "7be5"))
                .hasMessageContaining("8 to 64 hexadecimal digits");
    }
}
