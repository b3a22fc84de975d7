package org.dcd.transforms.stage;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ort.OrtOptions;

/**
 * What runs the stages of a kind: plain Java that knows nothing of Beam and reads and writes folders only. What it
 * throws becomes the failure of its stage. Instances are sent to workers.
 */
public sealed interface StageWork<S extends StageSpec> extends Serializable {
    /** Whether a stage takes a GPU to itself where there is one. */
    boolean wantsGpu();

    /** A stage that one worker runs as a whole. */
    @FunctionalInterface
    interface Body<S extends StageSpec> extends Serializable {
        StageResult run(StageTask<S> task) throws Exception;
    }

    /** What a stage does on one GPU, or on the CPU where there is none. */
    @FunctionalInterface
    interface GpuBody<S extends StageSpec> extends Serializable {
        StageResult run(StageTask<S> task, TorchEngine engine) throws Exception;
    }

    /**
     * One worker runs the stage.
     *
     * @param allCores whether it has all cores of the process to itself; otherwise it runs beside others
     */
    record Whole<S extends StageSpec>(Body<S> body, boolean allCores) implements StageWork<S> {
        /** With all cores. */
        public Whole(Body<S> body) {
            this(body, true);
        }

        @Override
        public boolean wantsGpu() {
            return false;
        }
    }

    /** One GPU runs the stage, or all cores where there is none. */
    record Training<S extends StageSpec>(GpuBody<S> body) implements StageWork<S> {
        @Override
        public boolean wantsGpu() {
            return true;
        }
    }

    /**
     * All workers run the stage: one makes a plan, many run its shards, what they give is merged by slot in any order,
     * and one finishes the stage.
     *
     * @param <P> plan, serialisable
     * @param <D> shard, serialisable; whatever it is sent to finds all that it needs in it
     * @param <R> what a shard gives for a slot, serialisable
     * @param <A> what the results of a slot are merged to, serialisable
     */
    non-sealed interface Sharded<S extends StageSpec, P, D, R, A> extends StageWork<S> {
        /**
         * Divides the stage.
         *
         * @param engine present where {@link #wantsGpu}
         */
        P plan(StageTask<S> task, Optional<TorchEngine> engine) throws Exception;

        /** The shards of a plan; may be none. */
        List<D> shards(P plan);

        /** Runs a shard. Results by slot. */
        Map<String, R> run(D shard, OrtOptions options) throws Exception;

        /** The first result of a slot, to be added to. */
        A start(R first);

        /** Adds a result. May change and return the sum, and must not change the result. */
        A add(A sum, R result);

        /** Adds what other results came to. May change and return the sum, and must not change the other. */
        A merge(A sum, A other);

        /** Writes what the whole stage gives. */
        StageResult finish(P plan, Map<String, A> merged) throws Exception;

        /** Whether shards are faster on a GPU, which they share. */
        default boolean shardsWelcomeGpu() {
            return false;
        }

        /** Whether a shard is all of the stage and takes all cores; others take one. */
        default boolean isAlone(D shard) {
            return false;
        }

        /** Whether to finish is work for a core; otherwise it runs beside others. */
        default boolean finishTakesCore() {
            return false;
        }

        /** Name of a counter of {@link #counted}, such as {@code images-sampled}; empty for none. */
        default String counter() {
            return "";
        }

        /** What a shard adds to the counter. */
        default long counted(D shard, Map<String, R> results) {
            return 0;
        }

        @Override
        default boolean wantsGpu() {
            return false;
        }
    }

    /** A sharded stage whose results are gathered in a list, in no particular order. */
    abstract class Gathered<S extends StageSpec, D, R> implements Sharded<S, ArrayList<D>, D, R, ArrayList<R>> {
        private static final String SLOT = "";

        /** Divides the stage into one shard or more. */
        protected abstract List<D> split(StageTask<S> task) throws Exception;

        /** Runs a shard. */
        protected abstract R runShard(D shard, OrtOptions options) throws Exception;

        /** Writes what the stage gives, of the results of all shards. */
        protected abstract StageResult finish(List<R> results) throws Exception;

        /** What the result of a shard adds to the counter. */
        protected long counted(R result) {
            return 0;
        }

        @Override
        public final ArrayList<D> plan(StageTask<S> task, Optional<TorchEngine> engine) throws Exception {
            return new ArrayList<>(split(task));
        }

        @Override
        public final List<D> shards(ArrayList<D> plan) {
            return plan;
        }

        @Override
        public final Map<String, R> run(D shard, OrtOptions options) throws Exception {
            return Map.of(SLOT, runShard(shard, options));
        }

        @Override
        public final ArrayList<R> start(R first) {
            return new ArrayList<>(List.of(first));
        }

        @Override
        public final ArrayList<R> add(ArrayList<R> sum, R result) {
            sum.add(result);
            return sum;
        }

        @Override
        public final ArrayList<R> merge(ArrayList<R> sum, ArrayList<R> other) {
            sum.addAll(other);
            return sum;
        }

        @Override
        public final StageResult finish(ArrayList<D> plan, Map<String, ArrayList<R>> merged) throws Exception {
            List<R> results = merged.getOrDefault(SLOT, new ArrayList<>());
            if (results.size() != plan.size() || results.isEmpty()) {
                throw new IllegalStateException(results.size() + " of " + plan.size() + " shards gave a result");
            }
            return finish(results);
        }

        @Override
        public final long counted(D shard, Map<String, R> results) {
            return counted(results.get(SLOT));
        }
    }
}
