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
 * Places transforms with a GPU hint on workers with GPUs, one on each GPU at a time, and all others on workers without.
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
        Set<String> pinned = Placement.hinted(pipeline, onGpus);
        Set<String> missing = Placement.withHint(pipeline, onGpus);
        Set<String> stages = Placement.stages(pipeline);
        // an identity map, as the hash code of a transformation changes with its parallelism
        Map<Transformation<?>, String> groups = new IdentityHashMap<>();
        Set<String> placed = new HashSet<>();
        for (Transformation<?> transformation : Placement.inOrder(environment)) {
            String name = transformation.getName();
            List<Transformation<?>> inputs = transformation.getInputs();
            String group;
            if (stages.contains(Placement.stage(name))) {
                group = (Placement.isPartOf(name, pinned) ? GPU : CPU) + " of " + Placement.stage(name);
            } else if (inputs.size() == 1) {
                // transformations that Flink adds to an operator stay with it
                group = groups.get(inputs.get(0));
            } else {
                group = CPU + " of " + transformation.getId();
            }
            groups.put(transformation, group);
            if (transformation instanceof PhysicalTransformation) {
                boolean onGpu = group.startsWith(GPU);
                if (placed.add(group)) {
                    environment.registerSlotSharingGroup(group(group, onGpu ? GPU : CPU));
                }
                transformation.setSlotSharingGroup(group);
                transformation.setParallelism(Math.min(transformation.getParallelism(), onGpu ? gpus : cpus));
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
        environment.registerSlotSharingGroup(group(GPU, GPU));
        environment.registerSlotSharingGroup(group(CPU, CPU));
    }

    private static SlotSharingGroup group(String name, String resource) {
        return SlotSharingGroup.newBuilder(name)
                .setCpuCores(CORES)
                .setTaskHeapMemoryMB(HEAP_MB)
                .setManagedMemoryMB(MANAGED_MB)
                .setExternalResource(resource, 1)
                .build();
    }
}
