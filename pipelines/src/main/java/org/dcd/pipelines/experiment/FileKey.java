package org.dcd.pipelines.experiment;

import java.util.Arrays;
import java.util.List;
import org.dcd.schemas.documentation.Documentation;

/** Keys of an experiment file that are no part of a resolved experiment: bases, presets and sweeps. */
public enum FileKey {
    /**
     * Path of a base experiment file, relative to this file. This file overrides its keys. Maps merge key by key;
     * lists, other values, and maps whose type changes are replaced.
     */
    EXTENDS,
    /**
     * Name of a set of settings in which the paper and its released code differ. The file and its bases override them.
     */
    PRESET,
    /**
     * Makes several experiments of the file: lists of values for any keys, in all combinations. Keys under zip take
     * their values together, list holds single points, and a point may have its own results of the paper. Claims under
     * expect are about all points together.
     */
    SWEEP;

    /** The key in experiment files. */
    public String key() {
        return Names.id(this);
    }

    /** Description of the key, from its Javadoc. */
    public String text() {
        return Documentation.of(FileKey.class, name());
    }

    /** The presets. */
    public static KeyType.Choice presets() {
        return new KeyType.Choice(Preset.class);
    }

    /** Keys of an experiment that no sweep may vary. */
    public static List<String> notSwept() {
        return SweepAxes.FIXED.stream()
                .filter(key ->
                        Arrays.stream(values()).noneMatch(own -> own.key().equals(key)))
                .sorted()
                .toList();
    }
}
