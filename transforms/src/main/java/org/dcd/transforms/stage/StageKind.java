package org.dcd.transforms.stage;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.dcd.schemas.stage.StageSpec;

/**
 * A kind of stage, an open family: one class with a public constructor without parameters, registered under its
 * {@link org.dcd.transforms.registry.TypeName}. Its {@link org.dcd.transforms.registry.CodeVersion} enters the keys of
 * its stages. {@link StageKinds} finds it; nothing lists kinds. Most kinds extend {@link Base}.
 *
 * @param <S> specification of its stages, a record
 */
public interface StageKind<S extends StageSpec> {
    /** The record that specifies its stages. */
    Class<S> spec();

    /** The code that runs its stages. */
    StageWork<S> work();

    /**
     * What a stage may see of clean data. Called for planned stages, and for finished ones with the specification in
     * their manifests.
     *
     * @param spec returns the text of a component of the specification by its name in canonical JSON; empty text for an
     *     unknown component, or one with components of its own
     */
    CleanData cleanData(UnaryOperator<String> spec);

    /** Memory that a stage needs if it trains a network; empty if it does not, or if the memory is unknown. */
    default Optional<TrainingMemory> memory(S specification) {
        return Optional.empty();
    }

    /** Whether its stages write a table of scores. */
    default boolean writesScores() {
        return false;
    }

    /**
     * A kind whose relation to clean data does not depend on the specification.
     *
     * @param <S> specification of its stages, a record
     */
    abstract class Base<S extends StageSpec> implements StageKind<S> {
        private final Class<S> spec;
        private final CleanData cleanData;

        /**
         * @param spec the record that specifies its stages
         * @param cleanData what its stages may see of clean data
         */
        protected Base(Class<S> spec, CleanData cleanData) {
            this.spec = spec;
            this.cleanData = cleanData;
        }

        @Override
        public final Class<S> spec() {
            return spec;
        }

        @Override
        public CleanData cleanData(UnaryOperator<String> component) {
            return cleanData;
        }
    }
}
