package org.dcd.transforms.registry;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.atteo.classindex.ClassIndex;

/** The registered members of each open family, found by their {@link TypeName}. */
public final class Registry {
    private static final Map<Class<?>, SortedMap<String, Class<?>>> MEMBERS = new ConcurrentHashMap<>();

    /** Position between a lower-case letter or digit and an upper-case letter. */
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private Registry() {}

    /** Members of a family by registered name, sorted. */
    public static SortedMap<String, Class<?>> members(Class<?> family) {
        return MEMBERS.computeIfAbsent(family, Registry::find);
    }

    /** All classes with an annotation, which must itself be annotated {@link org.atteo.classindex.IndexAnnotated}. */
    public static List<Class<?>> annotated(Class<? extends Annotation> annotation) {
        List<Class<?>> found = new ArrayList<>();
        ClassIndex.getAnnotated(annotation).forEach(found::add);
        return found;
    }

    /**
     * Registered name of an object's class.
     *
     * @throws IllegalArgumentException if the class has no {@link TypeName}
     */
    public static String nameOf(Object member) {
        TypeName name = member.getClass().getAnnotation(TypeName.class);
        if (name == null) {
            throw new IllegalArgumentException(member.getClass() + " has no @TypeName");
        }
        return name.value();
    }

    /** Name of a type in messages: its registered name, or its simple name in kebab case. */
    public static String nameOf(Class<?> type) {
        TypeName name = type.getAnnotation(TypeName.class);
        return name == null ? keyOf(type.getSimpleName()) : name.value();
    }

    /**
     * Converts the name of a record component to its key in experiment files: {@code learningRate} to
     * {@code learning-rate}.
     */
    public static String keyOf(String camelCase) {
        return HUMP.matcher(camelCase).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    private static SortedMap<String, Class<?>> find(Class<?> family) {
        SortedMap<String, Class<?>> members = new TreeMap<>();
        for (Class<?> member : ClassIndex.getAnnotated(TypeName.class)) {
            if (family.isAssignableFrom(member)) {
                Class<?> other =
                        members.put(member.getAnnotation(TypeName.class).value(), member);
                if (other != null) {
                    throw new IllegalStateException(other + " and " + member + " have the same name in " + family);
                }
            }
        }
        return members;
    }
}
