package org.dcd.schemas.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the Javadoc of a record, an interface or an enum says, without markup, as {@link DocumentationProcessor} has
 * kept it.
 */
public final class Documentation {
    private static final Map<Class<?>, Properties> KEPT = new ConcurrentHashMap<>();

    private Documentation() {}

    /** Text of a type; empty when it has none. */
    public static String of(Class<?> type) {
        return kept(type).getProperty(key(type.getName()), "");
    }

    /** Text of a component of a record or a constant of an enum, from the type that it says to {@code @see} at last. */
    public static String of(Class<?> type, String part) {
        Properties kept = kept(type);
        String key = key(type.getName());
        String text = kept.getProperty(key + "." + part, "");
        String see = kept.getProperty(key + "#see");
        return text.isEmpty() && see != null ? of(named(see, type), part) : text;
    }

    /** {@code org.dcd.A$B} as {@code A$B}. */
    static String key(String binaryName) {
        return binaryName.substring(binaryName.lastIndexOf('.') + 1);
    }

    /** Resource of a class that stands in no other. */
    static String file(String topLevel) {
        return "META-INF/dcd/words/" + topLevel + ".properties";
    }

    private static Class<?> named(String name, Class<?> near) {
        try {
            return Class.forName(name, false, near.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(near + " says to see " + name, e);
        }
    }

    private static Properties kept(Class<?> type) {
        Class<?> top = type;
        while (top.getEnclosingClass() != null) {
            top = top.getEnclosingClass();
        }
        return KEPT.computeIfAbsent(top, Documentation::read);
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
