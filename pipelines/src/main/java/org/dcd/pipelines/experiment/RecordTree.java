package org.dcd.pipelines.experiment;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.registry.KeyForm;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.registry.TypeName;

/** The inverse of {@link Binder}: the YAML tree of a record, in the order of its components, without empty ones. */
final class RecordTree {
    private static final SourceLocation NOWHERE = new SourceLocation("", 0, 0, Path.of(""));

    private final boolean keyOnly;
    private final Function<Path, String> paths;
    /** Keys from the root to the value that is being converted, for messages. */
    private final Deque<String> path = new ArrayDeque<>();

    private RecordTree(boolean keyOnly, Function<Path, String> paths) {
        this.keyOnly = keyOnly;
        this.paths = paths;
    }

    /** @param keyOnly whether components are omitted that are not in stage keys */
    static YamlNode of(Object value, boolean keyOnly) {
        return new RecordTree(keyOnly, Path::toString).root(value);
    }

    /** All components, with paths relative to a folder. */
    static YamlNode of(Object value, Path folder) {
        return new RecordTree(false, path -> PortablePath.from(folder, path)).root(value);
    }

    private YamlNode root(Object value) {
        return node(value, value.getClass().getSimpleName());
    }

    /** @param key of the value in its record; {@code path} ends in it while the value is converted */
    private YamlNode node(Object value, String key) {
        path.addLast(key);
        YamlNode node = node(value);
        path.removeLast();
        return node;
    }

    private String path() {
        return String.join(".", path).replace(".[", "[");
    }

    private YamlNode node(Object value) {
        if (value == null) {
            throw new IllegalArgumentException(path() + " is null");
        }
        if (value instanceof KeyForm form) {
            return node(form.keyForm());
        }
        if (value instanceof Double number) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException(path() + " must be finite, was " + number);
            }
            return scalar(Numbers.canonical(number), true);
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            return scalar(value.toString(), true);
        }
        if (value instanceof Path file) {
            return scalar(paths.apply(file), false);
        }
        if (value instanceof String || value instanceof Expectation) {
            return scalar(value.toString(), false);
        }
        if (value instanceof Enum<?> constant) {
            return scalar(Names.id(constant), false);
        }
        if (value instanceof List<?> list) {
            List<YamlNode> items = new ArrayList<>();
            for (Object item : list) {
                items.add(node(item, "[" + items.size() + "]"));
            }
            return new YamlNode.Sequence(NOWHERE, items);
        }
        if (value instanceof Record) {
            return mapping(value);
        }
        throw new IllegalArgumentException(path() + " has " + value.getClass()
                + "; specs are records, lists, enums, numbers, booleans, text and paths");
    }

    private YamlNode mapping(Object value) {
        if (keyOnly && value instanceof HashedFile file && !file.isHashed()) {
            throw new IllegalStateException(path() + ": " + file.path()
                    + " has no hash, so that no stage has a key; plan the experiment first");
        }
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        if (value.getClass().isAnnotationPresent(TypeName.class)) {
            entries.put("type", new YamlNode.Entry(NOWHERE, scalar(Registry.nameOf(value), false)));
        }
        for (RecordComponent component : Components.of(value.getClass())) {
            Object member = Components.read(component, value);
            if (member instanceof Optional<?> optional) {
                member = optional.orElse(null);
                if (member == null) {
                    continue;
                }
            } else if (member instanceof OptionalDouble number) {
                member = number.orElse(Binder.none(component));
            }
            Optional<String> inline = InputFiles.inlineKey(component);
            if (inline.isPresent()) {
                YamlNode.Mapping file = (YamlNode.Mapping) node(member, inline.get());
                file.entries()
                        .forEach((key, entry) -> entries.put(key.equals(InputFiles.PATH) ? inline.get() : key, entry));
            } else if (!keyOnly || isInKey(component, member)) {
                String key = Components.key(component);
                entries.put(key, new YamlNode.Entry(NOWHERE, node(member, key)));
            }
        }
        return new YamlNode.Mapping(NOWHERE, entries);
    }

    private static boolean isInKey(RecordComponent component, Object member) {
        if (component.isAnnotationPresent(NotInKeyByDefault.class)) {
            return !Binder.byDefault(component, NOWHERE, "")
                    .filter(member::equals)
                    .isPresent();
        }
        return !component.isAnnotationPresent(NotInKey.class);
    }

    private static YamlNode scalar(String text, boolean plain) {
        return new YamlNode.Scalar(NOWHERE, text, plain, 0);
    }
}
