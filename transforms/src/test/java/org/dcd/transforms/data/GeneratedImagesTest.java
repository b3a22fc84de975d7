package org.dcd.transforms.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.dcd.schemas.Image;
import org.junit.jupiter.api.Test;

class GeneratedImagesTest {
    private static final int N = 4000;

    private static List<Image> images(int channels, int side, long law) {
        List<Image> images = new ArrayList<>();
        new GeneratedImages(N, channels, side, side, law, 0, 1).read(LongStream.range(0, N), images::add);
        return images;
    }

    @Test
    void shapesAreEquallyFrequent() {
        int[] times = new int[8];
        images(1, 8, 1).forEach(image -> times[image.getLabel()]++);
        double expected = N / 8.0;
        double standardError = Math.sqrt(expected * (1 - 1 / 8.0));
        assertThat(times).satisfies(counts -> {
            for (int count : counts) {
                assertThat((double) count).isCloseTo(expected, within(5 * standardError));
            }
        });
    }

    /** Colours are uniform in [0, 255] and backgrounds are mixtures of two: each pixel has the mean of a colour. */
    @Test
    void pixelsAreCentredAndVary() {
        for (Image image : images(3, 8, 1).subList(0, 100)) {
            byte[] pixels = image.getData().array();
            assertThat(new String(pixels, java.nio.charset.StandardCharsets.ISO_8859_1)
                            .chars()
                            .distinct()
                            .count())
                    .isGreaterThan(8);
        }
        double sum = 0;
        for (Image image : images(1, 8, 1)) {
            sum += (image.getData().get(0) & 0xff) / (double) N;
        }
        // a mixture of uniform numbers has a standard deviation of at most 255 / √12
        assertThat(sum).isCloseTo(127.5, within(5 * 255 / Math.sqrt(12 * N)));
    }

    @Test
    void imagesDependOnTheSeedAndNotOnTheCount() {
        List<Image> few = new ArrayList<>();
        new GeneratedImages(10, 1, 8, 8, 1, 0, 1).read(LongStream.range(0, 10), few::add);
        assertThat(few)
                .isEqualTo(images(1, 8, 1).subList(0, 10))
                .isNotEqualTo(images(1, 8, 2).subList(0, 10));
    }

    @Test
    void rejectsInvalidSettings() {
        assertThatThrownBy(() -> new GeneratedImages(1, 3, 8, 8, 1, 0, 1))
                .hasMessage("generated.count must be in [2, 100000000], was 1");
        assertThatThrownBy(() -> new GeneratedImages(10, 0, 8, 8, 1, 0, 1)).hasMessageContaining("generated.channels");
        assertThatThrownBy(() -> new GeneratedImages(10, 3, 3, 8, 1, 0, 1)).hasMessageContaining("generated.height");
        assertThatThrownBy(() -> new GeneratedImages(10, 3, 8, 2000, 1, 0, 1)).hasMessageContaining("generated.width");
        assertThatThrownBy(() -> new GeneratedImages(10, 3, 8, 8, 1, 10, 1)).hasMessageContaining("generated.held-out");
        assertThatThrownBy(() -> new GeneratedImages(10, 3, 8, 8, 1, 0, Double.NaN))
                .hasMessageContaining("generated.subset");
    }
}
