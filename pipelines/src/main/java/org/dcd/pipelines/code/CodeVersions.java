package org.dcd.pipelines.code;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.beam.StageTransform;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageKinds;

/**
 * Versions of the code that a stage runs, which enter its key: that of its kind, and those of all registered members in
 * its specification. Code that equals the {@link Ledger} has a version number. Modified code, and code of a plug-in,
 * has its hash (docs/decisions/0010-keys-know-the-code.md).
 */
public final class CodeVersions {
    private static final String STAGE_OF = "stage ";
    private static final String SHA = "sha ";
    private static final int SHOWN_DIGITS = 12;

    /** Accessors of the components of a record that may be members and enter keys. A plan asks for each many times. */
    private static final ClassValue<List<Method>> MAY_HOLD_MEMBERS = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> record) {
            return mayHoldMembers(record);
        }
    };

    private final CodeHashes hashes;
    private final Ledger ledger;
    private final Map<CodeBase, CodeHashes> plugins = new ConcurrentHashMap<>();
    private final Map<Class<?>, String> members = new ConcurrentHashMap<>();

    CodeVersions(CodeBase base, Ledger ledger) {
        this.hashes = new CodeHashes(base);
        this.ledger = ledger;
    }

    /** The code versions of the running program. */
    public static CodeVersions ofThisProgram() {
        return ThisProgram.VERSIONS;
    }

    private static final class ThisProgram {
        private static final CodeVersions VERSIONS = new CodeVersions(CodeBase.ofThisProject(), Ledger.ofThisProject());
    }

    /**
     * Starts to hash the code of all kinds on another thread, while the caller reads the experiment. Planning waits for
     * hashes that are not finished.
     */
    public static void prepare() {
        Thread thread = new Thread(
                () -> StageKinds.all().forEach(kind -> ofThisProgram().of(kind.getClass())), "code-hashes");
        thread.setDaemon(true);
        // the planner meets the same failure and reports it
        thread.setUncaughtExceptionHandler((failed, error) -> {});
        thread.start();
    }

    /** Name of the code of a stage kind, such as {@code stage teacher}. */
    public static String name(String kind) {
        return STAGE_OF + kind;
    }

    /** Name of a registered member, such as {@code forward operator downsample} or {@code stage teacher}. */
    public static String name(Class<?> member) {
        if (StageKind.class.isAssignableFrom(member)) {
            return name(member.getAnnotation(TypeName.class).value());
        }
        String family = family(member)
                .orElseThrow(() -> new IllegalStateException(member + " has a @TypeName and implements no interface"))
                .getSimpleName();
        return family.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT) + " "
                + member.getAnnotation(TypeName.class).value();
    }

    /** {@code teacher} for {@code stage teacher}; names of members are unchanged. */
    public static String shortName(String name) {
        return name.startsWith(STAGE_OF) ? name.substring(STAGE_OF.length()) : name;
    }

    /** Whether a value of {@link #of} is a version number. */
    public static boolean isNumber(String version) {
        return version.chars().allMatch(Character::isDigit);
    }

    /** A value of {@link #of} for messages: {@code version 2}, or the first digits of a hash. */
    public static String describe(String version) {
        return isNumber(version)
                ? "version " + version
                : version.substring(0, Math.min(version.length(), version.indexOf(SHA) + SHA.length() + SHOWN_DIGITS));
    }

    /** The interface of a member's family: the most general of those that extend one another. */
    private static Optional<Class<?>> family(Class<?> type) {
        for (Class<?> parent : type.getInterfaces()) {
            if (!parent.getName().startsWith("java.")) {
                return Optional.of(family(parent).orElse(parent));
            }
        }
        return Optional.ofNullable(type.getSuperclass()).flatMap(CodeVersions::family);
    }

    /**
     * The versions of the code that a stage runs.
     *
     * @param kind name of the stage kind
     * @param spec specification of the stage
     * @return by name: {@code 2} for a version, {@code modified, sha …} for code that differs from the ledger,
     *     {@code sha …} for a member of a plug-in
     */
    public SortedMap<String, String> of(String kind, StageSpec spec) {
        SortedMap<String, String> versions = new TreeMap<>();
        versions.put(name(kind), of(StageKinds.of(kind).getClass()));
        List<Class<?>> used = new ArrayList<>();
        collect(spec, used);
        used.forEach(member -> versions.put(name(member), of(member)));
        return versions;
    }

    private String of(Class<?> member) {
        String known = members.get(member);
        if (known == null) {
            known = version(member);
            members.put(member, known);
        }
        return known;
    }

    private String version(Class<?> member) {
        String name = name(member);
        Optional<Integer> stated =
                Optional.ofNullable(member.getAnnotation(CodeVersion.class)).map(CodeVersion::value);
        if (ledger.of(name).isPresent()) {
            return recorded(name, stated.orElse(1), hash(member));
        }
        return stated.map(String::valueOf).orElseGet(() -> SHA + hash(member));
    }

    private String recorded(String name, int version, String hash) {
        boolean isRecorded =
                ledger.of(name).filter(entry -> entry.code().equals(hash)).isPresent();
        return isRecorded ? version + "" : "modified, " + SHA + hash;
    }

    String hash(Class<?> member) {
        String name = internalName(member);
        if (hashes.isMember(name)) {
            return hashes.hash(roots(member), outside -> null);
        }
        CodeBase base = CodeBase.of(member)
                .orElseThrow(() -> new IllegalStateException("the code of " + name(member) + ", " + member
                        + ", is in no jar or folder, so its changes cannot be detected;"
                        + " annotate the class with @CodeVersion"));
        return plugins.computeIfAbsent(base, CodeHashes::new).hash(List.of(name), this::ofOurs);
    }

    /** The version of a member of this project that a plug-in calls. */
    private String ofOurs(String internalName) {
        if (!hashes.isMember(internalName)) {
            return null;
        }
        try {
            return of(Class.forName(internalName.replace('/', '.'), false, CodeVersions.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The ledger of the current code: every kind and every registered member of the project. */
    Ledger now(Collection<Class<?>> ofProject) {
        SortedMap<String, Ledger.Entry> entries = new TreeMap<>();
        for (Class<?> member : ofProject) {
            CodeVersion version = member.getAnnotation(CodeVersion.class);
            Ledger.Entry other =
                    entries.put(name(member), new Ledger.Entry(version == null ? 1 : version.value(), hash(member)));
            if (other != null) {
                throw new IllegalStateException("two members are called " + name(member));
            }
        }
        return new Ledger(entries);
    }

    /** Internal names, such as {@code org/dcd/schemas/Count}, of the classes in the hash of a kind. */
    public Collection<String> classes(StageKind<?> kind) {
        return hashes.classes(roots(kind.getClass()));
    }

    /** Internal names of the classes from which the code of a member is collected. */
    static List<String> roots(Class<?> member) {
        return StageKind.class.isAssignableFrom(member)
                ? List.of(
                        internalName(member),
                        internalName(StageTransform.of(StageKinds.of(
                                        member.getAnnotation(TypeName.class).value()))
                                .getClass()))
                : List.of(internalName(member));
    }

    static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    private static void collect(Object value, Collection<Class<?>> members) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> collect(present, members));
        } else if (value instanceof Collection<?> items) {
            items.forEach(item -> collect(item, members));
        } else if (value instanceof Record) {
            if (value.getClass().isAnnotationPresent(TypeName.class)) {
                members.add(value.getClass());
            }
            for (Method component : MAY_HOLD_MEMBERS.get(value.getClass())) {
                collect(read(component, value), members);
            }
        }
    }

    private static List<Method> mayHoldMembers(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .filter(component -> !component.isAnnotationPresent(NotInKey.class))
                .filter(component -> mayBeMember(component.getType()))
                .map(RecordComponent::getAccessor)
                .peek(accessor -> accessor.setAccessible(true))
                .toList();
    }

    private static boolean mayBeMember(Class<?> type) {
        return !type.isPrimitive() && !type.isEnum() && !type.isArray() && type != String.class;
    }

    private static Object read(Method component, Object value) {
        try {
            return component.invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(component + " of " + value.getClass() + " cannot be read", e);
        }
    }
}
