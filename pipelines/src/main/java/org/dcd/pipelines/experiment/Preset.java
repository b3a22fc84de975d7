package org.dcd.pipelines.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One name for the settings in which the paper and its released code differ. They lie beneath all that an experiment
 * file, its bases and {@code --set} say.
 */
enum Preset {
    /** No settings: every default stands. */
    DEFAULT,
    /** As the paper has it. */
    PAPER,
    /** As the code has it that the authors released. */
    REFERENCE_CODE;

    private static final String KEY = "preset";
    private static final String TYPE = "type";

    /** The experiment with the preset that its key {@code preset} asks for beneath it, and without that key. */
    static YamlNode.Mapping beneath(YamlNode.Mapping experiment) {
        Map<String, YamlNode.Entry> own = new LinkedHashMap<>(experiment.entries());
        YamlNode.Entry asked = own.remove(KEY);
        YamlNode.Mapping mine = new YamlNode.Mapping(experiment.location(), own);
        return asked == null
                ? mine
                : named(asked.value()).beneath(mine, asked.value().location());
    }

    private static Preset named(YamlNode value) {
        List<String> ids = Arrays.stream(values()).map(Names::id).toList();
        if (!(value instanceof YamlNode.Scalar scalar) || Scalars.isNothing(value)) {
            throw value.location().error(KEY, "needs one of " + String.join(", ", ids) + ", was " + value.kind());
        }
        int index = ids.indexOf(scalar.text());
        if (index < 0) {
            throw value.location()
                    .error(
                            KEY,
                            "unknown preset " + Names.show(scalar.text()) + "; "
                                    + Names.advice(scalar.text(), ids, "known"));
        }
        return values()[index];
    }

    /** Completes the sections that an experiment has, so that a missing one is still missed. */
    private YamlNode.Mapping beneath(YamlNode.Mapping own, SourceLocation asked) {
        Map<String, YamlNode.Entry> sections =
                new LinkedHashMap<>(settings(asked).entries());
        sections.keySet().retainAll(own.entries().keySet());
        return fitting(new YamlNode.Mapping(asked, sections), own).overlaid(own);
    }

    /** What of some settings fits the experiment: those of a member of an open family need the same member there. */
    private static YamlNode.Mapping fitting(YamlNode.Mapping settings, YamlNode.Mapping own) {
        Map<String, YamlNode.Entry> fitting = new LinkedHashMap<>();
        settings.entries().forEach((key, entry) -> {
            Optional<YamlNode.Mapping> theirs = Optional.ofNullable(
                            own.entries().get(key))
                    .map(YamlNode.Entry::value)
                    .filter(YamlNode.Mapping.class::isInstance)
                    .map(YamlNode.Mapping.class::cast);
            if (!(entry.value() instanceof YamlNode.Mapping inner)) {
                fitting.put(key, entry);
            } else if (type(inner).isEmpty() || type(inner).equals(theirs.flatMap(Preset::type))) {
                YamlNode.Mapping there = theirs.orElse(new YamlNode.Mapping(own.location(), Map.of()));
                fitting.put(key, new YamlNode.Entry(entry.location(), fitting(inner, there)));
            }
        });
        return new YamlNode.Mapping(settings.location(), fitting);
    }

    private static Optional<String> type(YamlNode.Mapping mapping) {
        return Optional.ofNullable(mapping.entries().get(TYPE))
                .map(YamlNode.Entry::value)
                .filter(YamlNode.Scalar.class::isInstance)
                .map(type -> ((YamlNode.Scalar) type).text());
    }

    /** The settings, all of them written where the preset was asked for. */
    private YamlNode.Mapping settings(SourceLocation asked) {
        String name = "preset-" + Names.id(this) + ".yaml";
        try (InputStream in = Preset.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing from the class path: " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return (YamlNode.Mapping) YamlParser.parse(text, asked.forAll()).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
