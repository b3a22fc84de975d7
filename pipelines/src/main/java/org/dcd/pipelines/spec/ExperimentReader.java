package org.dcd.pipelines.spec;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.pretrained.WeightsFolder;

/**
 * Reads experiment files. Strict: whatever is unknown, missing, given twice, ill-typed or ambiguous ends in a
 * {@link BadInputException} with file, line, column, key and remedy.
 */
public final class ExperimentReader {
    private static final String EXTENDS = "extends";
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*");

    private ExperimentReader() {}

    /** @param overrides {@code key=value} each, as given to {@code --set}; the last one wins */
    public static Experiment read(Path file, List<String> overrides) {
        return Binder.bind(Experiment.class, Preset.beneath(root(file, overrides)));
    }

    /**
     * @param overrides {@code key=value} each, as given to {@code --set}; the last one wins
     * @param imported weights that features may take without naming a file
     */
    public static Experiment read(Path file, List<String> overrides, WeightsFolder imported) {
        YamlNode.Mapping root = Preset.beneath(root(file, overrides));
        return Binder.bind(Experiment.class, ImportedFeatures.beneath(root, imported));
    }

    private static YamlNode.Mapping root(Path file, List<String> overrides) {
        YamlNode.Mapping root = load(file, SourceText.read(file), new ArrayList<>());
        for (String override : overrides) {
            root = root.overlaid(override(override));
        }
        return root;
    }

    /** The file with its bases, all keys but {@code extends}. */
    private static YamlNode.Mapping load(Path file, String text, List<Path> chain) {
        chain.add(real(file));
        Place start = Place.file(file);
        YamlNode node = YamlParser.parse(text, start)
                .orElseThrow(() -> start.error("is empty; an experiment file starts with experiment: name"));
        if (!(node instanceof YamlNode.Mapping mapping)) {
            throw node.place().error("needs keys such as experiment: name, was " + node.kind());
        }
        Map<String, YamlNode.Entry> own = new LinkedHashMap<>(mapping.entries());
        refuseSweep(own);
        YamlNode.Entry base = own.remove(EXTENDS);
        YamlNode.Mapping mine = new YamlNode.Mapping(mapping.place(), own);
        return base == null ? mine : base(file, base.value(), chain).overlaid(mine);
    }

    private static YamlNode.Mapping base(Path file, YamlNode value, List<Path> chain) {
        if (!(value instanceof YamlNode.Scalar scalar) || Scalars.isNothing(value)) {
            throw value.place().error(EXTENDS, "needs the path of one experiment file, was " + value.kind());
        }
        Path base;
        String text;
        try {
            base = file.resolveSibling(scalar.text()).normalize();
            text = SourceText.read(base);
        } catch (InvalidPathException e) {
            throw value.place().error(EXTENDS, "needs a path, was " + value.kind());
        } catch (BadInputException e) {
            throw value.place().error(EXTENDS, e.getMessage());
        }
        if (chain.contains(real(base))) {
            String way = Stream.concat(chain.stream(), Stream.of(base))
                    .map(link -> link.getFileName().toString())
                    .collect(Collectors.joining(" -> "));
            throw value.place().error(EXTENDS, "a file may not extend itself: " + way + "; remove one extends");
        }
        return load(base, text, chain);
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + "); check its permissions", e);
        }
    }

    private static void refuseSweep(Map<String, YamlNode.Entry> entries) {
        YamlNode.Entry sweep = entries.get("sweep");
        if (sweep != null) {
            throw sweep.place()
                    .error("sweep", "sweeps are not there yet; run the file once for each value with --set key=value");
        }
    }

    /** {@code a.b=value} as the map {@code {a: {b: value}}}. */
    private static YamlNode.Mapping override(String assignment) {
        Place place = Place.set(assignment);
        int equals = assignment.indexOf('=');
        String key = equals < 0 ? assignment : assignment.substring(0, equals).strip();
        if (equals < 0 || !KEY.matcher(key).matches()) {
            throw place.error("needs key=value, such as corruption.noise.sigma=0.25");
        }
        if (key.equals(EXTENDS)) {
            throw place.error("extends cannot be set; write it into the file");
        }
        String text = assignment.substring(equals + 1);
        SourceText.check(text, place);
        YamlNode node = YamlParser.parse(text, place)
                .orElseThrow(() -> place.error("has no value; write key=value without spaces"));
        String[] keys = key.split("\\.");
        for (int i = keys.length - 1; i >= 0; i--) {
            node = new YamlNode.Mapping(place, Map.of(keys[i], new YamlNode.Entry(place, node)));
        }
        YamlNode.Mapping root = (YamlNode.Mapping) node;
        refuseSweep(root.entries());
        return root;
    }
}
