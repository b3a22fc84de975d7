package org.dcd.runners.plugin;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.atteo.classindex.ClassIndex;
import org.dcd.pipelines.code.CodeVersions;
import org.dcd.pipelines.store.Environment;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Reasons;
import org.dcd.transforms.registry.TypeName;

/**
 * The plug-ins of this process: jars with members of open families that are not part of DCD. The launcher script adds
 * them to the class path, and jobs take them to clusters.
 *
 * @param jars absolute paths, in the order of the class path
 */
public record Plugins(List<Path> jars) {
    /** Java property with the paths of all plug-ins, separated as a class path is. */
    private static final String PROPERTY = "dcd.plugins";
    /** Written by the annotation processor of class index: one class name a line. */
    private static final String INDEX = "META-INF/annotations/" + TypeName.class.getName();

    private static final String OURS = "org/dcd/";
    private static final String CLASS = ".class";

    /** Removes duplicates. */
    public Plugins {
        jars = jars.stream()
                .map(jar -> jar.toAbsolutePath().normalize())
                .distinct()
                .toList();
    }

    /** The plug-ins that the launcher script put on the class path of this process. */
    public static Plugins ofThisProcess() {
        return new Plugins(Stream.of(System.getProperty(PROPERTY, "").split(File.pathSeparator))
                .filter(jar -> !jar.isEmpty())
                .map(Path::of)
                .toList());
    }

    /**
     * Checks that every plug-in can be used with this version of DCD and with the other plug-ins: its classes are
     * indexed, no other class has their names, every class and method of DCD that they use exists, and no other member
     * of a family has the same {@link TypeName}.
     *
     * @param loader loads the classes of DCD and of all plug-ins
     * @throws BadInputException with the jar, the class at fault and the remedy
     */
    public void check(ClassLoader loader) {
        if (jars.isEmpty()) {
            return;
        }
        Map<String, Path> members = new HashMap<>();
        for (Path jar : jars) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                index(jar, zip).forEach(member -> members.put(member, jar));
                check(jar, zip, loader);
            } catch (ZipException e) {
                throw refused(jar, "is no jar: " + e.getMessage() + "; build it again");
            } catch (IOException e) {
                throw refused(jar, "cannot be read: " + Reasons.of(e) + "; correct DCD_PLUGINS");
            }
        }
        checkNames(members, loader);
    }

    /** Names of the registered classes of a plug-in. */
    private static Set<String> index(Path jar, ZipFile zip) throws IOException {
        ZipEntry index = zip.getEntry(INDEX);
        if (index == null) {
            throw refused(
                    jar,
                    "registers nothing, as it has no " + INDEX + "; annotate the classes with @TypeName and compile"
                            + " them with the annotation processor of org.atteo.classindex, which javac finds on the"
                            + " class path of a project that depends on dcd-pipelines");
        }
        Set<String> names = new LinkedHashSet<>();
        try (InputStream in = zip.getInputStream(index)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .forEach(names::add);
        }
        for (String name : names) {
            if (zip.getEntry(name.replace('.', '/') + CLASS) == null) {
                throw refused(jar, "registers " + name + ", which is not in it; build it again from the start");
            }
        }
        return names;
    }

    private static void check(Path jar, ZipFile zip, ClassLoader loader) throws IOException {
        Linkage linkage = new Linkage(loader);
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String name = entry.getName();
            if (!name.endsWith(CLASS) || name.endsWith("-info.class") || name.startsWith("META-INF/")) {
                continue;
            }
            String type = name.substring(0, name.length() - CLASS.length());
            String shown = type.replace('/', '.');
            if (name.startsWith(OURS)) {
                throw refused(
                        jar,
                        "has a class in a package of DCD, " + shown + "; move your own classes to a package of your"
                                + " own, and leave those of DCD out with the scope provided");
            }
            Set<URL> places = new LinkedHashSet<>(Collections.list(loader.getResources(name)));
            if (places.isEmpty()) {
                throw refused(jar, "is not on the class path; start with ./dcd, which puts it there from DCD_PLUGINS");
            }
            if (places.size() > 1) {
                throw refused(
                        jar,
                        "has the class " + shown + ", which is on the class path " + places.size() + " times: "
                                + String.join(
                                        ", ", places.stream().map(URL::toString).toList())
                                + "; leave it out, or move it to another package");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                linkage.problem(type, in.readAllBytes()).ifPresent(problem -> {
                    throw refused(
                            jar,
                            "does not fit this version of DCD, "
                                    + Environment.versions().get("dcd") + ": " + shown + " " + problem
                                    + "; compile it against this version");
                });
            }
        }
    }

    private static void checkNames(Map<String, Path> members, ClassLoader loader) {
        Map<String, Class<?>> named = new HashMap<>();
        for (Class<?> member : ClassIndex.getAnnotated(TypeName.class, loader)) {
            String name;
            try {
                name = CodeVersions.name(member);
            } catch (IllegalStateException e) {
                throw refused(members.get(member.getName()), "cannot be used: " + e.getMessage());
            }
            Class<?> other = named.put(name, member);
            if (other == null) {
                continue;
            }
            Class<?> later = members.containsKey(member.getName()) ? member : other;
            Class<?> earlier = later.equals(member) ? other : member;
            Path jar = members.get(earlier.getName());
            throw refused(
                    members.get(later.getName()),
                    "registers " + later.getName() + " as " + name + ", a name that " + earlier.getName() + " of "
                            + (jar == null ? "DCD" : jar) + " has; give it another @TypeName");
        }
    }

    private static BadInputException refused(Path jar, String why) {
        return new BadInputException("the plug-in " + jar + " " + why);
    }
}
