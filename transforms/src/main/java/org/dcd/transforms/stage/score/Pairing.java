package org.dcd.transforms.stage.score;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.ImageSet;

/** Two sets of images with equal names in the same order. */
record Pairing(ImageSet images, ImageSet reference) {
    /**
     * Pairs the images of two sets by name.
     *
     * @param metric name of the metric, for messages
     * @throws BadInputException when a name occurs twice in a set or in one set only, or neither set can be reordered
     */
    static Pairing byName(String metric, ImageSet images, ImageSet reference) {
        List<String> mine = images.names();
        List<String> theirs = reference.names();
        Set<String> scored = unique(metric, mine, "images");
        Set<String> clean = unique(metric, theirs, "reference images");
        requireAll(metric, mine, clean, "reference images");
        requireAll(metric, theirs, scored, "images");
        if (mine.equals(theirs)) {
            return new Pairing(images, reference);
        }
        Optional<ImageSet> ordered = reference.inOrderOf(mine);
        if (ordered.isPresent()) {
            return new Pairing(images, ordered.get());
        }
        ordered = images.inOrderOf(theirs);
        if (ordered.isPresent()) {
            return new Pairing(ordered.get(), reference);
        }
        throw new BadInputException(metric + " pairs images by name, but the two tables hold them in different orders;"
                + " give the images of one of them in a folder, or leave " + metric + " out");
    }

    private static Set<String> unique(String metric, List<String> names, String set) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new BadInputException(metric + " pairs images by name, without the ending, but two of the " + set
                        + " are named " + name + "; rename or remove one of them, or leave " + metric + " out");
            }
        }
        return seen;
    }

    private static void requireAll(String metric, List<String> names, Set<String> others, String set) {
        List<String> missing =
                names.stream().filter(name -> !others.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw new BadInputException(metric + " pairs images by name, but the " + set + " lack "
                    + missing.get(0) + (missing.size() > 1 ? " and " + (missing.size() - 1) + " more" : "")
                    + "; give both sets the same names, or leave " + metric + " out");
        }
    }
}
