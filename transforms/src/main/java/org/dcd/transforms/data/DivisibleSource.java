package org.dcd.transforms.data;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.dcd.schemas.Image;

/** A data set any of whose images can be read without the others, so that workers share the reading of it. */
public interface DivisibleSource extends DatasetSource {
    /**
     * Reads the images of some ids, in the order of the ids, the same ones that {@link #read(Consumer)} gives. What it
     * costs grows with the number of these, not with the size of the data set.
     *
     * @param ids ascending, each of an image that there is
     */
    void read(LongStream ids, Consumer<Image> consumer) throws IOException;

    @Override
    default void read(Consumer<Image> consumer) throws IOException {
        read(LongStream.range(0, summarise().count()), consumer);
    }
}
