package org.dcd.transforms.pretrained;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.weights.ImportedWeights;
import org.dcd.transforms.files.weights.WeightFile;
import org.dcd.transforms.registry.Registry;

/**
 * Published weights that were read from a file and checked.
 *
 * @param kind which weights they are
 * @param path path of the file
 * @param sha256 SHA-256 of the published file
 * @param tensors tensors of the network, with the names of the published file
 */
public record Pretrained(PublishedWeights kind, Path path, String sha256, SortedMap<String, Tensor> tensors) {
    private static final int MAX_NAMES = 3;

    /** Registered name of the weights. */
    public String name() {
        return Registry.nameOf(kind);
    }

    /** All registered published weights, in order of name. */
    public static List<PublishedWeights> kinds() {
        return Registry.members(PublishedWeights.class).values().stream()
                .map(Pretrained::kind)
                .toList();
    }

    /**
     * Returns published weights by registered name.
     *
     * @throws BadInputException if there are none
     */
    public static PublishedWeights kind(String name) {
        Map<String, Class<?>> members = Registry.members(PublishedWeights.class);
        if (!members.containsKey(name)) {
            throw new BadInputException("unknown weights '" + name + "'; known are " + members.keySet());
        }
        return kind(members.get(name));
    }

    private static PublishedWeights kind(Class<?> member) {
        try {
            return (PublishedWeights) member.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(member + " cannot be created; it must be a record without components", e);
        }
    }

    /**
     * Reads a weight file, recognised by its tensors, or imported weights. No code of the file is run.
     *
     * @throws BadInputException if the file is damaged, not recognised, or has wrong tensors
     */
    public static Pretrained read(Path path) throws IOException {
        if (ImportedWeights.isAt(path)) {
            return of(ImportedWeights.read(path));
        }
        PublishedWeights kind = recognise(path);
        return checked(
                kind,
                path,
                WeightFile.sha256(path),
                WeightFile.read(path, kind::needs).tensors());
    }

    /**
     * Reads a weight file or imported weights after checking the hash.
     *
     * @throws BadInputException if the hash differs; see also {@link #read(Path)}
     */
    public static Pretrained read(HashedFile file) throws IOException {
        Pretrained found = read(file.path());
        file.require(found.sha256());
        return found;
    }

    /** Reads imported weights. */
    static Pretrained of(ImportedWeights imported) throws IOException {
        return checked(
                kind(imported.provenance().kind()),
                imported.path(),
                imported.provenance().sourceSha256(),
                imported.tensors());
    }

    private static Pretrained checked(
            PublishedWeights kind, Path path, String sha256, SortedMap<String, Tensor> tensors) {
        try {
            return new Pretrained(kind, path, sha256, kind.check(tensors));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    path + ": recognised as " + Registry.nameOf(kind) + ", but " + e.getMessage() + "; give "
                            + files(kind),
                    e);
        }
    }

    private static PublishedWeights recognise(Path path) throws IOException {
        SortedMap<String, long[]> shapes = WeightFile.shapes(path);
        List<PublishedWeights> fitting =
                kinds().stream().filter(kind -> kind.isIn(shapes)).toList();
        if (fitting.size() > 1) {
            throw new IllegalStateException(path + " is recognised as several weights: " + fitting);
        }
        if (fitting.isEmpty()) {
            String some = shapes.entrySet().stream()
                    .limit(MAX_NAMES)
                    .map(entry -> entry.getKey().replaceAll("\\p{Cntrl}", "?") + Arrays.toString(entry.getValue()))
                    .collect(Collectors.joining(", "));
            String known = kinds().stream().map(Registry::nameOf).collect(Collectors.joining(", "));
            throw new BadInputException(path + ": no known weights match its " + Count.of(shapes.size(), "tensor")
                    + " (" + some + (shapes.size() > MAX_NAMES ? ", …" : "") + "); known are " + known
                    + ", see dcd weights list");
        }
        return fitting.get(0);
    }

    /** Describes the published files of weights, for messages. */
    public static String files(PublishedWeights kind) {
        return kind.published().stream()
                .map(published -> published.file() + " of " + published.project())
                .collect(Collectors.joining(" or "));
    }
}
