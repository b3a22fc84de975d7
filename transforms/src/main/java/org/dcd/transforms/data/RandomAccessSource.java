package org.dcd.transforms.data;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.dcd.schemas.Image;

/** A data set whose images can be read independently of each other, so that several workers can read parts of it. */
public interface RandomAccessSource extends DatasetSource {
    /**
     * Reads the images of the given ids, in their order. The images are the same as those of {@link #read(Consumer)}.
     * The cost grows with the number of ids, not with the size of the data set.
     *
     * @param ids ascending, each in [0, count)
     */
    void read(LongStream ids, Consumer<Image> consumer) throws IOException;

    @Override
    default void read(Consumer<Image> consumer) throws IOException {
        read(LongStream.range(0, summarise().count()), consumer);
    }
}
