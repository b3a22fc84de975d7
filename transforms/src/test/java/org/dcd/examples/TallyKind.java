package org.dcd.examples;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageDevice;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** A kind of stage of a user: one class beside its specification, and nothing of Beam. */
@TypeName("tally")
@CodeVersion(3)
public final class TallyKind implements StageKind<TallySpec> {
    @Override
    public Class<TallySpec> spec() {
        return TallySpec.class;
    }

    @Override
    public StageWork<TallySpec> work() {
        return new Tally();
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MUST_NOT_SEE;
    }

    private record Count(long n, String broken) implements Serializable {}

    /** One shard a word; the slot of a result is the word. */
    private static final class Tally
            implements StageWork.Sharded<
                    TallySpec, ArrayList<StageTask<TallySpec>>, StageTask<TallySpec>, String, Count> {
        private static void step(TallySpec spec, String step) {
            if (spec.broken().equals(step)) {
                throw new IllegalStateException(step + " is broken");
            }
        }

        @Override
        public ArrayList<StageTask<TallySpec>> plan(StageTask<TallySpec> task, Optional<TorchDevices> devices) {
            step(task.spec(), "plan");
            ArrayList<StageTask<TallySpec>> shards = new ArrayList<>();
            for (String word : task.spec().words()) {
                shards.add(
                        task.withSpec(new TallySpec(List.of(word), task.spec().broken())));
            }
            return shards;
        }

        @Override
        public List<StageTask<TallySpec>> shards(ArrayList<StageTask<TallySpec>> plan) {
            step(plan.get(0).spec(), "shards");
            return plan;
        }

        @Override
        public Map<String, String> run(StageTask<TallySpec> shard, StageDevice device) {
            step(shard.spec(), "run");
            String word = shard.spec().words().get(0);
            return Map.of(word, shard.spec().broken());
        }

        @Override
        public Count start(String first) {
            return new Count(1, first);
        }

        @Override
        public Count add(Count sum, String result) {
            return merge(sum, new Count(1, result));
        }

        @Override
        public Count merge(Count sum, Count other) {
            if (sum.broken().equals("merge")) {
                throw new IllegalStateException("merge is broken");
            }
            return new Count(sum.n() + other.n(), sum.broken());
        }

        @Override
        public StageResult finish(ArrayList<StageTask<TallySpec>> plan, Map<String, Count> merged) throws IOException {
            StageTask<TallySpec> task = plan.get(0);
            step(task.spec(), "finish");
            SortedMap<String, Long> counts = new TreeMap<>();
            merged.forEach((word, count) -> counts.put(word, count.n()));
            task.work().write("tally.txt", out -> out.write(counts.toString().getBytes(StandardCharsets.UTF_8)));
            return new StageResult(
                    task, List.of(), Map.of("words", (double) plan.size()), List.of(), List.of(), Instant.EPOCH, 1);
        }
    }
}
