package org.dcd.transforms.data.cifar;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.FailedDownload;

/**
 * Location of the batches of CIFAR-10.
 *
 * @param place a folder of batches, or an archive
 */
record CifarFiles(Path place, CifarFormat format, boolean archived) {
    private static final String REMEDY =
            "give the path of cifar-10-binary.tar.gz, cifar-10-python.tar.gz or of the folder that one of them unpacks to";

    /** Processes one batch. */
    interface Visitor {
        void visit(BatchFile batch) throws IOException;
    }

    /** Finds an archive or unpacked batches at the path or in that folder; unpacked batches take precedence. */
    static CifarFiles find(Path path) {
        if (Files.isRegularFile(path)) {
            for (CifarFormat format : CifarFormat.values()) {
                if (path.getFileName().toString().equals(format.archive())) {
                    return new CifarFiles(path, format, true);
                }
            }
            throw new BadInputException(
                    path + " is neither a folder nor a file with the name of a CIFAR-10 archive; " + REMEDY);
        }
        for (CifarFormat format : CifarFormat.values()) {
            for (Path folder : List.of(path, path.resolve(format.folder()))) {
                if (hasBatches(folder, format)) {
                    return new CifarFiles(folder, format, false);
                }
            }
        }
        for (CifarFormat format : CifarFormat.values()) {
            if (Files.isRegularFile(path.resolve(format.archive()))) {
                return new CifarFiles(path.resolve(format.archive()), format, true);
            }
        }
        throw new BadInputException(
                path + (Files.exists(path) ? " contains no batches of CIFAR-10; " : " does not exist; ") + REMEDY);
    }

    private static boolean hasBatches(Path folder, CifarFormat format) {
        return List.of("data_batch_1", "test_batch").stream()
                .anyMatch(batch -> Files.isRegularFile(folder.resolve(format.file(batch))));
    }

    /** The files that contain the batches. */
    List<Path> files(List<String> batches) {
        return archived ? List.of(place) : batches.stream().map(this::file).toList();
    }

    private Path file(String batch) {
        Path file = place.resolve(format.file(batch));
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + " is missing; unpack " + format.archive() + " again");
        }
        return file;
    }

    /** Opens each batch once: in the given order for a folder, in the order of the entries for an archive. */
    void visit(List<String> batches, Visitor visitor) throws IOException {
        if (archived) {
            visitArchived(batches, visitor);
            return;
        }
        for (String batch : batches) {
            Path file = file(batch);
            FailedDownload.reject(file);
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                visitor.visit(new BatchFile(file.toString(), Files.size(file), in));
            }
        }
    }

    private void visitArchived(List<String> batches, Visitor visitor) throws IOException {
        Set<String> missing = new HashSet<>();
        batches.forEach(batch -> missing.add(format.file(batch)));
        try (TarReader tar = TarReader.open(place)) {
            while (!missing.isEmpty() && tar.next()) {
                String name = tar.name().substring(tar.name().lastIndexOf('/') + 1);
                if (missing.remove(name)) {
                    visitor.visit(tar.file());
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new BadInputException(place + " does not contain " + String.join(", ", new TreeSet<>(missing))
                    + "; get the archive again");
        }
    }
}
