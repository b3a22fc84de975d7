package org.dcd.transforms.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dcd.schemas.DataType;
import org.dcd.transforms.image.ImageShape;

/** Images of one shape, each with a name, that are scored without an experiment. */
public interface ImageSet {
    /** Names of the images, without what tells their format, in the order in which they are read. */
    List<String> names();

    /**
     * The same images in another order; empty when they can be read in one order only.
     *
     * @param names all of {@link #names}, which must differ
     */
    default Optional<ImageSet> inOrderOf(List<String> names) {
        return Optional.empty();
    }

    /** What lies beside the images and is not read. */
    default Skipped skipped() {
        return Skipped.NOTHING;
    }

    /** What else is to be said of the images. */
    default List<String> notes() {
        return List.of();
    }

    /** Folders in which the images lie. */
    default long folders() {
        return 1;
    }

    /** {@code 1,000 images in 10 folders; skipped 2 links, 14 .txt}. */
    default String describe() {
        int count = names().size();
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? "image" : "images")
                + (folders() > 1 ? String.format(Locale.ROOT, " in %,d folders", folders()) : "")
                + (skipped().isEmpty() ? "" : "; skipped " + skipped().describe())
                + notes().stream().map(note -> "; " + note).collect(Collectors.joining());
    }

    /** [c, h, w] of every one of them. */
    ImageShape shape();

    /** How they are stored. */
    DataType dataType();

    /** Starts at the first image. */
    Reader reader() throws IOException;

    /** Reads the images in order, each once, in bounded memory. */
    interface Reader extends Closeable {
        /** The next image [c, h, w] in units of [-1, 1], row-major, a new array; as many as there are names. */
        float[] next() throws IOException;
    }
}
