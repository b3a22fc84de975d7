package org.dcd.pipelines.reference;

import org.dcd.pipelines.experiment.Key;
import org.dcd.pipelines.experiment.KeyType;

/** Describes the values of a key. */
final class Values {
    private Values() {}

    static String inWords(Key key) {
        return of(key.type(), false)
                + key.range().map(range -> " " + range.inWords()).orElse("");
    }

    private static String of(KeyType type, boolean many) {
        if (type instanceof KeyType.Word word) {
            return many ? "each " + word.inWords() : word.inWords();
        }
        if (type instanceof KeyType.Choice choice) {
            return "one of " + String.join(", ", choice.options().keySet());
        }
        if (type instanceof KeyType.ListOf list) {
            return "a list, " + of(list.item(), true);
        }
        if (type instanceof KeyType.Section section) {
            return section.isShortAsPath() ? "a path, or a map of keys" : many ? "each a map of keys" : "a map of keys";
        }
        return (many ? "each " : "") + "a map with its type, or the type alone";
    }
}
