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
import org.dcd.transforms.files.weights.Provenance.Verification;
import org.dcd.transforms.files.weights.Provenance;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;

/**
 * Where imported weights lie: {@code NAME.json} tells what {@code NAME} is and names its files, whose own names carry
 * the hash of what they were made of. It is written last and at once, so that readers see whole imports only.
 */
public record WeightsFolder(Path path) {
    private static final int HASH_IN_NAMES = 12;
    private static final String NAME = "[a-z0-9][a-z0-9-]*";

    /** The file that tells of the weights of a name, which need not be there. */
    public Path file(String name) {
        if (!name.matches(NAME)) {
            throw new BadInputException(
                    "imported weights have names of small letters, digits and dashes, was '" + name + "'");
        }
        return path.resolve(name + ImportedWeights.SUFFIX);
    }

    /**
     * What was imported under the name of a kind.
     *
     * @throws BadInputException when it is damaged, or another kind
     */
    public Optional<Pretrained> find(String kind) throws IOException {
        Path file = file(kind);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Pretrained found = Pretrained.read(file);
        if (!found.name().equals(kind)) {
            throw new BadInputException(file + ": holds " + found.name() + ", not " + kind + "; import " + kind
                    + " again, and " + found.name() + " under another name");
        }
        return Optional.of(found);
    }

    /** Files that tell of imported weights, by their names. */
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
     * Puts weights into this folder: tensors, models and provenance. Those that the name had are replaced.
     *
     * @param verification what the hash of their file was compared with
     * @throws BadInputException when ONNX Runtime cannot open a model of them, or the folder cannot be written
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
                            + "; give another place with --weights DIR",
                    e);
        }
    }

    /** Files of what a name has now; none when that is damaged. */
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
                    source + ": the network that it makes does not run (" + e.getMessage() + "); get it again", e);
        }
    }
}
