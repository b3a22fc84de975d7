package org.dcd.pipelines.experiment;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Reasons;
import org.dcd.transforms.files.HashCache;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.weights.WeightSource;

/** The files of an experiment besides its data set: pretrained teachers, coil maps, statistics, weights. */
public final class NamedFiles {
    private NamedFiles() {}

    /** Applied to every file, with the key of its path. */
    private interface Step {
        HashedFile of(HashedFile file, String key);
    }

    /**
     * The files with their hashes, in the order of the keys of the experiment.
     *
     * @param experiment an experiment whose files are {@link #hashed}
     */
    public static List<ExternalInput> of(Experiment experiment) {
        List<ExternalInput> files = new ArrayList<>();
        visit(experiment, "", (file, key) -> {
            String owner = key.substring(0, key.lastIndexOf('.'));
            files.add(new ExternalInput(owner, List.of(file.path().getFileName().toString()), file.sha256()));
            return file;
        });
        return List.copyOf(files);
    }

    /**
     * The experiment with the hash of every file. Files that have a hash are not read.
     *
     * @param experiment the experiment
     * @param cache hashes of unchanged files
     * @throws BadInputException when a file cannot be read
     */
    public static Experiment hashed(Experiment experiment, HashCache cache) {
        return (Experiment) visit(experiment, "", (file, key) -> {
            if (file.isHashed()) {
                return file;
            }
            try {
                return file.with(WeightSource.sha256(file.path(), cache));
            } catch (IOException e) {
                throw new BadInputException(
                        "experiment " + experiment.experiment() + ": " + key + " " + file.path() + " cannot be read ("
                                + Reasons.of(e) + "); check the path and its permissions",
                        e);
            } catch (BadInputException e) {
                throw new BadInputException(
                        "experiment " + experiment.experiment() + ": " + key + " " + e.getMessage(), e);
            }
        });
    }

    /** The experiment without hashes, so that its files are hashed as they are now. */
    static Experiment unpinned(Experiment experiment) {
        return (Experiment) visit(experiment, "", (file, key) -> HashedFile.unhashed(file.path()));
    }

    /** Applies a step to all files of a value; returns the same object when none changes. */
    private static Object visit(Object value, String key, Step step) {
        if (value instanceof HashedFile file) {
            return step.of(file, Names.join(key, InputFiles.PATH));
        }
        if (value instanceof Optional<?> optional) {
            if (optional.isEmpty()) {
                return value;
            }
            Object visited = visit(optional.get(), key, step);
            return visited == optional.get() ? value : Optional.of(visited);
        }
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                items.add(visit(list.get(i), key + "[" + i + "]", step));
            }
            return items;
        }
        return value instanceof Record record ? visit(record, key, step) : value;
    }

    private static Record visit(Record record, String key, Step step) {
        Map<RecordComponent, Object> changed = new HashMap<>();
        for (RecordComponent component : Components.compound(record.getClass())) {
            Object member = Components.read(component, record);
            Optional<String> inline = InputFiles.inlineKey(component);
            Object visited = inline.isPresent()
                    ? step.of((HashedFile) member, Names.join(key, inline.get()))
                    : visit(member, Names.join(key, Components.key(component)), step);
            if (visited != member && !visited.equals(member)) {
                changed.put(component, visited);
            }
        }
        if (changed.isEmpty()) {
            return record;
        }
        Object[] values = Components.of(record.getClass()).stream()
                .map(component ->
                        changed.containsKey(component) ? changed.get(component) : Components.read(component, record))
                .toArray();
        return Components.create(record.getClass(), values);
    }
}
