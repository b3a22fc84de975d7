package org.dcd.pipelines.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.pipelines.experiment.FileKey;
import org.dcd.pipelines.experiment.Key;
import org.dcd.pipelines.experiment.Key.Enters;
import org.dcd.pipelines.experiment.KeyType;

/**
 * All dotted keys of an experiment, such as {@code corruption.noise.sigma}. Equal keys of several members of an open
 * family have one path.
 *
 * @param all occurrences by path, in the order of the records
 */
record KeyPaths(Map<String, List<Occurrence>> all) {
    static final String TYPE = "type";

    /**
     * One occurrence of a key.
     *
     * @param key the key
     * @param member member of the innermost open family that contains it
     * @param members names of the members where the key is the {@code type} of a family
     */
    record Occurrence(Key key, Optional<String> member, List<String> members) {}

    /** The keys that a sweep may vary. */
    static KeyPaths swept() {
        KeyPaths paths = of(false);
        paths.all.keySet().removeAll(FileKey.notSwept());
        return paths;
    }

    /** @param items whether keys of items of lists are included, such as {@code restoration.methods.steps} */
    static KeyPaths of(boolean items) {
        Map<String, List<Occurrence>> all = new LinkedHashMap<>();
        collect(KeyType.experiment(), "", Optional.empty(), items, new ArrayList<>(), all);
        return new KeyPaths(all);
    }

    static boolean isMap(Occurrence found) {
        return found.key().type() instanceof KeyType.Section || found.key().type() instanceof KeyType.Family;
    }

    private static void collect(
            KeyType.Section section,
            String above,
            Optional<String> member,
            boolean items,
            List<Class<?>> within,
            Map<String, List<Occurrence>> all) {
        if (within.contains(section.type())) {
            return; // recursive types, such as an operator composed of operators
        }
        within.add(section.type());
        for (Key key : section.keys()) {
            String path = above + key.name();
            all.computeIfAbsent(path, unused -> new ArrayList<>()).add(new Occurrence(key, member, List.of()));
            below(
                    items && key.type() instanceof KeyType.ListOf list ? list.item() : key.type(),
                    path,
                    member,
                    items,
                    within,
                    all);
        }
        within.remove(within.size() - 1);
    }

    private static void below(
            KeyType type,
            String path,
            Optional<String> member,
            boolean items,
            List<Class<?>> within,
            Map<String, List<Occurrence>> all) {
        if (type instanceof KeyType.Section section) {
            collect(section, path + ".", member, items, within, all);
        } else if (type instanceof KeyType.Family family) {
            Key chooses = new Key(
                    TYPE,
                    KeyType.Word.TEXT,
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Enters.ALWAYS,
                    "Name of the member.");
            all.computeIfAbsent(path + "." + TYPE, unused -> new ArrayList<>())
                    .add(new Occurrence(
                            chooses,
                            Optional.empty(),
                            List.copyOf(family.members().keySet())));
            family.members()
                    .forEach((name, section) -> collect(section, path + ".", Optional.of(name), items, within, all));
        }
    }
}
