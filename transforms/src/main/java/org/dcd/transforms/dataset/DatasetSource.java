package org.dcd.transforms.dataset;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.transforms.registry.Registry;

/**
 * A data set as users have it on disk, one implementation per file format. Untrusted: malformed files end in a
 * {@link org.dcd.schemas.BadInputException} that names file, offset, value and remedy.
 */
public interface DatasetSource extends Serializable {
    /**
     * What messages call it: for files the location as given in the experiment file, resolved against that file's
     * folder; the name of its type for data that are drawn.
     */
    default String location() {
        return Registry.nameOf(this);
    }

    /** Images kept away from everything but the held-out row. */
    int heldOut();

    /**
     * Share of the images which are not held out that is trained on, in (0, 1]; all by default. The reader gives all
     * images: whoever ingests them chooses.
     */
    default double subset() {
        return 1;
    }

    /**
     * The files that are read, for hashing into the stage key and for checks before any work starts; none for data that
     * are drawn. Missing files are bad input.
     */
    List<Path> files() throws IOException;

    /** What images and labels depend on beside the contents of the files, such as names; enters the hash. */
    default List<String> names() throws IOException {
        return List.of();
    }

    /** Number of images and the shape [c, h, w] that {@link #read} will give, from headers alone. */
    Summary summarise() throws IOException;

    /** Reads all images in order, u8 ones after padding and averaging, with ids 0, 1, 2, …, in bounded memory. */
    void read(Consumer<Image> consumer) throws IOException;

    /**
     * What a data set holds.
     *
     * @param count images of the source, held-out and unused ones included
     * @param classes number of label classes; 0 when there are no labels
     * @param dataType how images and samples of their kind are stored and scored: as u8 pixels or as floats
     */
    record Summary(long count, int channels, int height, int width, int classes, DataType dataType)
            implements Serializable {
        /** Of u8 images. */
        public Summary(long count, int channels, int height, int width, int classes) {
            this(count, channels, height, width, classes, DataType.U8);
        }
    }
}
