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
 * Named settings for the points in which the paper and its released code differ. An experiment file, its bases and
 * {@code --set} override them.
 */
enum Preset {
    /** No settings: all defaults apply. */
    DEFAULT,
    /** Settings of the paper. */
    PAPER,
    /** Settings of the code that the authors released. */
    REFERENCE_CODE;

    private static final String KEY = "preset";
    private static final String TYPE = "type";

    /** The experiment with the settings of its key {@code preset}, and without that key. */
    static YamlNode.Mapping apply(YamlNode.Mapping experiment) {
        Map<String, YamlNode.Entry> own = new LinkedHashMap<>(experiment.entries());
        YamlNode.Entry asked = own.remove(KEY);
        YamlNode.Mapping mine = new YamlNode.Mapping(experiment.location(), own);
        return asked == null
                ? mine
                : named(asked.value()).applyTo(mine, asked.value().location());
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

    /** Completes only sections that the experiment has, so that a missing section is still reported. */
    private YamlNode.Mapping applyTo(YamlNode.Mapping own, SourceLocation asked) {
        Map<String, YamlNode.Entry> sections =
                new LinkedHashMap<>(settings(asked).entries());
        sections.keySet().retainAll(own.entries().keySet());
        return fitting(new YamlNode.Mapping(asked, sections), own).overlaid(own);
    }

    /** The settings that apply: those of a member of an open family apply where the experiment has the same member. */
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

    /** The settings, with the location of the key {@code preset}. */
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
