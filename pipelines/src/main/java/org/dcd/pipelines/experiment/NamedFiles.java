package org.dcd.pipelines.experiment;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The files that an experiment names together with their hash: teachers, coil maps, statistics, weights. Any record
 * with a path and {@code sha256} is one.
 */
public final class NamedFiles {
    static final String SHA256 = "sha256";

    private final List<ExternalInput> files = new ArrayList<>();

    private NamedFiles() {}

    /** In the order of the experiment's keys. */
    public static List<ExternalInput> of(Experiment experiment) {
        NamedFiles named = new NamedFiles();
        named.visit(experiment, "");
        return List.copyOf(named.files);
    }

    private void visit(Object value, String key) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(member -> visit(member, key));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                visit(list.get(i), key + "[" + i + "]");
            }
        } else if (value instanceof Record) {
            file(value, key).ifPresent(files::add);
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                Object member = Unbinder.read(component, value);
                visit(member, Names.join(key, Names.kebab(component.getName())));
            }
        }
    }

    private static Optional<ExternalInput> file(Object value, String key) {
        RecordComponent[] components = value.getClass().getRecordComponents();
        Optional<Path> path = member(components, value, Path.class, "");
        Optional<String> sha256 = member(components, value, String.class, SHA256);
        return path.isPresent() && sha256.isPresent()
                ? Optional.of(
                        new ExternalInput(key, List.of(path.get().getFileName().toString()), sha256.get()))
                : Optional.empty();
    }

    private static <T> Optional<T> member(RecordComponent[] components, Object value, Class<T> type, String name) {
        return Arrays.stream(components)
                .filter(component -> component.getType() == type
                        && (name.isEmpty() || component.getName().equals(name)))
                .map(component -> type.cast(Unbinder.read(component, value)))
                .findFirst();
    }
}
