package org.dcd.pipelines.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.dcd.pipelines.experiment.FileKey;
import org.dcd.pipelines.experiment.Key;
import org.dcd.pipelines.experiment.KeyType;

/** Schema of the section {@code sweep}: every dotted key of an experiment with a list of values. */
final class SweepSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String SETTINGS = "sweep.settings";
    /** Keys of items of lists, such as {@code corruption.operator.operators.0.p}. */
    private static final String ITEM = "^[a-z][a-z0-9.-]*\\.[0-9]+(\\.[a-z0-9.-]+)?$";

    private final Function<Key, ObjectNode> property;
    private final Map<String, ObjectNode> definitions;
    private final KeyPaths paths = KeyPaths.swept();

    /** @param property the schema of a key */
    SweepSchema(Function<Key, ObjectNode> property, Map<String, ObjectNode> definitions) {
        this.property = property;
        this.definitions = definitions;
    }

    ObjectNode sweep() {
        ObjectNode settings = JsonSchema.type("object");
        ObjectNode values = settings.putObject("properties");
        paths.all().forEach((key, places) -> values.set(key, setting(key, places)));
        values.set(
                FileKey.PRESET.key(),
                JsonSchema.described(JsonSchema.choice(FileKey.presets()), FileKey.PRESET.text()));
        settings.putObject("patternProperties").putObject(ITEM);
        definitions.put(SETTINGS, settings.put("additionalProperties", false));
        ObjectNode sweep = lists(true);
        ObjectNode properties = (ObjectNode) sweep.get("properties");
        properties.set(
                "zip",
                JsonSchema.described(lists(false), "Keys that take their values together, the first with the first."));
        properties.set(
                "list",
                JsonSchema.described(
                        several(JsonSchema.reference(SETTINGS)), "Single points, which may set different keys."));
        properties.set(
                "expect",
                JsonSchema.described(
                        JsonSchema.type("array")
                                .set("items", JsonSchema.type("string").put("pattern", KeyType.patternOfTrends())),
                        "Claims about all points, such as generator.fd rises along corruption.noise.sigma."));
        return sweep;
    }

    /** The keys with lists of values. */
    private ObjectNode lists(boolean nested) {
        ObjectNode lists = JsonSchema.type("object");
        ObjectNode properties = lists.putObject("properties");
        paths.all().forEach((key, places) -> {
            ObjectNode list = several(JsonSchema.reference(SETTINGS + "/properties/" + key));
            boolean map = places.stream().anyMatch(KeyPaths::isMap);
            properties.set(key, nested && map ? JsonSchema.anyOf(List.of(list, JsonSchema.type("object"))) : list);
        });
        properties.set(
                FileKey.PRESET.key(), several(JsonSchema.reference(SETTINGS + "/properties/" + FileKey.PRESET.key())));
        lists.putObject("patternProperties").set(ITEM, several(JSON.objectNode()));
        return lists.put("additionalProperties", false);
    }

    private static ObjectNode several(ObjectNode items) {
        return JsonSchema.type("array").<ObjectNode>set("items", items).put("minItems", 1);
    }

    private ObjectNode setting(String key, List<KeyPaths.Occurrence> places) {
        if (key.endsWith("." + KeyPaths.TYPE)) {
            return JSON.objectNode()
                    .set(
                            "enum",
                            JsonSchema.names(places.stream()
                                    .flatMap(place -> place.members().stream())
                                    .distinct()
                                    .toList()));
        }
        Set<ObjectNode> ways = new LinkedHashSet<>();
        places.forEach(place -> ways.add(property.apply(place.key())));
        return ways.size() == 1 ? ways.iterator().next() : JsonSchema.anyOf(ways);
    }
}
