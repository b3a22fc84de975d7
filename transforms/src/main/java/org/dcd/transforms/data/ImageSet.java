package org.dcd.transforms.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dcd.schemas.DataType;
import org.dcd.transforms.image.ImageShape;

/** Named images of one shape that are scored without an experiment. */
public interface ImageSet {
    /** Names of the images without file extension, in reading order. */
    List<String> names();

    /**
     * Returns the same images in another order; empty if they can be read in one order only.
     *
     * @param names a permutation of {@link #names}, without duplicates
     */
    default Optional<ImageSet> inOrderOf(List<String> names) {
        return Optional.empty();
    }

    /** Files next to the images that are not read. */
    default Skipped skipped() {
        return Skipped.NOTHING;
    }

    /** Remarks on the images, for the user. */
    default List<String> notes() {
        return List.of();
    }

    /** Number of folders that contain the images. */
    default long folders() {
        return 1;
    }

    /** Returns a description such as {@code 1,000 images in 10 folders; skipped 2 links, 14 .txt}. */
    default String describe() {
        int count = names().size();
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? "image" : "images")
                + (folders() > 1 ? String.format(Locale.ROOT, " in %,d folders", folders()) : "")
                + (skipped().isEmpty() ? "" : "; skipped " + skipped().describe())
                + notes().stream().map(note -> "; " + note).collect(Collectors.joining());
    }

    /** Shape [c, h, w] of every image. */
    ImageShape shape();

    /** Element type in which the images are stored. */
    DataType dataType();

    /** Opens a reader at the first image. */
    Reader reader() throws IOException;

    /** Reads the images in order, each once, in bounded memory. */
    interface Reader extends Closeable {
        /** Returns the next image [c, h, w] in units of [-1, 1], row-major, as a new array. */
        float[] next() throws IOException;
    }
}
