package org.dcd.transforms.stage;

import java.util.function.UnaryOperator;
import org.dcd.schemas.stage.StageSpec;

/**
 * A kind of stage, an open family: one class with a public constructor without parameters, registered under its
 * {@link org.dcd.transforms.registry.TypeName}. Its {@link org.dcd.transforms.registry.CodeVersion} enters the keys of
 * its stages. {@link StageKinds} finds it; nothing lists kinds.
 *
 * @param <S> specification of its stages, a record
 */
public interface StageKind<S extends StageSpec> {
    /** The record that specifies its stages. */
    Class<S> spec();

    /** What runs its stages. */
    StageWork<S> work();

    /**
     * What a stage may see of clean data. Planned stages are asked, and finished ones by their manifests.
     *
     * @param spec gives the text of a component of the specification by its name in canonical JSON; empty text for one
     *     that is not there, or has components of its own
     */
    CleanData cleanData(UnaryOperator<String> spec);

    /** Whether its stages write a table of scores. */
    default boolean writesScores() {
        return false;
    }
}
