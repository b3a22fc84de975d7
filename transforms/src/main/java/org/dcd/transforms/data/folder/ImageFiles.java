package org.dcd.transforms.data.folder;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.data.Skipped;
import org.dcd.transforms.data.SystemFiles;

/** The files of a folder or archive, named by their relative paths with '/' on every system. */
abstract class ImageFiles implements Closeable {
    static final String LABELS = "dataset.json";

    private static final Set<String> READ = Set.of("png", "jpg", "jpeg", "jfif", "jpe", "jif", "jfi");
    /** Extensions of other image formats. Such files are an error, as skipping them would lose images. */
    private static final Set<String> NOT_READ = Set.of(
            ("bmp dib gif tif tiff webp apng mng ico cur pcx tga dds psd psb xcf qoi sgi ras xbm xpm wbmp flif bpg"
                            + " ppm pgm pnm pbm pfm pam exr hdr pic dpx cin"
                            + " jp2 j2k j2c jpc jpf jpx jpm jxl jxr wdp hdp jls heic heics heif heifs hif avif avifs"
                            + " dcm dng raw cr2 cr3 crw nef nrw arw srf sr2 srw orf rw2 rwl pef ptx raf iiq 3fr fff erf"
                            + " kdc dcr k25 mrw mef mos x3f gpr")
                    .split(" "));

    private final Path path;
    private final List<String> images = new ArrayList<>();
    private final Skipped.Tally skipped = new Skipped.Tally();
    private final Set<String> skippedFolders = new HashSet<>();
    private final List<String> labelsBelow = new ArrayList<>();
    private boolean labelled;

    static ImageFiles open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return new FolderFiles(path);
        }
        if (Files.isRegularFile(path)) {
            return new ZippedFiles(path);
        }
        throw new BadInputException(path + " does not exist; give the path of a folder or zip of PNG or JPEG images");
    }

    ImageFiles(Path path) {
        this.path = path;
    }

    /** Opens a file by its name. */
    abstract InputStream open(String name) throws IOException;

    /** Path of a file, and its entry in an archive, for error messages. */
    abstract String where(String name);

    Path path() {
        return path;
    }

    /** Names of the images, sorted. */
    List<String> images() {
        return images;
    }

    /** Names of the images, followed by that of the labels file if there is one. */
    List<String> used() {
        List<String> used = new ArrayList<>(images);
        if (labelled) {
            used.add(LABELS);
        }
        return List.copyOf(used);
    }

    /** Whether there is a labels file. */
    boolean labelled() {
        return labelled;
    }

    /**
     * Reads a file.
     *
     * @throws BadInputException if it has more than {@code most} bytes or is truncated
     */
    byte[] read(String name, int most) throws IOException {
        try (InputStream in = open(name)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new BadInputException(where(name) + " has more than " + Count.of(most, "byte")
                        + ", too many for an image of the size in its header; save it again");
            }
            return bytes;
        } catch (ZipException | EOFException e) {
            throw damaged(name, e);
        }
    }

    BadInputException damaged(String name, Exception why) {
        return new BadInputException(
                where(name) + ": the compressed data is damaged or truncated (" + why.getMessage() + "); get it again",
                why);
    }

    /** Files and folders that are not read. */
    Skipped skipped() {
        return skipped.skipped();
    }

    /** Labels files in subfolders. They are not read, as they do not cover the whole data set. */
    List<String> labelsBelow() {
        return labelsBelow;
    }

    /** Registers a file as image, labels or skipped. */
    final void add(String name) {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            if (skipsFolder(name.substring(0, slash))) {
                return;
            }
        }
        if (skipsFile(name)) {
            return;
        }
        String last = last(name);
        String kind = last.substring(last.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        boolean ending = last.lastIndexOf('.') > 0;
        if (ending && NOT_READ.contains(kind)) {
            throw new BadInputException(
                    where(name) + ": unsupported image format, only PNG and JPEG are read; convert or remove it");
        }
        if (ending && READ.contains(kind)) {
            images.add(name);
        } else if (name.equals(LABELS)) {
            labelled = true;
        } else {
            if (last.equals(LABELS)) {
                labelsBelow.add(name);
            }
            skipped.file(name);
        }
    }

    /** Whether a folder never contains data. It is counted once as skipped. */
    final boolean skipsFolder(String name) {
        Optional<String> kind = SystemFiles.folder(last(name));
        if (kind.isPresent() && skippedFolders.add(name)) {
            skipped.add(kind.get(), last(name));
        }
        return kind.isPresent();
    }

    /** Whether a file is never data. It is counted as skipped. */
    final boolean skipsFile(String name) {
        Optional<String> kind = SystemFiles.file(last(name));
        kind.ifPresent(text -> skipped.add(text, name));
        return kind.isPresent();
    }

    /** Counts a file or folder as skipped. */
    final void skip(String kind, String name) {
        skipped.add(kind, name);
    }

    /** Composes accents (Unicode NFC): macOS and some archives write é as two characters (NFD). */
    static String normalName(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** Normal name without its extension. Images of two sets are matched by it. */
    static String stem(String name) {
        return normalName(name.substring(0, name.lastIndexOf('.')));
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /**
     * Sorts the images.
     *
     * @throws BadInputException if there are none
     */
    final void finish() {
        if (images.isEmpty()) {
            String others = skipped().describe();
            throw new BadInputException(path + " contains no .png, .jpg, .jpeg, .jfif or .jpe files"
                    + (others.isEmpty() ? "" : ", only " + others) + "; give the folder of the data set");
        }
        images.sort(null);
    }
}
