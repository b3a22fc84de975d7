package org.dcd.pipelines.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.registry.OutOfRangeException;

/**
 * Adds file, line and column to errors of records. An {@link OutOfRangeException} carries its component; for other
 * errors it is the location of the first key that the message names.
 */
public final class RecordErrors {
    /** Such as {@code gaussian.sigma} or {@code expect[1]}. */
    private static final Pattern NAME =
            Pattern.compile("(?<![\\w.-])[A-Za-z][\\w-]*(\\[\\d+])?(\\.[A-Za-z][\\w-]*(\\[\\d+])?)*");

    private RecordErrors() {}

    /**
     * Runs a check of a record and puts the key of the record before its message. A message that begins with a
     * component of the record is about that component.
     *
     * @param key dotted key of the record
     * @param record type of the record
     * @param check throws IllegalArgumentException to refuse
     * @throws IllegalArgumentException as in "corruption.noise must be none, was gaussian"
     */
    public static void under(String key, Class<? extends Record> record, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            String first = String.valueOf(e.getMessage()).split("[ .\\[]", 2)[0];
            boolean ofComponent = Components.of(record).stream()
                    .anyMatch(component -> Names.kebab(component.getName()).equals(first));
            throw new IllegalArgumentException(key + (ofComponent ? "." : " ") + e.getMessage(), e);
        }
    }

    /** The error at the location of the first key that it names, otherwise at the map. */
    static BadInputException of(Class<?> type, IllegalArgumentException refusal, YamlNode.Mapping map, String path) {
        Map<String, SourceLocation> keys = new LinkedHashMap<>();
        collect(map, "", keys);
        if (refusal instanceof OutOfRangeException range && range.type() == type) {
            SourceLocation given = keys.get(range.component());
            String key = path.isEmpty() ? range.component() : path + "." + range.component();
            return given == null
                    ? map.location().error(key, range.problem() + ", its default")
                    : given.error(key, range.problem());
        }
        String message = String.valueOf(refusal.getMessage());
        Matcher names = NAME.matcher(message);
        while (names.find()) {
            String name = Names.kebab(names.group());
            String key = named(name, keys);
            if (!key.isEmpty()) {
                boolean first = names.start() == 0;
                return keys.get(key)
                        .error(
                                path.isEmpty() ? key : path + "." + key,
                                first ? message.substring(names.end()).strip() : message);
            }
        }
        return map.location().error(path, message);
    }

    /** The longest key that equals the name or is its end; empty for none. */
    private static String named(String name, Map<String, SourceLocation> keys) {
        String longest = "";
        for (String key : keys.keySet()) {
            if ((name.equals(key) || name.endsWith("." + key)) && key.length() > longest.length()) {
                longest = key;
            }
        }
        return longest;
    }

    private static void collect(YamlNode node, String path, Map<String, SourceLocation> keys) {
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach((key, entry) -> {
                String child = Names.join(path, key);
                keys.put(child, entry.location());
                collect(entry.value(), child, keys);
            });
        } else if (node instanceof YamlNode.Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                String child = path + "[" + i + "]";
                keys.put(child, sequence.items().get(i).location());
                collect(sequence.items().get(i), child, keys);
            }
        }
    }
}
