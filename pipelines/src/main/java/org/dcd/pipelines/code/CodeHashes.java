package org.dcd.pipelines.code;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.StageKinds;

/**
 * Hashes of classes with all that they call inside one code base. A registered member of an open family is included
 * only where a class creates or calls it by name; members in specifications have hashes of their own. Each class file
 * is read once.
 */
final class CodeHashes {
    private static final int HEX_DIGITS = 32;

    /** Looks up all kinds by name. It is not followed, because each kind has its own hash. */
    private static final String KINDS = StageKinds.class.getName().replace('.', '/');

    private final CodeBase base;
    /** Classes by internal name; empty for a class outside the code base. */
    private final Map<String, Optional<Unit>> units = new ConcurrentHashMap<>();

    /** A class and the hash of its code. */
    private record Unit(ClassFacts facts, byte[] sha256) {}

    CodeHashes(CodeBase base) {
        this.base = base;
    }

    /**
     * The hash of classes and all that they call.
     *
     * @param roots internal names of the classes
     * @param outside for a called class outside the code base, a text that the hash depends on; null for none
     */
    String hash(Collection<String> roots, Function<String, String> outside) {
        MessageDigest digest = sha256();
        SortedSet<String> beyond = new TreeSet<>();
        closure(roots, beyond).forEach((name, unit) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(unit.sha256());
        });
        for (String name : beyond) {
            String more = outside.apply(name);
            if (more != null) {
                digest.update((name + "=" + more + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, HEX_DIGITS);
    }

    /** Internal names of all classes in the hash of these, sorted. */
    SortedSet<String> classes(Collection<String> roots) {
        return new TreeSet<>(closure(roots, new TreeSet<>()).keySet());
    }

    private SortedMap<String, Unit> closure(Collection<String> roots, SortedSet<String> beyond) {
        SortedMap<String, Unit> found = new TreeMap<>();
        Deque<String> left = new ArrayDeque<>();
        for (String root : roots) {
            if (unit(root).isEmpty()) {
                throw new IllegalStateException("no class " + root + " in " + base.places());
            }
            left.add(root);
        }
        while (!left.isEmpty()) {
            String name = left.remove();
            if (name.equals(KINDS) || found.containsKey(name)) {
                continue;
            }
            Optional<Unit> unit = unit(name);
            if (unit.isEmpty()) {
                beyond.add(name);
                continue;
            }
            found.put(name, unit.get());
            ClassFacts facts = unit.get().facts();
            left.addAll(facts.calls());
            facts.types().stream().filter(type -> !isMember(type)).forEach(left::add);
            facts.families().forEach(family -> left.addAll(members(family)));
        }
        return found;
    }

    boolean isMember(String name) {
        return unit(name).map(unit -> unit.facts().isMember()).orElse(false);
    }

    private Optional<Unit> unit(String name) {
        return units.computeIfAbsent(name, this::read);
    }

    private Optional<Unit> read(String name) {
        return base.classFile(name).map(bytes -> {
            ClassFacts facts = ClassFacts.of(bytes);
            MessageDigest digest = sha256();
            digest.update(facts.code());
            for (String resource : facts.resources()) {
                String path = resource.startsWith("/")
                        ? resource.substring(1)
                        : name.substring(0, name.lastIndexOf('/') + 1) + resource;
                base.file(path).ifPresent(digest::update);
            }
            return new Unit(facts, digest.digest());
        });
    }

    /** Members of a family in the code base, for a class that looks them up in the registry. */
    private Collection<String> members(String family) {
        try {
            Class<?> type = Class.forName(family.replace('/', '.'), false, CodeHashes.class.getClassLoader());
            return Registry.members(type).values().stream()
                    .map(member -> member.getName().replace('.', '/'))
                    .filter(this::isMember)
                    .toList();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
