package org.dcd.runners.cluster;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.flink.api.common.operators.SlotSharingGroup;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.PhysicalTransformation;
import org.dcd.runners.flink.Placement;
import org.dcd.transforms.beam.GpuHint;

/**
 * Places transforms with a GPU hint on workers with GPUs, each with GPUs of its own, and all others on workers without.
 * Beam's Flink runner ignores hints. Flink has slot sharing groups, whose slots request resources that workers declare:
 * {@value #GPU} on workers with GPUs, {@value #CPU} on the others. Every stage has its own groups, because operators of
 * one group share a slot and run in it at the same time.
 *
 * @param gpus GPUs of all workers, at least 1
 * @param cpus slots of all workers without GPUs, at least 1
 * @param onGpus hints of the transforms that run on GPUs
 */
record GpuPinning(int gpus, int cpus, Set<GpuHint> onGpus) implements BiConsumer<Pipeline, StreamExecutionEnvironment> {
    static final String GPU = "gpu";
    static final String CPU = "cpuslot";

    /** Managed memory of a slot in MB; the sorting of Beam's groupings fails with less. */
    static final int MANAGED_MB = 64;

    /** Nominal: only the resources that workers declare limit the number of slots. */
    private static final double CORES = 0.1;

    private static final int HEAP_MB = 16;

    GpuPinning {
        onGpus = Set.copyOf(onGpus);
    }

    @Override
    public void accept(Pipeline pipeline, StreamExecutionEnvironment environment) {
        Placement.narrow(environment);
        Map<String, Integer> pinned = Placement.hinted(pipeline, onGpus);
        Set<String> missing = Placement.withHint(pipeline, onGpus);
        Set<String> stages = Placement.stages(pipeline);
        // an identity map, as the hash code of a transformation changes with its parallelism
        Map<Transformation<?>, Slots> groups = new IdentityHashMap<>();
        Set<String> placed = new HashSet<>();
        for (Transformation<?> transformation : Placement.inOrder(environment)) {
            String name = transformation.getName();
            List<Transformation<?>> inputs = transformation.getInputs();
            Slots group;
            if (stages.contains(Placement.stage(name))) {
                group = new Slots(Placement.stage(name), Placement.gpus(name, pinned));
            } else if (inputs.size() == 1) {
                // transformations that Flink adds to an operator stay with it
                group = groups.get(inputs.get(0));
            } else {
                group = new Slots(Integer.toString(transformation.getId()), 0);
            }
            groups.put(transformation, group);
            if (transformation instanceof PhysicalTransformation) {
                if (placed.add(group.name())) {
                    environment.registerSlotSharingGroup(group.group());
                }
                transformation.setSlotSharingGroup(group.name());
                int most = group.gpus() == 0 ? cpus : Math.max(1, gpus / group.gpus());
                transformation.setParallelism(Math.min(transformation.getParallelism(), most));
                missing.remove(name);
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "no operator of Flink has the name " + missing + " of a transform with a GPU hint");
        }
    }

    /** Registers both kinds of slots for a job without stages. */
    static void register(StreamExecutionEnvironment environment) {
        environment.registerSlotSharingGroup(group(GPU, GPU, 1));
        environment.registerSlotSharingGroup(group(CPU, CPU, 1));
    }

    /**
     * The slots of a part of a stage.
     *
     * @param gpus GPUs of each slot; 0 for slots without
     */
    private record Slots(String stage, int gpus) {
        String name() {
            return (gpus == 0 ? CPU : gpus == 1 ? GPU : gpus + " " + GPU) + " of " + stage;
        }

        SlotSharingGroup group() {
            return gpus == 0 ? GpuPinning.group(name(), CPU, 1) : GpuPinning.group(name(), GPU, gpus);
        }
    }

    private static SlotSharingGroup group(String name, String resource, int amount) {
        return SlotSharingGroup.newBuilder(name)
                .setCpuCores(CORES)
                .setTaskHeapMemoryMB(HEAP_MB)
                .setManagedMemoryMB(MANAGED_MB)
                .setExternalResource(resource, amount)
                .build();
    }
}
