package org.dcd.transforms.dataset.folder;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;

/** The files of a folder or an archive under their names relative to it, with '/' on every system. */
abstract class ImageFiles implements Closeable {
    static final String LABELS = "dataset.json";

    private static final Set<String> READ = Set.of("png", "jpg", "jpeg");
    private static final Set<String> NOT_READ = Set.of("bmp", "gif", "tif", "tiff", "webp", "jp2", "avif", "heic");

    private final Path path;
    private final List<String> images = new ArrayList<>();
    private boolean labelled;

    static ImageFiles open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return new FolderFiles(path);
        }
        if (Files.isRegularFile(path)) {
            return new ZippedFiles(path);
        }
        throw new BadInputException(
                path + " does not exist; give dataset.path as a folder or zip of PNG or JPEG images");
    }

    ImageFiles(Path path) {
        this.path = path;
    }

    /** Opens a file by its name. */
    abstract InputStream open(String name) throws IOException;

    /** Path of a file, and its entry in an archive, for messages. */
    abstract String where(String name);

    Path path() {
        return path;
    }

    /** Names of the images, sorted. */
    List<String> images() {
        return images;
    }

    /** Names of the images and, last, of the file of labels if there is one. */
    List<String> used() {
        List<String> used = new ArrayList<>(images);
        if (labelled) {
            used.add(LABELS);
        }
        return List.copyOf(used);
    }

    /** Whether there is a file of labels. */
    boolean labelled() {
        return labelled;
    }

    /**
     * The contents of a file.
     *
     * @throws BadInputException when it has more bytes than {@code most}, or is cut off
     */
    byte[] read(String name, int most) throws IOException {
        try (InputStream in = open(name)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new BadInputException(where(name) + " has more than " + Count.of(most, "byte")
                        + ", which no image of the size in its header needs; save it again");
            }
            return bytes;
        } catch (ZipException | EOFException e) {
            throw damaged(name, e);
        }
    }

    BadInputException damaged(String name, Exception why) {
        return new BadInputException(
                where(name) + ": the compressed data is damaged or cut off (" + why.getMessage() + "); get it again",
                why);
    }

    /** Takes note of a file. */
    final void add(String name) {
        String kind = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (Arrays.stream(name.split("/", -1)).anyMatch(part -> part.startsWith(".") || part.equals("__MACOSX"))) {
            return;
        }
        if (NOT_READ.contains(kind)) {
            throw new BadInputException(where(name) + ": only PNG and JPEG images are read; convert or remove it");
        }
        if (READ.contains(kind)) {
            images.add(name);
        }
        labelled |= name.equals(LABELS);
    }

    /** Sorts what was added. */
    final void finish() {
        if (images.isEmpty()) {
            throw new BadInputException(path + " has no .png, .jpg or .jpeg files; is it the folder of the data set?");
        }
        images.sort(null);
    }
}
