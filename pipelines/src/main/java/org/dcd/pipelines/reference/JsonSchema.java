package org.dcd.pipelines.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dcd.pipelines.experiment.FileKey;
import org.dcd.pipelines.experiment.Key;
import org.dcd.pipelines.experiment.KeyType;
import org.dcd.transforms.registry.Interval;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The JSON Schema of experiment files, for completion and checks in editors. It is draft 7, which YAML editors support
 * best.
 *
 * <p>Every map with required keys has two definitions: the whole map, and a {@code part} without required keys. The
 * part is for files that extend another, use a preset or sweep, because required keys may come from there. Relations
 * between keys are checked by the reader only.
 */
public final class JsonSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String DEFINITIONS = "#/definitions/";
    private static final String TYPE = "type";
    private static final String OBJECT = "object";

    /** Whether required keys may come from a base file, a preset or a sweep. */
    private enum Form {
        WHOLE(""),
        PART(".part");

        private final String suffix;

        Form(String suffix) {
            this.suffix = suffix;
        }
    }

    private final Map<String, ObjectNode> definitions = new TreeMap<>();

    private JsonSchema() {}

    /** The schema, with all members of open families on the class path. */
    public static ObjectNode ofExperiments() {
        return new JsonSchema().schema();
    }

    private ObjectNode schema() {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", "DCD experiment");
        schema.put("description", KeyType.experiment().text());
        ArrayNode elsewhere = JSON.arrayNode();
        for (FileKey key : FileKey.values()) {
            elsewhere.add(required(List.of(key.key())));
        }
        schema.putObject("if").set("anyOf", elsewhere);
        schema.set("then", section(KeyType.experiment(), Form.PART));
        schema.set("else", section(KeyType.experiment(), Form.WHOLE));
        for (Form form : Form.values()) {
            ObjectNode properties = (ObjectNode)
                    definitions.get(KeyType.experiment().id() + form.suffix).get("properties");
            for (FileKey key : FileKey.values()) {
                properties.set(key.key(), described(fileKey(key), key.text()));
            }
        }
        schema.set("definitions", JSON.objectNode().setAll(definitions));
        return schema;
    }

    private ObjectNode fileKey(FileKey key) {
        return switch (key) {
            case EXTENDS -> type("string").put("pattern", "\\.ya?ml$");
            case PRESET -> choice(FileKey.presets());
            case SWEEP -> sweep();
        };
    }

    private ObjectNode sweep() {
        String name = FileKey.SWEEP.key();
        if (!definitions.containsKey(name)) {
            definitions.put(name, new SweepSchema(key -> property(key, Form.PART), definitions).sweep());
        }
        return JSON.objectNode().set("allOf", JSON.arrayNode().add(reference(name)));
    }

    private ObjectNode value(KeyType type, Form form) {
        if (type instanceof KeyType.Word word) {
            return word(word);
        }
        if (type instanceof KeyType.Choice choice) {
            return choice(choice);
        }
        if (type instanceof KeyType.ListOf list) {
            // a list replaces the list of a base file, so its items are whole
            return type("array").set("items", value(list.item(), Form.WHOLE));
        }
        return type instanceof KeyType.Family family ? family(family, form) : section((KeyType.Section) type, form);
    }

    private static ObjectNode word(KeyType.Word word) {
        return switch (word) {
            case NUMBER -> type("number");
            case WHOLE_NUMBER -> type("integer");
            case TRUTH -> type("boolean");
            case TEXT, PATH -> type("string");
            case EXPECTATION -> type("string").put("pattern", KeyType.patternOfExpectations());
        };
    }

    static ObjectNode choice(KeyType.Choice choice) {
        return JSON.objectNode().set("enum", names(choice.options().keySet()));
    }

    private ObjectNode section(KeyType.Section section, Form form) {
        String name = section.id() + (isWholeAnyway(section) ? "" : form.suffix);
        if (!definitions.containsKey(name)) {
            definitions.put(name, JSON.objectNode()); // first, because its keys may refer to it
            ObjectNode map = map(section, form, Optional.empty());
            definitions
                    .get(name)
                    .setAll(
                            section.isShortAsPath()
                                    ? described(anyOf(List.of(type("string"), map)), section.text())
                                    : map);
        }
        return reference(name);
    }

    /** Whether it has no required key, at any depth. */
    private static boolean isWholeAnyway(KeyType.Section section) {
        return section.keys().stream()
                .allMatch(key -> !key.required()
                        && !(key.type() instanceof KeyType.Family)
                        && !(key.type() instanceof KeyType.Section inner && !isWholeAnyway(inner)));
    }

    private ObjectNode family(KeyType.Family family, Form form) {
        String name = family.id() + form.suffix;
        if (!definitions.containsKey(name)) {
            definitions.put(name, JSON.objectNode());
            List<JsonNode> ways = new ArrayList<>();
            ways.add(described(JSON.objectNode().set("enum", names(shortNames(family, form))), "Short for {type: …}."));
            family.members().forEach((member, section) -> {
                String own = family.id() + "." + member + form.suffix;
                definitions.put(own, map(section, form, Optional.of(member)));
                ways.add(reference(own));
            });
            definitions.get(name).setAll(described(anyOf(ways), family.text()));
        }
        return reference(name);
    }

    /** Members that may be given by name alone: those without required keys. */
    private static List<String> shortNames(KeyType.Family family, Form form) {
        return family.members().entrySet().stream()
                .filter(member ->
                        form == Form.PART || member.getValue().keys().stream().noneMatch(Key::required))
                .map(Map.Entry::getKey)
                .toList();
    }

    private ObjectNode map(KeyType.Section section, Form form, Optional<String> member) {
        ObjectNode map = described(type(OBJECT), section.text());
        ObjectNode properties = map.putObject("properties");
        List<String> required = new ArrayList<>();
        member.ifPresent(name -> {
            properties.set(TYPE, JSON.objectNode().put("const", name));
            required.add(TYPE);
        });
        for (Key key : section.keys()) {
            properties.set(key.name(), property(key, form));
            if (key.required()) {
                required.add(key.name());
            }
        }
        if (form == Form.WHOLE && !required.isEmpty()) {
            map.set("required", names(required));
        }
        return map.put("additionalProperties", false);
    }

    private ObjectNode property(Key key, Form form) {
        ObjectNode value = value(key.type(), form);
        key.range()
                .ifPresent(range ->
                        bounds(key.type() instanceof KeyType.ListOf ? (ObjectNode) value.get("items") : value, range));
        // a schema cannot compare keys, so the description states such a range
        String bounds = key.range()
                .filter(Interval::namesComponents)
                .map(range -> "; " + range.inWords())
                .orElse("");
        String text = key.words() + bounds;
        boolean alone = value.has("$ref") && !text.isEmpty();
        // draft 7 ignores keywords beside a reference
        ObjectNode property = described(
                alone ? JSON.objectNode().set("allOf", JSON.arrayNode().add(value)) : value, text);
        key.byDefault().map(JsonSchema::json).ifPresent(json -> property.set("default", json));
        return property;
    }

    /** Converts YAML, such as a default, to JSON. */
    static JsonNode json(String yaml) {
        return MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    /** Adds the bounds that are numbers. */
    private static void bounds(ObjectNode value, Interval range) {
        range.leastNumber().ifPresent(least -> value.put(range.leastIn() ? "minimum" : "exclusiveMinimum", least));
        range.mostNumber().ifPresent(most -> value.put(range.mostIn() ? "maximum" : "exclusiveMaximum", most));
    }

    static ObjectNode described(ObjectNode schema, String text) {
        return text.isEmpty() ? schema : schema.put("description", text);
    }

    static ObjectNode type(String name) {
        return JSON.objectNode().put(TYPE, name);
    }

    static ObjectNode reference(String definition) {
        return JSON.objectNode().put("$ref", DEFINITIONS + definition);
    }

    static ObjectNode anyOf(Collection<? extends JsonNode> ways) {
        return JSON.objectNode().set("anyOf", JSON.arrayNode().addAll(List.copyOf(ways)));
    }

    static ArrayNode names(Collection<String> names) {
        ArrayNode array = JSON.arrayNode();
        names.forEach(array::add);
        return array;
    }

    private static ObjectNode required(List<String> keys) {
        return JSON.objectNode().set("required", names(keys));
    }
}
