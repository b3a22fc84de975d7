package org.dcd.transforms.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.data.points.LowRankGaussian;
import org.dcd.transforms.data.points.Spiral;
import org.dcd.transforms.registry.Registry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of every registered {@link RandomAccessSource}. A new one adds an example to {@link #EXAMPLES}. */
class RandomAccessSourceContractTest {
    private static final Map<String, RandomAccessSource> EXAMPLES = Map.of(
            "spiral", new Spiral(50, 0.75, 1.5, 10, 0.5),
            "low-rank-gaussian", new LowRankGaussian(5, 2, 50, 3, 10, 0.5),
            "generated", new GeneratedImages(50, 3, 6, 8, 1, 10, 0.5));

    static Set<String> types() {
        return Registry.members(DatasetSource.class).entrySet().stream()
                .filter(member -> RandomAccessSource.class.isAssignableFrom(member.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("types")
    void imagesCanBeReadIndependently(String type) throws Exception {
        RandomAccessSource source = example(type);
        List<Image> all = new ArrayList<>();
        source.read(all::add);
        List<Image> some = new ArrayList<>();
        Examples.sent(source).read(LongStream.of(3, 4, 17, 49), some::add);
        assertThat(some).containsExactly(all.get(3), all.get(4), all.get(17), all.get(49));
        List<Image> none = new ArrayList<>();
        source.read(LongStream.empty(), none::add);
        assertThat(none).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("types")
    void theSummaryMatchesTheImages(String type) throws IOException {
        RandomAccessSource source = example(type);
        DatasetSource.Summary summary = source.summarise();
        List<Image> all = new ArrayList<>();
        source.read(all::add);
        assertThat(all).hasSize(Math.toIntExact(summary.count())).doesNotHaveDuplicates();
        for (int id = 0; id < all.size(); id++) {
            Image image = all.get(id);
            assertThat(image.getId()).isEqualTo(id);
            assertThat(image.getOrigin()).isEqualTo(Origin.CLEAN);
            assertThat(image.getDataType()).isEqualTo(summary.dataType());
            assertThat(List.of(image.getChannels(), image.getHeight(), image.getWidth()))
                    .containsExactly(summary.channels(), summary.height(), summary.width());
            assertThat(image.getLabel()).isBetween(-1, summary.classes() - 1);
        }
    }

    private static RandomAccessSource example(String type) {
        assertThat(EXAMPLES).as("an example of data set " + type).containsKey(type);
        return EXAMPLES.get(type);
    }
}
