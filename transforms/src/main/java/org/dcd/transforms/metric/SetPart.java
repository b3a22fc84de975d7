package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.transforms.image.ImageShape;

/**
 * Consecutive images of a set, which an accumulator takes.
 *
 * @param total number of images of the set
 * @param first position of the first image of the part, from 0
 * @param images number of images of the part
 * @param shape shape of an image
 * @param dimension length of a vector
 * @param mostVectors {@link Metric#mostVectors} of every metric of the input that compares vectors
 */
public record SetPart(long total, long first, int images, ImageShape shape, int dimension, List<Integer> mostVectors) {
    public SetPart {
        mostVectors = List.copyOf(mostVectors);
    }

    /** A part of a set whose vectors are the values of its images. */
    public static SetPart of(ImageShape shape, long total, long first, int images) {
        return new SetPart(total, first, images, shape, shape.size(), List.of());
    }

    /** A part with all images of a set. */
    public static SetPart whole(ImageShape shape, int images) {
        return of(shape, images, 0, images);
    }

    /**
     * The same part for the metrics of one input.
     *
     * @param numbers length of their vectors
     */
    public SetPart withVectors(int numbers, List<Metric> metrics) {
        List<Integer> most =
                metrics.stream().map(Metric::mostVectors).filter(n -> n > 0).toList();
        return new SetPart(total, first, images, shape, numbers, most);
    }
}
