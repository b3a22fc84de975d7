package org.dcd.pipelines.experiment;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.pretrained.WeightsFolder;

/**
 * Reads experiment files strictly. Unknown, missing, duplicate, mistyped and ambiguous keys are refused with a
 * {@link BadInputException} that gives file, line, column, key and remedy.
 */
public final class ExperimentReader {
    private static final String EXTENDS = "extends";
    private static final Pattern KEY = Pattern.compile(YamlNode.KEY);

    private static final Pattern YAML = Pattern.compile(".*\\.ya?ml");

    private ExperimentReader() {}

    /**
     * Reads the experiment of a file that has no sweep, or whose sweep has one point.
     *
     * @param overrides {@code key=value} each, as given to {@code --set}
     * @throws BadInputException for a file that cannot be read, and for a sweep of several points
     */
    public static Experiment read(Path file, List<String> overrides) {
        return one(file, readSweep(file, overrides));
    }

    /** As above; features and metrics find their weights among the imported ones where the file names none. */
    public static Experiment read(Path file, List<String> overrides, WeightsFolder imported) {
        return one(file, readSweep(file, overrides, imported));
    }

    private static Experiment one(Path file, Sweep sweep) {
        if (sweep.isSwept()) {
            throw new BadInputException(file + ": is a sweep over "
                    + String.join(", ", sweep.axes().keySet()) + " with "
                    + Count.of(sweep.points().size(), "point")
                    + ", but one experiment is needed; choose a point, such as --set "
                    + sweep.axes().entrySet().stream()
                            .map(axis -> axis.getKey() + "=" + axis.getValue().get(0))
                            .collect(Collectors.joining(" --set ")));
        }
        return sweep.points().get(0).experiment();
    }

    /**
     * Reads all experiments of a file.
     *
     * @param overrides {@code key=value} each, as given to {@code --set}; the last one wins, also over the sweep
     */
    public static Sweep readSweep(Path file, List<String> overrides) {
        return readSweep(file, overrides, ExperimentReader::completed);
    }

    /**
     * Reads all experiments of a file.
     *
     * @param overrides {@code key=value} each, as given to {@code --set}; the last one wins, also over the sweep
     * @param imported weights for features and metrics that name no file
     */
    public static Sweep readSweep(Path file, List<String> overrides, WeightsFolder imported) {
        return readSweep(file, overrides, point -> WeightKeys.complete(completed(point), imported));
    }

    /**
     * Reads the resolved experiment of a run ({@link ExperimentYaml}) as a sweep of one point.
     *
     * @param source name of the text in messages
     * @param folder against which relative paths are resolved
     */
    public static Sweep readResolved(String yaml, String source, Path folder) {
        return Sweep.of(
                resolved(yaml, source, folder),
                List.of(),
                List.of(),
                new InheritedValues(),
                ExperimentReader::completed);
    }

    /** As above, without the hashes in the text: files are hashed again as they are now. */
    public static Experiment readUnpinned(String yaml, String source, Path folder) {
        Sweep sweep = readResolved(yaml, source, folder);
        return NamedFiles.unpinned(sweep.points().get(0).experiment());
    }

    /** A point with the settings of its preset and with derived keys. */
    private static YamlNode.Mapping completed(YamlNode.Mapping point) {
        return DerivedKeys.complete(Preset.apply(point));
    }

    private static YamlNode.Mapping resolved(String yaml, String source, Path folder) {
        SourceLocation start =
                new SourceLocation(source, 1, 1, folder.toAbsolutePath().normalize());
        SourceText.check(yaml, start);
        return root(yaml, start);
    }

    private static Sweep readSweep(Path file, List<String> overrides, UnaryOperator<YamlNode.Mapping> completed) {
        InheritedValues inherited = new InheritedValues();
        List<Path> files = new ArrayList<>();
        YamlNode.Mapping ofFile = load(file, SourceText.read(file), files, inherited);
        YamlNode.Mapping root = ofFile;
        List<String> keys = new ArrayList<>();
        for (String override : overrides) {
            root = root.overlaid(override(override));
            keys.add(key(override));
        }
        return Sweep.of(inherited.adapted(ofFile, root), keys, files, inherited, completed);
    }

    /** The file with its bases, all keys but {@code extends}. */
    private static YamlNode.Mapping load(Path file, String text, List<Path> chain, InheritedValues inherited) {
        chain.add(real(file));
        YamlNode.Mapping mapping = root(text, SourceLocation.file(file));
        Map<String, YamlNode.Entry> own = new LinkedHashMap<>(mapping.entries());
        YamlNode.Entry base = own.remove(EXTENDS);
        YamlNode.Mapping mine = new YamlNode.Mapping(mapping.location(), own);
        if (base == null) {
            return mine;
        }
        YamlNode.Mapping below = base(file, base.value(), chain, inherited);
        return inherited.adapted(below, below.overlaid(mine));
    }

    private static YamlNode.Mapping root(String text, SourceLocation start) {
        YamlNode node = YamlParser.parse(text, start)
                .orElseThrow(() -> start.error("is empty; an experiment file starts with experiment: name"));
        if (!(node instanceof YamlNode.Mapping mapping)) {
            throw node.location().error("needs keys such as experiment: name, was " + node.kind());
        }
        return mapping;
    }

    private static YamlNode.Mapping base(Path file, YamlNode value, List<Path> chain, InheritedValues inherited) {
        if (!(value instanceof YamlNode.Scalar scalar) || Scalars.isNothing(value)) {
            throw value.location().error(EXTENDS, "needs the path of one experiment file, was " + value.kind());
        }
        // messages quote the text at fault: the content of other files must not get into them
        if (!Scalars.isShowable(scalar.text()) || !YAML.matcher(scalar.text()).matches()) {
            throw value.location().error(EXTENDS, "needs the path of a .yaml file, was " + value.kind());
        }
        Path base;
        String text;
        try {
            base = file.resolveSibling(scalar.text()).normalize();
            text = SourceText.read(base);
        } catch (InvalidPathException e) {
            throw value.location().error(EXTENDS, "needs a path, was " + value.kind());
        } catch (BadInputException e) {
            throw value.location().error(EXTENDS, e.getMessage());
        }
        if (chain.contains(real(base))) {
            String way = Stream.concat(chain.stream(), Stream.of(base))
                    .map(link -> link.getFileName().toString())
                    .collect(Collectors.joining(" -> "));
            throw value.location().error(EXTENDS, "a file cannot extend itself: " + way + "; remove one extends");
        }
        return load(base, text, chain, inherited);
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + "); check its permissions", e);
        }
    }

    /** {@code a.b=value} as the map {@code {a: {b: value}}}. */
    private static YamlNode.Mapping override(String assignment) {
        SourceLocation location = SourceLocation.set(assignment);
        int equals = assignment.indexOf('=');
        String key = key(assignment);
        if (equals < 0 || !KEY.matcher(key).matches()) {
            throw location.error("needs key=value, such as corruption.noise.sigma=0.25");
        }
        if (key.equals(EXTENDS)) {
            throw location.error("extends cannot be set; write it into the file");
        }
        YamlNode node = SetValue.of(key, assignment.substring(equals + 1), location);
        return key.startsWith(SweepAxes.KEY + ".")
                ? YamlNode.Mapping.of(
                        SweepAxes.KEY, YamlNode.Mapping.of(key.substring(SweepAxes.KEY.length() + 1), node))
                : YamlNode.Mapping.nested(key, node);
    }

    private static String key(String assignment) {
        int equals = assignment.indexOf('=');
        return equals < 0 ? assignment : assignment.substring(0, equals).strip();
    }
}
