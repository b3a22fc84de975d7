package org.dcd.pipelines.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Reasons;

/**
 * The output file that an option such as {@code -o} names. The same rules hold for all commands: the name must have the
 * ending of the format; missing folders are created; an existing file is replaced; the file appears atomically when it
 * is complete. A path that cannot be written is refused before work begins.
 */
public final class OutputFile {
    /** Endings of files; an output folder with such a name is most likely a mistake. */
    private static final List<String> FILES = List.of(
            ".bmp",
            ".csv",
            ".gif",
            ".html",
            ".jpeg",
            ".jpg",
            ".json",
            ".npy",
            ".npz",
            ".onnx",
            ".parquet",
            ".pdf",
            ".png",
            ".svg",
            ".tar",
            ".gz",
            ".tif",
            ".tiff",
            ".webp",
            ".yaml",
            ".yml",
            ".zip");

    private final String option;
    private final Path path;

    private OutputFile(String option, Path path) {
        this.option = option;
        this.path = path;
    }

    /**
     * Checks the path of an output file.
     *
     * @param option the option that gave it, such as {@code -o}, for messages
     * @param format of the file, such as {@code a PNG image}, for messages
     * @param endings that the name may have, such as {@code .png}
     * @throws BadInputException when it has another ending or cannot be written
     */
    public static OutputFile of(String option, Path path, String format, String... endings) {
        if (Files.isDirectory(path)) {
            throw new BadInputException(
                    option + " " + path + " is a folder; give a file, such as " + path.resolve("out" + endings[0]));
        }
        if (Arrays.stream(endings).noneMatch(ending -> hasEnding(path, ending))) {
            throw new BadInputException(
                    option + " " + path + " must end in " + String.join(" or ", endings) + ": the output is " + format);
        }
        refuseUnlessWritable(option, path);
        return new OutputFile(option, path);
    }

    /**
     * Checks the path of an output folder.
     *
     * @param option the option that gave it, for messages
     * @throws BadInputException when it is a file, is named like one, or cannot be written
     */
    public static void checkFolder(String option, Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new BadInputException(option + " " + path + " is a file; give a folder");
        }
        FILES.stream().filter(ending -> hasEnding(path, ending)).findFirst().ifPresent(ending -> {
            if (!Files.isDirectory(path)) {
                throw new BadInputException(option + " " + path + " ends in " + ending
                        + ", like a file, but the output is several files; give a folder");
            }
        });
        refuseUnlessWritable(option, path);
    }

    private static boolean hasEnding(Path path, String ending) {
        String name = path.getFileName() == null ? "" : path.getFileName().toString();
        return name.length() > ending.length() && name.toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /** Checks the permissions of the nearest ancestor that exists. */
    private static void refuseUnlessWritable(String option, Path path) {
        Path folder = path.toAbsolutePath().normalize();
        do {
            folder = folder.getParent();
        } while (folder != null && !Files.exists(folder));
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BadInputException(option + " " + path + " cannot be written: " + folder
                    + " is not a folder; choose another path for " + option);
        }
        if (!Files.isWritable(folder)) {
            throw new BadInputException(option + " " + path + " cannot be written: no permission to write in " + folder
                    + "; choose another path for " + option);
        }
    }

    /** Writes the contents of the file to a stream. */
    @FunctionalInterface
    public interface Contents {
        /** Writes everything; the caller closes the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes the file; see {@link #write(Contents)}. */
    public void write(byte[] contents) {
        write(out -> out.write(contents));
    }

    /**
     * Writes the file to a temporary name and renames it, so that a kill leaves no partial file under its name.
     *
     * @throws BadInputException when it cannot be written
     */
    public void write(Contents contents) {
        Path target = path.toAbsolutePath();
        Path part = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.createDirectories(target.getParent());
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    contents.writeTo(out);
                }
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new BadInputException(
                    option + " " + path + " cannot be written: " + Reasons.of(e) + "; choose another path for "
                            + option,
                    e);
        }
    }
}
