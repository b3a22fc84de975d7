package org.dcd.transforms.stage;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.ops.torch.TorchDevices;

/**
 * Runs the stages of a kind: plain Java without Beam, which reads and writes folders only. An exception becomes the
 * failure of its stage. Instances are sent to workers.
 *
 * @param <S> specification of the stages
 */
public sealed interface StageWork<S extends StageSpec> extends Serializable {
    /** Whether the stage takes a whole GPU where there is one. */
    boolean wantsGpu();

    /** Whether a stage that {@link #wantsGpu} computes on as many GPUs as the run gives to a training. */
    default boolean usesSeveralGpus() {
        return wantsGpu();
    }

    /** The code of a stage that one worker runs as a whole. */
    @FunctionalInterface
    interface Body<S extends StageSpec> extends Serializable {
        /** Runs the stage and returns its result, not yet published. */
        StageResult run(StageTask<S> task) throws Exception;
    }

    /** The code of a stage that one worker runs as a whole, partly on a device that it shares with others. */
    @FunctionalInterface
    interface DeviceBody<S extends StageSpec> extends Serializable {
        /** Runs the stage and returns its result, not yet published. */
        StageResult run(StageTask<S> task, StageDevice device) throws Exception;
    }

    /** The code of a stage that runs on GPUs of its own, or on the CPU where there is none. */
    @FunctionalInterface
    interface GpuBody<S extends StageSpec> extends Serializable {
        /** Runs the stage on its devices and returns its result, not yet published. */
        StageResult run(StageTask<S> task, TorchDevices devices) throws Exception;
    }

    /**
     * One worker runs the stage.
     *
     * @param allCores whether the stage has all cores of the process; otherwise it runs beside others
     */
    record Whole<S extends StageSpec>(DeviceBody<S> body, boolean allCores) implements StageWork<S> {
        /** A stage that has all cores of the process. */
        public Whole(DeviceBody<S> body) {
            this(body, true);
        }

        /** A stage without libtorch and ONNX Runtime that has all cores of the process. */
        public Whole(Body<S> body) {
            this(body, true);
        }

        /** A stage without libtorch and ONNX Runtime. */
        public Whole(Body<S> body, boolean allCores) {
            this((task, device) -> body.run(task), allCores);
        }

        @Override
        public boolean wantsGpu() {
            return false;
        }
    }

    /**
     * GPUs run the stage, or all cores where there is none.
     *
     * @param usesSeveralGpus whether it computes on all of its GPUs; otherwise it gets one
     */
    record Training<S extends StageSpec>(GpuBody<S> body, boolean usesSeveralGpus) implements StageWork<S> {
        /** A stage that computes on all GPUs that the run gives to a training. */
        public Training(GpuBody<S> body) {
            this(body, true);
        }

        @Override
        public boolean wantsGpu() {
            return true;
        }
    }

    /**
     * All workers run the stage. One worker makes a plan, many run its shards, their results are merged by slot in any
     * order, and one worker finishes the stage.
     *
     * @param <P> plan, serialisable
     * @param <D> shard, serialisable, with all that a worker needs to run it
     * @param <R> result of a shard for a slot, serialisable
     * @param <A> merged results of a slot, serialisable
     */
    non-sealed interface Sharded<S extends StageSpec, P, D, R, A> extends StageWork<S> {
        /**
         * Divides the stage.
         *
         * @param devices present where {@link #wantsGpu}
         */
        P plan(StageTask<S> task, Optional<TorchDevices> devices) throws Exception;

        /** The shards of a plan; there may be none. */
        List<D> shards(P plan);

        /** Runs a shard on its device and returns its results by slot. */
        Map<String, R> run(D shard, StageDevice device) throws Exception;

        /** The merged results of a slot that has one result so far. */
        A start(R first);

        /** Adds a result. May change and return {@code sum}; must not change {@code result}. */
        A add(A sum, R result);

        /** Adds other merged results. May change and return {@code sum}; must not change {@code other}. */
        A merge(A sum, A other);

        /**
         * Writes the outputs of the stage.
         *
         * @param merged merged results by slot
         */
        StageResult finish(P plan, Map<String, A> merged) throws Exception;

        /** Whether shards run faster on a GPU, which they share. */
        default boolean shardsWelcomeGpu() {
            return false;
        }

        /** Whether a shard is the only one of its stage and takes all cores; otherwise it takes one. */
        default boolean isAlone(D shard) {
            return false;
        }

        /** Whether {@link #finish} takes a core; otherwise it runs beside others. */
        default boolean finishTakesCore() {
            return false;
        }

        /** Name of the counter that {@link #counted} adds to, such as {@code images-sampled}; empty for none. */
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

    /** A sharded stage with one result for each shard. Results are collected in a list, in no particular order. */
    abstract class Collected<S extends StageSpec, P, D, R> implements Sharded<S, P, D, R, ArrayList<R>> {
        private static final String SLOT = "";

        /** Runs a shard on its device. */
        protected abstract R runShard(D shard, StageDevice device) throws Exception;

        /**
         * Writes the outputs of the stage.
         *
         * @param results the results of all shards
         */
        protected abstract StageResult finish(P plan, List<R> results) throws Exception;

        @Override
        public final Map<String, R> run(D shard, StageDevice device) throws Exception {
            return Map.of(SLOT, runShard(shard, device));
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
        public final StageResult finish(P plan, Map<String, ArrayList<R>> merged) throws Exception {
            List<R> results = merged.getOrDefault(SLOT, new ArrayList<>());
            int shards = shards(plan).size();
            if (results.size() != shards) {
                throw new IllegalStateException(results.size() + " of " + shards + " shards gave a result");
            }
            return finish(plan, results);
        }

        /** What the result of a shard adds to the counter. */
        protected long counted(R result) {
            return 0;
        }

        @Override
        public final long counted(D shard, Map<String, R> results) {
            return counted(results.get(SLOT));
        }
    }

    /** A {@link Collected} stage whose plan is the list of its shards, at least one. */
    abstract class Gathered<S extends StageSpec, D, R> extends Collected<S, ArrayList<D>, D, R> {
        /** Divides the stage into one shard or more. */
        protected abstract List<D> split(StageTask<S> task) throws Exception;

        /**
         * Writes the outputs of the stage.
         *
         * @param results the results of all shards
         */
        protected abstract StageResult finish(List<R> results) throws Exception;

        @Override
        public final ArrayList<D> plan(StageTask<S> task, Optional<TorchDevices> devices) throws Exception {
            List<D> shards = split(task);
            if (shards.isEmpty()) {
                throw new IllegalStateException("stage " + task.name() + " was divided into no shards");
            }
            return new ArrayList<>(shards);
        }

        @Override
        public final List<D> shards(ArrayList<D> plan) {
            return plan;
        }

        @Override
        protected final StageResult finish(ArrayList<D> plan, List<R> results) throws Exception {
            return finish(results);
        }
    }
}
