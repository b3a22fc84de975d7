package org.dcd.transforms.pretrained;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.weights.ImportedWeights;
import org.dcd.transforms.files.weights.Provenance;
import org.dcd.transforms.files.weights.Provenance.Verification;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;

/**
 * Folder of imported weights. {@code NAME.json} is the provenance of {@code NAME} and lists its files, whose names
 * contain the hash of the imported file. It is written last and atomically, so readers see complete imports only.
 *
 * @param path path of the folder, which need not exist
 */
public record WeightsFolder(Path path) {
    private static final int HASH_IN_NAMES = 12;
    private static final String NAME = "[a-z0-9][a-z0-9-]*";

    /**
     * Returns the path of a provenance file, which need not exist.
     *
     * @throws BadInputException if the name is invalid
     */
    public Path file(String name) {
        if (!name.matches(NAME)) {
            throw new BadInputException(
                    "names of imported weights must consist of lower-case letters, digits and dashes, was '" + name
                            + "'");
        }
        return path.resolve(name + ImportedWeights.SUFFIX);
    }

    /**
     * Returns the weights that were imported under a registered name; empty if there are none.
     *
     * @throws BadInputException if they are damaged, or other weights have this name
     */
    public Optional<Pretrained> find(String kind) throws IOException {
        Path file = file(kind);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Pretrained found = Pretrained.read(file);
        if (!found.name().equals(kind)) {
            throw new BadInputException(file + ": contains " + found.name() + ", not " + kind + "; import " + kind
                    + " again, and " + found.name() + " under another name");
        }
        return Optional.of(found);
    }

    /** Provenance files by name of the imported weights. */
    public SortedMap<String, Path> list() throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        for (String file : folder().list()) {
            if (file.matches(NAME + "\\" + ImportedWeights.SUFFIX)) {
                String name = file.substring(0, file.length() - ImportedWeights.SUFFIX.length());
                files.put(name, path.resolve(file));
            }
        }
        return files;
    }

    private Folder folder() {
        return Folder.at(path.toAbsolutePath().toString());
    }

    /**
     * Adds weights to the folder: tensors, models and provenance. Replaces weights with the same name.
     *
     * @param name name of the imported weights
     * @param weights the weights
     * @param verification how the hash of their file was verified
     * @throws BadInputException if ONNX Runtime cannot open one of the models, or the folder cannot be written
     */
    public ImportedWeights add(String name, Pretrained weights, Verification verification) throws IOException {
        Path json = file(name);
        SortedMap<String, String> old = files(json);
        String begin = name + "-" + weights.sha256().substring(0, HASH_IN_NAMES);
        String tensors = begin + ".safetensors";
        SortedMap<String, String> files = new TreeMap<>();
        try {
            write(tensors, out -> new Safetensors(weights.tensors(), Map.of()).writeTo(out), files);
            for (Map.Entry<String, byte[]> model :
                    weights.kind().models(weights.tensors()).entrySet()) {
                open(weights.path(), model.getKey(), model.getValue());
                write(begin + "-" + model.getKey(), out -> out.write(model.getValue()), files);
            }
            ImportedWeights imported = new ImportedWeights(
                    json,
                    new Provenance(
                            weights.name(),
                            weights.kind().title(),
                            weights.kind().convention(),
                            weights.path().getFileName().toString(),
                            weights.sha256(),
                            verification,
                            tensors,
                            files));
            imported.write();
            old.keySet().removeAll(files.keySet());
            for (String left : old.keySet()) {
                folder().delete(left);
            }
            return imported;
        } catch (IOException e) {
            throw new BadInputException(
                    "weights folder " + path + " cannot be written: " + Reasons.of(e)
                            + "; give another folder with --weights DIR",
                    e);
        }
    }

    /** Files of the weights that have the name now; none if their provenance is damaged. */
    private static SortedMap<String, String> files(Path json) throws IOException {
        try {
            return new TreeMap<>(
                    Files.exists(json) ? ImportedWeights.read(json).provenance().files() : Map.of());
        } catch (BadInputException e) {
            return new TreeMap<>();
        }
    }

    private void write(String file, Folder.Body body, SortedMap<String, String> files) throws IOException {
        folder().write(file, body);
        files.put(file, Sha256.of(folder(), file));
    }

    private static void open(Path source, String name, byte[] model) {
        try (OrtModel opened = OrtModel.open(name, model, OrtOptions.cpu(1).withBatch(1))) {
            opened.metadata();
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    source + ": ONNX Runtime cannot open the exported network (" + e.getMessage()
                            + "); get the file again",
                    e);
        }
    }
}
