package org.dcd.pipelines.experiment;

import java.util.Optional;
import org.dcd.schemas.BadInputException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the value of {@code --set key=value}. A value that starts with a bracket, a brace or a quote is YAML as a
 * whole. Any other value is taken literally, also where YAML would read a comment, an alias or a map.
 */
final class SetValue {
    private static final String OF_YAML = "[{\"'";

    private SetValue() {}

    static YamlNode of(String key, String text, SourceLocation location) {
        SourceText.check(text, location);
        if (text.isBlank()) {
            throw location.error("has no value; write key=value without spaces");
        }
        if (OF_YAML.indexOf(text.stripLeading().charAt(0)) >= 0) {
            return yaml(key, text, location);
        }
        return plain(text, location).orElseGet(() -> new YamlNode.Scalar(location, text, true, 0));
    }

    /** The text as a plain YAML scalar; empty where YAML would read something else. */
    private static Optional<YamlNode> plain(String text, SourceLocation location) {
        try {
            return YamlParser.parse(text, location)
                    .filter(node -> node instanceof YamlNode.Scalar scalar
                            && scalar.plain()
                            && scalar.text().equals(text));
        } catch (BadInputException e) {
            return Optional.empty();
        }
    }

    private static YamlNode yaml(String key, String text, SourceLocation location) {
        char first = text.stripLeading().charAt(0);
        String remedy = "a value that starts with " + first + " is read as YAML; to give it as text, write " + key + "="
                + quoted(text);
        Optional<YamlNode> node;
        try {
            node = YamlParser.parse(text, location);
        } catch (BadInputException e) {
            throw new BadInputException(e.getMessage() + "; " + remedy, e);
        }
        boolean whole = node.isPresent()
                && switch (first) {
                    case '[' -> node.get() instanceof YamlNode.Sequence;
                    case '{' -> node.get() instanceof YamlNode.Mapping;
                    default -> node.get() instanceof YamlNode.Scalar;
                };
        if (!whole || hasComment(text)) {
            throw location.error("has text after the value, which would be ignored; " + remedy);
        }
        return node.get();
    }

    private static String quoted(String text) {
        return text.indexOf('\'') < 0 ? "'" + text + "'" : CanonicalJson.quote(text);
    }

    private static boolean hasComment(String text) {
        LoadSettings settings = LoadSettings.builder().setParseComments(true).build();
        try {
            for (Event event : new Parse(settings).parseString(text)) {
                if (event.getEventId() == Event.ID.Comment) {
                    return true;
                }
            }
            return false;
        } catch (YamlEngineException e) {
            return true;
        }
    }
}
