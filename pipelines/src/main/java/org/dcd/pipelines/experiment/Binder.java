package org.dcd.pipelines.experiment;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.InputFile;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Registry;

/**
 * Binds YAML to records. Keys are the components in kebab-case. A missing key takes its {@link Default}; a component of
 * type Optional may be missing; one of type OptionalDouble is empty when its number equals its {@link Default}. A
 * component whose type is an interface is a member of an open family, chosen by its {@code type} key or by its name
 * alone. A record whose only required component is a path may be given as that path. Records check themselves, and
 * their errors get the location of the key that they name.
 */
final class Binder {
    private static final String TYPE = "type";
    private static final String PATH = "path";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    /** Bound defaults, kept because every point of a sweep and every stage key needs them. */
    private static final Map<RecordComponent, Optional<Object>> DEFAULTS = new ConcurrentHashMap<>();

    /** Records by identity of their map: points of a sweep share most of the maps of the file. */
    private final Map<YamlNode, Map<Class<?>, Object>> bound = new IdentityHashMap<>();

    static <R extends Record> R bind(Class<R> type, YamlNode node) {
        return new Binder().record(type, node);
    }

    static Object bind(Type type, YamlNode node, String path) {
        return new Binder().value(type, node, path);
    }

    /** Binds one of several files that share maps; a shared map is bound once. */
    <R extends Record> R record(Class<R> type, YamlNode node) {
        return type.cast(value(type, node, ""));
    }

    private Object value(Type type, YamlNode node, String path) {
        if (Scalars.isNothing(node)) {
            boolean tilde = ((YamlNode.Scalar) node).text().equals("~");
            throw node.location()
                    .error(
                            path,
                            "has no value; give one or remove the key"
                                    + (tilde ? " (~ means no value in YAML; write a home folder in full)" : ""));
        }
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return list(list.getActualTypeArguments()[0], node, path);
        }
        Class<?> plain = (Class<?>) type;
        if (Scalars.isScalar(plain)) {
            return Scalars.bind(plain, node, path);
        }
        if (plain.isRecord()) {
            return record(plain, mapping(withPath(plain, node), path, "a map"), path, List.of());
        }
        if (plain.isInterface()) {
            return member(plain, node, path);
        }
        throw new IllegalStateException(path + " has type " + type + ", which cannot be read from YAML");
    }

    private List<Object> list(Type item, YamlNode node, String path) {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            throw node.location().error(path, "needs a list such as [a, b], was " + node.kind());
        }
        List<Object> items = new ArrayList<>();
        for (YamlNode child : sequence.items()) {
            items.add(value(item, child, path + "[" + items.size() + "]"));
        }
        return List.copyOf(items);
    }

    private static YamlNode.Mapping mapping(YamlNode node, String path, String wanted) {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping;
        }
        boolean bare = node.location().isSet()
                && node instanceof YamlNode.Scalar scalar
                && scalar.text().contains(": ");
        throw node.location()
                .error(path, "needs " + wanted + ", was " + node.kind() + (bare ? "; write it in braces, {…}" : ""));
    }

    private Object member(Class<?> family, YamlNode node, String path) {
        Map<String, Class<?>> members = Registry.members(family);
        String types = String.join(", ", members.keySet());
        YamlNode.Mapping mapping = mapping(withType(node), path, "a map with a type, one of " + types);
        YamlNode.Entry entry = mapping.entries().get(TYPE);
        String typePath = node instanceof YamlNode.Scalar ? path : Names.join(path, TYPE);
        if (entry == null) {
            throw mapping.location().error(typePath, "missing; give one of " + types);
        }
        if (!(entry.value() instanceof YamlNode.Scalar scalar) || Scalars.isNothing(scalar)) {
            throw entry.value()
                    .location()
                    .error(
                            typePath,
                            "needs one of " + types + ", was " + entry.value().kind());
        }
        Class<?> member = members.get(scalar.text());
        if (member == null) {
            throw scalar.location()
                    .error(
                            typePath,
                            "unknown type " + Names.show(scalar.text()) + "; "
                                    + Names.advice(scalar.text(), members.keySet(), "registered"));
        }
        return record(member, mapping, path, List.of(TYPE));
    }

    /** A single word is short for {@code {type: word}}. */
    private static YamlNode withType(YamlNode node) {
        return node instanceof YamlNode.Scalar word && NAME.matcher(word.text()).matches()
                ? new YamlNode.Mapping(word.location(), Map.of(TYPE, new YamlNode.Entry(word.location(), word)))
                : node;
    }

    /** A path is short for {@code {path: …}}. */
    private static YamlNode withPath(Class<?> type, YamlNode node) {
        return node instanceof YamlNode.Scalar && asksForPathAlone(type)
                ? new YamlNode.Mapping(node.location(), Map.of(PATH, new YamlNode.Entry(node.location(), node)))
                : node;
    }

    static boolean asksForPathAlone(Class<?> type) {
        List<RecordComponent> components = Components.of(type);
        return components.stream().anyMatch(Binder::isPath)
                && components.stream()
                        .allMatch(component -> component.isAnnotationPresent(Default.class) || isPath(component));
    }

    private static boolean isPath(RecordComponent component) {
        return component.getName().equals(PATH) && component.getType() == Path.class;
    }

    private Object record(Class<?> type, YamlNode.Mapping map, String path, List<String> furtherKeys) {
        Map<Class<?>, Object> known = bound.computeIfAbsent(map, unused -> new HashMap<>(2));
        Object record = known.get(type);
        if (record == null) {
            record = unbound(type, map, path, furtherKeys);
            known.put(type, record);
        }
        return record;
    }

    private Object unbound(Class<?> type, YamlNode.Mapping map, String path, List<String> furtherKeys) {
        List<RecordComponent> components = Components.of(type);
        TreeSet<String> keys = new TreeSet<>(furtherKeys);
        components.forEach(component -> keys.addAll(InputFiles.keys(component)));
        map.entries().forEach((key, entry) -> {
            if (!keys.contains(key)) {
                String problem = Components.renamed(type, key)
                        .map(now -> "is now called " + now + "; rename it")
                        .orElseGet(() -> "unknown key; " + Names.advice(key, keys, "allowed"));
                throw entry.location().error(Names.join(path, key), problem);
            }
        });
        Object[] values = components.stream().map(c -> component(c, map, path)).toArray();
        return create(type, values, map, path);
    }

    private Object component(RecordComponent component, YamlNode.Mapping map, String path) {
        Optional<String> inline = InputFiles.inlineKey(component);
        if (inline.isPresent()) {
            String file = Names.join(path, inline.get());
            if (!map.entries().containsKey(inline.get())) {
                throw missing(component, map, file);
            }
            YamlNode.Mapping given = InputFiles.inline(map, inline.get());
            return existing(component, record(HashedFile.class, given, path, List.of()), given, path);
        }
        String key = Components.key(component);
        String child = Names.join(path, key);
        YamlNode.Entry entry = map.entries().get(key);
        if (component.getGenericType() instanceof ParameterizedType optional
                && optional.getRawType() == Optional.class) {
            return Optional.ofNullable(entry).map(given -> {
                Object found = value(optional.getActualTypeArguments()[0], given.value(), child);
                return existing(component, found, given.value(), child);
            });
        }
        if (component.getType() == OptionalDouble.class) {
            double given = entry == null ? none(component) : (double) value(double.class, entry.value(), child);
            return given == none(component) ? OptionalDouble.empty() : OptionalDouble.of(given);
        }
        if (entry != null) {
            return existing(component, value(component.getGenericType(), entry.value(), child), entry.value(), child);
        }
        return byDefault(component, map.location(), child).orElseThrow(() -> missing(component, map, child));
    }

    /** Requires that the files of a bound value exist, and returns the value. */
    private static Object existing(RecordComponent component, Object bound, YamlNode node, String path) {
        InputFile file = component.getAnnotation(InputFile.class);
        if (file != null) {
            InputFiles.requireFiles(file, bound, node, path);
        }
        return bound;
    }

    /** The number that stands for an empty OptionalDouble in files and keys. */
    static double none(RecordComponent component) {
        return Double.parseDouble(component.getAnnotation(Default.class).value());
    }

    private static BadInputException missing(RecordComponent component, YamlNode.Mapping map, String child) {
        return map.location().error(child, "missing; add it" + hint(component));
    }

    /** The default of a component; empty for a required one. */
    static Optional<Object> byDefault(RecordComponent component, SourceLocation location, String path) {
        Optional<Object> known = DEFAULTS.get(component);
        if (known == null) {
            known = Optional.ofNullable(component.getAnnotation(Default.class))
                    .map(byDefault -> YamlParser.parse(byDefault.value(), location)
                            .orElseThrow(() -> new IllegalStateException("empty @Default of " + component)))
                    .map(value -> bind(component.getGenericType(), value, path));
            DEFAULTS.put(component, known);
        }
        return known;
    }

    private static String hint(RecordComponent component) {
        Class<?> type = component.getType();
        boolean family = type.isInterface() && !Scalars.isScalar(type) && type != List.class;
        return family
                ? " as {type: …}, one of "
                        + String.join(", ", Registry.members(type).keySet())
                : "";
    }

    private static Object create(Class<?> type, Object[] values, YamlNode.Mapping map, String path) {
        try {
            return Components.create(type.asSubclass(Record.class), values);
        } catch (IllegalArgumentException e) {
            throw RecordErrors.of(type, e, map, path);
        }
    }
}
