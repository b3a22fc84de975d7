package org.dcd.pipelines.experiment;

import java.util.Arrays;
import java.util.List;
import org.dcd.schemas.documentation.Documentation;

/** Keys of an experiment file that make an experiment out of several texts, or several out of one. */
public enum FileKey {
    /**
     * Path of another experiment file, beside this one, whose keys stand where this one gives none. Maps merge key by
     * key; lists and other values are replaced, and so is a map whose type changes.
     */
    EXTENDS,
    /**
     * The settings in which the paper and its released code differ, under one name. They lie beneath all that the file
     * and those that it extends say.
     */
    PRESET,
    /**
     * Makes many experiments of the file: lists of values for any keys, each with every other one. The keys under zip
     * take their values together, list has points one by one, and what the paper prints for a point may go with it.
     * What stands under expect is claimed of all points together.
     */
    SWEEP;

    /** The key as files write it. */
    public String key() {
        return Names.id(this);
    }

    /** What the Javadoc says of it. */
    public String text() {
        return Documentation.of(FileKey.class, name());
    }

    /** What a preset may be. */
    public static KeyType.Choice presets() {
        return new KeyType.Choice(Preset.class);
    }

    /** Keys of the experiment that no sweep varies, as they are what makes a file that file. */
    public static List<String> notSwept() {
        return SweepAxes.FIXED.stream()
                .filter(key ->
                        Arrays.stream(values()).noneMatch(own -> own.key().equals(key)))
                .sorted()
                .toList();
    }
}
