package org.dcd.transforms.data;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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

    /**
     * What pixels depend on beside the contents of the files, such as a decoder that is not the same on every machine;
     * enters the hash. None for most data.
     */
    default List<String> decoders() throws IOException {
        return List.of();
    }

    /**
     * What tells whether {@link #decoders} of unchanged files are the same as on another machine or with another Java.
     * A source that must read its files for them may tell it more cheaply.
     */
    default String machineDecoders() throws IOException {
        return String.join("\n", decoders());
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
     * @param skipped what lies in the same folder or archive and is not read
     * @param notes sentences on what a reader of the plan should know of the data
     */
    record Summary(
            long count,
            int channels,
            int height,
            int width,
            int classes,
            DataType dataType,
            Skipped skipped,
            List<String> notes)
            implements Serializable {
        public Summary {
            notes = List.copyOf(notes);
        }

        /** Of u8 images. */
        public Summary(long count, int channels, int height, int width, int classes) {
            this(count, channels, height, width, classes, DataType.U8);
        }

        /** Of a source that skips nothing. */
        public Summary(long count, int channels, int height, int width, int classes, DataType dataType) {
            this(count, channels, height, width, classes, dataType, Skipped.NOTHING, List.of());
        }

        /** The same images with what was skipped beside them. */
        public Summary with(Skipped others, List<String> remarks) {
            return new Summary(count, channels, height, width, classes, dataType, others, remarks);
        }

        /** {@code 50,000 images, 10 classes; skipped 2 links, 14 .txt}. */
        public String describe() {
            return String.format(Locale.ROOT, "%,d %s, ", count, count == 1 ? "image" : "images")
                    + (classes == 0
                            ? "no labels"
                            : String.format(Locale.ROOT, "%,d %s", classes, classes == 1 ? "class" : "classes"))
                    + (skipped.isEmpty() ? "" : "; skipped " + skipped.describe())
                    + notes.stream().map(note -> "; " + note).collect(Collectors.joining());
        }
    }
}
