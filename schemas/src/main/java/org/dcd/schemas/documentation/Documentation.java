package org.dcd.schemas.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** The Javadoc of records, interfaces and enums as plain text, stored by {@link DocumentationProcessor}. */
public final class Documentation {
    private static final Map<Class<?>, Properties> CACHE = new ConcurrentHashMap<>();

    private Documentation() {}

    /** The text of a type; empty for a type without Javadoc. */
    public static String of(Class<?> type) {
        return stored(type).getProperty(key(type.getName()), "");
    }

    /**
     * The text of a component of a record or a constant of an enum. A type without it may refer to another type by
     * {@code @see}.
     *
     * @param part name of the component or constant
     * @return empty when there is none
     */
    public static String of(Class<?> type, String part) {
        Properties stored = stored(type);
        String key = key(type.getName());
        String text = stored.getProperty(key + "." + part, "");
        String see = stored.getProperty(key + "#see");
        return text.isEmpty() && see != null ? of(named(see, type), part) : text;
    }

    /** {@code org.dcd.A$B} as {@code A$B}. */
    static String key(String binaryName) {
        return binaryName.substring(binaryName.lastIndexOf('.') + 1);
    }

    /** The resource of a top-level class. */
    static String file(String topLevel) {
        return "META-INF/dcd/words/" + topLevel + ".properties";
    }

    private static Class<?> named(String name, Class<?> near) {
        try {
            return Class.forName(name, false, near.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(near + " refers to " + name + ", which does not exist", e);
        }
    }

    private static Properties stored(Class<?> type) {
        Class<?> top = type;
        while (top.getEnclosingClass() != null) {
            top = top.getEnclosingClass();
        }
        return CACHE.computeIfAbsent(top, Documentation::read);
    }

    private static Properties read(Class<?> topLevel) {
        Properties properties = new Properties();
        try (InputStream in = topLevel.getClassLoader().getResourceAsStream(file(topLevel.getName()))) {
            if (in != null) {
                properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
