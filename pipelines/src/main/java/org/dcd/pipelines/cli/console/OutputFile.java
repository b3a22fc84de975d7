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
 * A file that an option such as {@code -o} names. The rule for all commands: its name ends as its format does, folders
 * that are missing are made, a file of the same name is replaced, and it appears at once when it is whole. What cannot
 * be written is refused before work begins.
 */
public final class OutputFile {
    /** Endings of single files: no folder is called so by intention. */
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
     * Checks a name.
     *
     * @param option such as {@code -o}
     * @param format what is written, such as {@code a PNG image}
     * @param endings that the name may have, such as {@code .png}
     */
    public static OutputFile of(String option, Path path, String format, String... endings) {
        if (Files.isDirectory(path)) {
            throw new BadInputException(option + " " + path + " is a folder; give the name of a file in it, such as "
                    + path.resolve("out" + endings[0]));
        }
        if (Arrays.stream(endings).noneMatch(ending -> hasEnding(path, ending))) {
            throw new BadInputException(option + " " + path + " must end in " + String.join(" or ", endings)
                    + ": what is written is " + format);
        }
        refuseUnlessWritable(option, path);
        return new OutputFile(option, path);
    }

    /** Checks the name of a folder that files are written into. */
    public static void checkFolder(String option, Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new BadInputException(option + " " + path + " is a file; give a folder");
        }
        FILES.stream().filter(ending -> hasEnding(path, ending)).findFirst().ifPresent(ending -> {
            if (!Files.isDirectory(path)) {
                throw new BadInputException(option + " " + path + " ends in " + ending
                        + ", as a file; several files are written, give a" + " folder");
            }
        });
        refuseUnlessWritable(option, path);
    }

    private static boolean hasEnding(Path path, String ending) {
        String name = path.getFileName() == null ? "" : path.getFileName().toString();
        return name.length() > ending.length() && name.toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /** Looks at the nearest folder that exists. */
    private static void refuseUnlessWritable(String option, Path path) {
        Path folder = path.toAbsolutePath().normalize();
        do {
            folder = folder.getParent();
        } while (folder != null && !Files.exists(folder));
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BadInputException(
                    option + " " + path + " cannot be written: " + folder + " is not a folder; give another " + option);
        }
        if (!Files.isWritable(folder)) {
            throw new BadInputException(option + " " + path + " cannot be written: no permission to write in " + folder
                    + "; give another " + option);
        }
    }

    /** Writes contents. */
    @FunctionalInterface
    public interface Contents {
        void writeTo(OutputStream out) throws IOException;
    }

    public void write(byte[] contents) {
        write(out -> out.write(contents));
    }

    /** Writes the file. A kill leaves no half of it under its name. */
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
                    option + " " + path + " cannot be written: " + Reasons.of(e) + "; give another " + option, e);
        }
    }
}
