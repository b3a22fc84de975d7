package org.dcd.transforms.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;

/**
 * The files of one IDX data set.
 *
 * @param labels empty if there is no labels file next to the images
 */
record IdxFiles(Path images, Optional<Path> labels) {
    private static final Pattern IMAGES = Pattern.compile(".*images.*idx3-ubyte(\\.gz)?");
    private static final String GZ = ".gz";

    /** Finds the files of a folder or of an images file. */
    static IdxFiles find(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return beside(imagesIn(path));
        }
        if (!Files.isRegularFile(path)) {
            throw new BadInputException(path + " does not exist; give the path of an IDX images file, or of a folder"
                    + " with *images*idx3-ubyte and *labels*idx1-ubyte (or .gz)");
        }
        return beside(path);
    }

    private static Path imagesIn(Path folder) throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.list(folder)) {
            found = files.filter(file -> IMAGES.matcher(name(file)).matches() && Files.isRegularFile(file))
                    .sorted(Comparator.comparing(IdxFiles::name))
                    .toList();
        }
        List<Path> sets = found.stream()
                .filter(file -> !name(file).endsWith(GZ) || !found.contains(withoutGz(file)))
                .toList();
        List<Path> train =
                sets.stream().filter(file -> name(file).contains("train")).toList();
        List<Path> chosen = sets.size() > 1 ? train : sets;
        if (chosen.size() == 1) {
            return chosen.get(0);
        }
        throw new BadInputException(
                sets.isEmpty()
                        ? "folder " + folder + " has no *images*idx3-ubyte (or .gz); is it the folder of the data set?"
                        : "folder " + folder + " has several image sets, "
                                + sets.stream().map(IdxFiles::name).toList()
                                + "; give the path of one of them");
    }

    private static IdxFiles beside(Path images) {
        String labels = stem(images).replace("images", "labels").replace("idx3", "idx1");
        Optional<Path> found = labels.equals(stem(images))
                ? Optional.empty()
                : Stream.of(labels, labels + GZ)
                        .map(images::resolveSibling)
                        .filter(Files::isRegularFile)
                        .findFirst();
        return new IdxFiles(images, found);
    }

    private static String stem(Path file) {
        return name(withoutGz(file));
    }

    private static Path withoutGz(Path file) {
        String name = name(file);
        return name.endsWith(GZ) ? file.resolveSibling(name.substring(0, name.length() - GZ.length())) : file;
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
