package org.dcd.pipelines.experiment;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Derived;
import org.dcd.transforms.registry.Registry;

/**
 * Makes records out of YAML: keys are the components in kebab-case, {@link Default} gives missing ones, those of type
 * Optional may be missing, and {@link Derived} ones where the record makes them of the others. A component whose type
 * is an interface is a member of an open family chosen by its {@code type} key, or by that name alone; a record that
 * asks for a path and nothing else may be that path alone. Records check themselves; their complaints get the place of
 * the key that they name.
 */
final class Binder {
    private static final String TYPE = "type";
    private static final String PATH = "path";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    private Binder() {}

    static <R extends Record> R bind(Class<R> type, YamlNode node) {
        return type.cast(bind(type, node, ""));
    }

    static Object bind(Type type, YamlNode node, String path) {
        if (Scalars.isNothing(node)) {
            boolean tilde = ((YamlNode.Scalar) node).text().equals("~");
            throw node.place()
                    .error(
                            path,
                            "has no value; give one or remove the key"
                                    + (tilde ? " (~ is no value in YAML; a home folder is written in full)" : ""));
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

    private static List<Object> list(Type item, YamlNode node, String path) {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            throw node.place().error(path, "needs a list such as [a, b], was " + node.kind());
        }
        List<Object> items = new ArrayList<>();
        for (YamlNode child : sequence.items()) {
            items.add(bind(item, child, path + "[" + items.size() + "]"));
        }
        return List.copyOf(items);
    }

    private static YamlNode.Mapping mapping(YamlNode node, String path, String wanted) {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping;
        }
        boolean bare = node.place().isSet()
                && node instanceof YamlNode.Scalar scalar
                && scalar.text().contains(": ");
        throw node.place()
                .error(path, "needs " + wanted + ", was " + node.kind() + (bare ? "; write it in braces, {…}" : ""));
    }

    private static Object member(Class<?> family, YamlNode node, String path) {
        Map<String, Class<?>> members = Registry.members(family);
        String types = String.join(", ", members.keySet());
        YamlNode.Mapping mapping = mapping(withType(node), path, "a map with a type, one of " + types);
        YamlNode.Entry entry = mapping.entries().get(TYPE);
        String typePath = node instanceof YamlNode.Scalar ? path : Names.join(path, TYPE);
        if (entry == null) {
            throw mapping.place().error(typePath, "missing; give one of " + types);
        }
        if (!(entry.value() instanceof YamlNode.Scalar scalar) || Scalars.isNothing(scalar)) {
            throw entry.value()
                    .place()
                    .error(
                            typePath,
                            "needs one of " + types + ", was " + entry.value().kind());
        }
        Class<?> member = members.get(scalar.text());
        if (member == null) {
            throw scalar.place()
                    .error(
                            typePath,
                            "unknown type " + Names.show(scalar.text()) + "; "
                                    + Names.advice(scalar.text(), members.keySet(), "registered"));
        }
        return record(member, mapping, path, List.of(TYPE));
    }

    /** One word is short for {@code {type: word}}. */
    private static YamlNode withType(YamlNode node) {
        return node instanceof YamlNode.Scalar word && NAME.matcher(word.text()).matches()
                ? new YamlNode.Mapping(word.place(), Map.of(TYPE, new YamlNode.Entry(word.place(), word)))
                : node;
    }

    /** A path is short for {@code {path: …}}. */
    private static YamlNode withPath(Class<?> type, YamlNode node) {
        return node instanceof YamlNode.Scalar && asksForPathAlone(type)
                ? new YamlNode.Mapping(node.place(), Map.of(PATH, new YamlNode.Entry(node.place(), node)))
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

    private static Object record(Class<?> type, YamlNode.Mapping map, String path, List<String> furtherKeys) {
        List<RecordComponent> components = Components.of(type);
        TreeSet<String> keys = new TreeSet<>(furtherKeys);
        components.forEach(component -> keys.add(Names.kebab(component.getName())));
        map.entries().forEach((key, entry) -> {
            if (!keys.contains(key)) {
                throw entry.place().error(Names.join(path, key), "unknown key; " + Names.advice(key, keys, "allowed"));
            }
        });
        Object[] values = components.stream().map(c -> component(c, map, path)).toArray();
        Object made = create(type, values, map, path);
        for (int i = 0; i < components.size(); i++) {
            if (values[i] == null && Unbinder.read(components.get(i), made) == null) {
                throw missing(
                        components.get(i),
                        map,
                        Names.join(path, Names.kebab(components.get(i).getName())));
            }
        }
        return made;
    }

    private static Object component(RecordComponent component, YamlNode.Mapping map, String path) {
        String key = Names.kebab(component.getName());
        String child = Names.join(path, key);
        YamlNode.Entry entry = map.entries().get(key);
        if (component.getGenericType() instanceof ParameterizedType optional
                && optional.getRawType() == Optional.class) {
            return Optional.ofNullable(entry)
                    .map(given -> bind(optional.getActualTypeArguments()[0], given.value(), child));
        }
        if (entry != null) {
            return bind(component.getGenericType(), entry.value(), child);
        }
        if (component.isAnnotationPresent(Derived.class)) {
            return null;
        }
        return byDefault(component, map.place(), child).orElseThrow(() -> missing(component, map, child));
    }

    private static BadInputException missing(RecordComponent component, YamlNode.Mapping map, String child) {
        return map.place().error(child, "missing; add it" + hint(component));
    }

    /** What a component is when a file does not give it; empty when it must. */
    static Optional<Object> byDefault(RecordComponent component, Place place, String path) {
        return Optional.ofNullable(component.getAnnotation(Default.class))
                .map(byDefault -> YamlParser.parse(byDefault.value(), place)
                        .orElseThrow(() -> new IllegalStateException("empty @Default of " + component)))
                .map(value -> bind(component.getGenericType(), value, path));
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
        Class<?>[] parameters =
                Components.of(type).stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw RecordErrors.of(type, refusal, map, path);
            }
            throw new IllegalStateException(type + " failed on " + Arrays.toString(values), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }
}
