package org.dcd.pipelines.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A YAML value and its location. */
sealed interface YamlNode {
    /** A dotted key; numbers are items of lists, from 0 on. */
    String KEY = "[a-z][a-z0-9-]*(\\.([a-z][a-z0-9-]*|" + Mapping.ITEM + "))*";

    SourceLocation location();

    /** The kind of the value in messages, such as {@code a list}. */
    String kind();

    /** The value on one line, such as {@code {type: dmd}}. */
    String inline();

    /**
     * @param plain written without quotes, so that it may be a number, a boolean or nothing
     * @param textColumn column of the first character of the text, 0 when the text is not written literally on one line
     */
    record Scalar(SourceLocation location, String text, boolean plain, int textColumn) implements YamlNode {
        @Override
        public String kind() {
            return plain ? Names.show(text) : "the text " + Names.show(text);
        }

        @Override
        public String inline() {
            return text;
        }

        /** Location of a character of the text; that of the value where the text is not written literally. */
        SourceLocation locationOf(int offset) {
            int codePoints = text.codePointCount(0, Math.min(offset, text.length()));
            return textColumn == 0 ? location : location.at(location.line(), textColumn + codePoints);
        }
    }

    record Sequence(SourceLocation location, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }

        /** This list with some items overridden, by their numbers. */
        private Sequence overlaid(Mapping over) {
            List<YamlNode> merged = new ArrayList<>(items);
            over.entries().forEach((number, entry) -> {
                int i = Integer.parseInt(number);
                if (i >= items.size()) {
                    throw entry.location()
                            .error("there is no item " + i + ": the list at " + location + " has " + items.size()
                                    + ", counted from 0; give the number of an item, or the whole list");
                }
                YamlNode item = items.get(i);
                merged.set(i, new Entry(item.location(), item).overlaid(entry).value());
            });
            return new Sequence(location, merged);
        }

        @Override
        public String inline() {
            return items.stream().map(YamlNode::inline).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /** @param entries in the order in which they were written */
    record Mapping(SourceLocation location, Map<String, Entry> entries) implements YamlNode {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        private static final String ITEM = "0|[1-9][0-9]{0,3}";

        /** Whether all keys are numbers of items. */
        private boolean isOfItems() {
            return !entries.isEmpty() && entries.keySet().stream().allMatch(key -> key.matches(ITEM));
        }

        /** The value at a key; empty for none. */
        Optional<YamlNode> value(String key) {
            return Optional.ofNullable(entries.get(key)).map(Entry::value);
        }

        /** This map with a value set at a key. */
        Mapping with(String key, YamlNode value) {
            Map<String, Entry> more = new LinkedHashMap<>(entries);
            more.merge(
                    key, new Entry(value.location(), value), (old, entry) -> new Entry(old.location(), entry.value()));
            return new Mapping(location, more);
        }

        /** {@code {key: value}}. */
        static Mapping of(String key, YamlNode value) {
            return new Mapping(value.location(), Map.of(key, new Entry(value.location(), value)));
        }

        /** {@code a.b} and a value as {@code {a: {b: value}}}. */
        static Mapping nested(String dotted, YamlNode value) {
            int dot = dotted.indexOf('.');
            return dot < 0 ? of(dotted, value) : of(dotted.substring(0, dot), nested(dotted.substring(dot + 1), value));
        }

        @Override
        public String kind() {
            return "a map";
        }

        @Override
        public String inline() {
            return entries.entrySet().stream()
                    .map(entry ->
                            entry.getKey() + ": " + entry.getValue().value().inline())
                    .collect(Collectors.joining(", ", "{", "}"));
        }

        /**
         * This map with another merged over it, key by key. A map whose {@code type} changes is replaced as a whole.
         */
        Mapping overlaid(Mapping over) {
            if (over.changesTypeOf(this)) {
                return over;
            }
            Map<String, Entry> merged = new LinkedHashMap<>(entries);
            over.entries.forEach((key, entry) -> merged.merge(key, entry, Entry::overlaid));
            return new Mapping(over.location.isSet() ? location : over.location, merged);
        }

        private boolean changesTypeOf(Mapping base) {
            return entries.get("type") != null
                    && base.entries.get("type") != null
                    && entries.get("type").value() instanceof Scalar mine
                    && !(base.entries.get("type").value() instanceof Scalar theirs
                            && mine.text().equals(theirs.text()));
        }
    }

    /** @param location of the key */
    record Entry(SourceLocation location, YamlNode value) {
        private Entry overlaid(Entry over) {
            SourceLocation where = over.location.isSet() ? location : over.location;
            if (value instanceof Mapping mine && over.value instanceof Mapping theirs) {
                return new Entry(where, mine.overlaid(theirs));
            }
            return value instanceof Sequence mine && over.value instanceof Mapping theirs && theirs.isOfItems()
                    ? new Entry(where, mine.overlaid(theirs))
                    : over;
        }
    }
}
