package org.dcd.transforms.stage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.Registry;

/** The registered kinds of stages. Code that runs inside stages must not use it, see {@code CodeHashes}. */
public final class StageKinds {
    private StageKinds() {}

    private static final class Instances {
        private static final SortedMap<String, StageKind<?>> BY_NAME = make();

        private static SortedMap<String, StageKind<?>> make() {
            SortedMap<String, StageKind<?>> kinds = new TreeMap<>();
            for (Map.Entry<String, Class<?>> member :
                    Registry.members(StageKind.class).entrySet()) {
                kinds.put(member.getKey(), instance(member.getValue()));
            }
            return kinds;
        }

        private static StageKind<?> instance(Class<?> type) {
            try {
                return (StageKind<?>) type.getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(
                        type + " is registered as a kind of stage and has no public constructor without parameters", e);
            }
        }
    }

    /** All kinds, sorted by name. */
    public static List<StageKind<?>> all() {
        return List.copyOf(Instances.BY_NAME.values());
    }

    /** The kind with a name; empty for a kind of another version or of a missing plug-in. */
    public static Optional<StageKind<?>> find(String name) {
        return Optional.ofNullable(Instances.BY_NAME.get(name));
    }

    /**
     * The kind with a name.
     *
     * @throws IllegalStateException when it is not registered
     */
    public static StageKind<?> of(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalStateException("unknown kind of stage '" + name
                        + "', registered are " + String.join(", ", Instances.BY_NAME.keySet())
                        + "; add the jar of the plug-in that contains it"));
    }

    /** Registered name of a kind. */
    public static String name(StageKind<?> kind) {
        return Registry.nameOf(kind);
    }

    /** Code version of the kind with a name. */
    public static int codeVersion(String name) {
        return codeVersion(of(name));
    }

    /** Code version of a kind; 1 without annotation. */
    public static int codeVersion(StageKind<?> kind) {
        CodeVersion version = kind.getClass().getAnnotation(CodeVersion.class);
        return version == null ? 1 : version.value();
    }

    /** Whether stages of a kind write scores; false for a kind that is not registered. */
    public static boolean writesScores(String name) {
        return find(name).map(StageKind::writesScores).orElse(false);
    }
}
