package org.dcd.pipelines.experiment;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Reasons;
import org.dcd.transforms.files.HashCache;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.weights.WeightSource;

/** The files that an experiment names beside its data set: teachers, coil maps, statistics, weights. */
public final class NamedFiles {
    private NamedFiles() {}

    /** What is done with a file; the key is that of its path. */
    private interface Step {
        HashedFile of(HashedFile file, String key);
    }

    /**
     * The files, in the order of the experiment's keys.
     *
     * @param experiment whose files are {@link #hashed}
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
     * The experiment with the hash of every file that has none yet.
     *
     * @param cache asked before a file is read
     * @throws BadInputException naming a file that cannot be read
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

    /** The experiment without hashes, so that those of the files that are there now are taken. */
    static Experiment unpinned(Experiment experiment) {
        return (Experiment) visit(experiment, "", (file, key) -> HashedFile.unhashed(file.path()));
    }

    /** A value with a step done on all its files: the value itself when none changes. */
    private static Object visit(Object value, String key, Step step) {
        if (value instanceof HashedFile file) {
            return step.of(file, Names.join(key, InputFiles.PATH));
        }
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? value : Optional.of(visit(optional.get(), key, step));
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
        List<RecordComponent> components = Components.of(record.getClass());
        Object[] values = new Object[components.size()];
        boolean changed = false;
        for (int i = 0; i < values.length; i++) {
            Object member = RecordTree.read(components.get(i), record);
            Optional<String> inline = InputFiles.inlineKey(components.get(i));
            values[i] = inline.isPresent()
                    ? step.of((HashedFile) member, Names.join(key, inline.get()))
                    : visit(
                            member,
                            Names.join(key, Names.kebab(components.get(i).getName())),
                            step);
            changed |= !values[i].equals(member);
        }
        return changed ? Components.create(record.getClass(), values) : record;
    }
}
