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
 * A data set on the user's disk, one implementation per file format, or data drawn from a distribution. Files are
 * untrusted: a malformed file causes a {@link org.dcd.schemas.BadInputException} with file, offset, value and remedy.
 */
public interface DatasetSource extends Serializable {
    /**
     * Name of the data set in messages: the path from the experiment file, resolved against the folder of that file;
     * the type name for drawn data.
     */
    default String location() {
        return Registry.nameOf(this);
    }

    /** Number of images excluded from training and selection; only the held-out row reads them. */
    int heldOut();

    /**
     * Fraction of the images that are not held out that is used for training, in (0, 1]; 1 by default. The reader
     * returns all images; the dataset stage selects.
     */
    default double subset() {
        return 1;
    }

    /**
     * The files of the data set, in the order in which they are hashed for the stage key; empty for drawn data.
     *
     * @throws org.dcd.schemas.BadInputException if a file is missing
     */
    List<Path> files() throws IOException;

    /** Names that images or labels depend on, such as file names; part of the hash. */
    default List<String> names() throws IOException {
        return List.of();
    }

    /** Identifiers of decoders whose pixels differ between machines; part of the hash. Empty for most formats. */
    default List<String> decoders() throws IOException {
        return List.of();
    }

    /**
     * A text that changes whenever {@link #decoders} could change for unchanged files, on another machine or with
     * another Java. Overridden where {@code decoders} reads the files and this can be answered without reading them.
     */
    default String machineDecoders() throws IOException {
        return String.join("\n", decoders());
    }

    /** Returns count and shape [c, h, w] of the images that {@link #read} returns, from file headers alone. */
    Summary summarise() throws IOException;

    /**
     * Reads all images in order, with ids 0, 1, 2, …, in bounded memory. Images of type u8 are already padded and
     * downsampled.
     */
    void read(Consumer<Image> consumer) throws IOException;

    /**
     * Contents of a data set.
     *
     * @param count number of images, including held-out and unused ones
     * @param channels channels of an image
     * @param height height of an image in pixels
     * @param width width of an image in pixels
     * @param classes number of label classes; 0 without labels
     * @param dataType element type in which images, and samples of a model of them, are stored and scored
     * @param skipped files in the same folder or archive that are not read
     * @param notes remarks on the data, shown in the plan
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

        /** Summary of u8 images; nothing skipped. */
        public Summary(long count, int channels, int height, int width, int classes) {
            this(count, channels, height, width, classes, DataType.U8);
        }

        /** Summary of a source that skips nothing. */
        public Summary(long count, int channels, int height, int width, int classes, DataType dataType) {
            this(count, channels, height, width, classes, dataType, Skipped.NOTHING, List.of());
        }

        /** Returns a copy with skipped files and notes. */
        public Summary with(Skipped others, List<String> remarks) {
            return new Summary(count, channels, height, width, classes, dataType, others, remarks);
        }

        /** Returns a description such as {@code 50,000 images, 10 classes; skipped 2 links, 14 .txt}. */
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
