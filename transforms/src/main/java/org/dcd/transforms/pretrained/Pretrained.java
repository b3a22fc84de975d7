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
 * Known weights, checked.
 *
 * @param path of their file
 * @param sha256 of the file as it was published
 * @param tensors that make the network, under the names of that file
 */
public record Pretrained(PublishedWeights kind, Path path, String sha256, SortedMap<String, Tensor> tensors) {
    private static final int MOST_NAMES = 3;

    /** Name of the kind. */
    public String name() {
        return Registry.nameOf(kind);
    }

    /** Every kind that is registered, by name. */
    public static List<PublishedWeights> kinds() {
        return Registry.members(PublishedWeights.class).values().stream()
                .map(Pretrained::kind)
                .toList();
    }

    /**
     * The kind of a name.
     *
     * @throws BadInputException when there is none
     */
    public static PublishedWeights kind(String name) {
        Map<String, Class<?>> members = Registry.members(PublishedWeights.class);
        if (!members.containsKey(name)) {
            throw new BadInputException("no weights '" + name + "' are known, only " + members.keySet());
        }
        return kind(members.get(name));
    }

    private static PublishedWeights kind(Class<?> member) {
        try {
            return (PublishedWeights) member.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(member + ", which has no components, cannot be made", e);
        }
    }

    /**
     * Reads a file, which its tensors tell, or what was imported from one. Nothing of it is run.
     *
     * @throws BadInputException when it is damaged, of no known kind, or has wrong tensors
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
     * As above, of the file that is meant.
     *
     * @throws BadInputException when it is another one, or as above
     */
    public static Pretrained read(HashedFile file) throws IOException {
        Pretrained found = read(file.path());
        file.require(found.sha256());
        return found;
    }

    /** What was imported. */
    static Pretrained of(ImportedWeights imported) throws IOException {
        return checked(
                kind(imported.provenance().kind()),
                imported.path(),
                imported.provenance().sourceSha256(),
                imported.tensors());
    }

    private static Pretrained checked(PublishedWeights kind, Path path, String sha256, SortedMap<String, Tensor> tensors) {
        try {
            return new Pretrained(kind, path, sha256, kind.check(tensors));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    path + ": " + Registry.nameOf(kind) + " by its tensors, but " + e.getMessage() + "; give "
                            + files(kind),
                    e);
        }
    }

    private static PublishedWeights recognise(Path path) throws IOException {
        SortedMap<String, long[]> shapes = WeightFile.shapes(path);
        List<PublishedWeights> fitting =
                kinds().stream().filter(kind -> kind.isIn(shapes)).toList();
        if (fitting.size() > 1) {
            throw new IllegalStateException(path + " is " + fitting + " at once");
        }
        if (fitting.isEmpty()) {
            String some = shapes.entrySet().stream()
                    .limit(MOST_NAMES)
                    .map(entry -> entry.getKey().replaceAll("\\p{Cntrl}", "?") + Arrays.toString(entry.getValue()))
                    .collect(Collectors.joining(", "));
            String known = kinds().stream().map(Registry::nameOf).collect(Collectors.joining(", "));
            throw new BadInputException(path + ": its " + Count.of(shapes.size(), "tensor") + " (" + some
                    + (shapes.size() > MOST_NAMES ? ", …" : "") + ") are those of no known network; known are " + known
                    + ", see dcd weights list");
        }
        return fitting.get(0);
    }

    /** Where a kind is published, in words. */
    public static String files(PublishedWeights kind) {
        return kind.published().stream()
                .map(published -> published.file() + " of " + published.project())
                .collect(Collectors.joining(" or "));
    }
}
