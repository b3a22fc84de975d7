package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.transforms.image.ImageShape;

/**
 * The consecutive images of a set that an accumulator is for.
 *
 * @param total images of the set
 * @param first position of the first of the part, from 0
 * @param images of the part
 * @param shape of an image
 * @param dimension numbers of a vector
 * @param mostVectors {@link Metric#mostVectors} of every metric of the view that compares vectors
 */
public record SetPart(long total, long first, int images, ImageShape shape, int dimension, List<Integer> mostVectors) {
    public SetPart {
        mostVectors = List.copyOf(mostVectors);
    }

    /** Of images, before a view of them is chosen. */
    public static SetPart of(ImageShape shape, long total, long first, int images) {
        return new SetPart(total, first, images, shape, shape.size(), List.of());
    }

    /** All images of a set. */
    public static SetPart whole(ImageShape shape, int images) {
        return of(shape, images, 0, images);
    }

    /** As metrics of one view see it. */
    public SetPart seenAs(int numbers, List<Metric> metrics) {
        List<Integer> most =
                metrics.stream().map(Metric::mostVectors).filter(n -> n > 0).toList();
        return new SetPart(total, first, images, shape, numbers, most);
    }
}
