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

    /** Between a small letter or digit and a capital. */
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private Registry() {}

    /** Members of a family by name, sorted. */
    public static SortedMap<String, Class<?>> members(Class<?> family) {
        return MEMBERS.computeIfAbsent(family, Registry::find);
    }

    /** All classes that carry an annotation, which must be {@link org.atteo.classindex.IndexAnnotated}. */
    public static List<Class<?>> annotated(Class<? extends Annotation> annotation) {
        List<Class<?>> found = new ArrayList<>();
        ClassIndex.getAnnotated(annotation).forEach(found::add);
        return found;
    }

    /** Name under which an object's class is registered. */
    public static String nameOf(Object member) {
        TypeName name = member.getClass().getAnnotation(TypeName.class);
        if (name == null) {
            throw new IllegalArgumentException(member.getClass() + " has no @TypeName");
        }
        return name.value();
    }

    /** Name of a type in messages: the registered one, else its simple name in kebab-case. */
    public static String nameOf(Class<?> type) {
        TypeName name = type.getAnnotation(TypeName.class);
        return name == null ? keyOf(type.getSimpleName()) : name.value();
    }

    /** Key of a record component in experiment files: {@code learningRate} is {@code learning-rate}. */
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
                    throw new IllegalStateException(other + " and " + member + " share one name in " + family);
                }
            }
        }
        return members;
    }
}
