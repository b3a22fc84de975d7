package org.dcd.runners.cluster;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.flink.api.common.operators.SlotSharingGroup;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.PhysicalTransformation;
import org.dcd.transforms.beam.GpuHint;

/**
 * Puts transforms with a hint on workers with GPUs, of each one element at a time on each GPU, and all others on
 * workers without. Beam's Flink runner ignores hints; Flink has slot sharing groups, whose slots ask for resources that
 * workers declare: {@value #GPU} by those with GPUs, {@value #CPU} by the others.
 *
 * @param gpus of all workers, at least 1
 * @param cpus slots of all other workers, at least 1
 * @param onGpus hints of what belongs on GPUs
 */
record GpuPinning(int gpus, int cpus, Set<GpuHint> onGpus) implements BiConsumer<Pipeline, StreamExecutionEnvironment> {
    static final String GPU = "gpu";
    static final String CPU = "cpuslot";

    /** Managed memory of a slot; sorts of Beam's groupings fail with less. */
    static final int MANAGED_MB = 64;

    /** Bookkeeping: what limits slots is what workers declare. */
    private static final double CORES = 0.1;

    private static final int HEAP_MB = 16;

    GpuPinning {
        onGpus = Set.copyOf(onGpus);
    }

    @Override
    public void accept(Pipeline pipeline, StreamExecutionEnvironment environment) {
        register(environment);
        Set<String> pinned = withHint(pipeline, onGpus);
        for (Transformation<?> transformation : all(environment)) {
            if (!(transformation instanceof PhysicalTransformation)) {
                continue;
            }
            boolean onGpu = pinned.contains(transformation.getName());
            transformation.setSlotSharingGroup(onGpu ? GPU : CPU);
            if (onGpu) {
                pinned.remove(transformation.getName());
                transformation.setParallelism(gpus);
                // a single sender deals its elements out in turn: no GPU has two while another has none
                transformation.getInputs().forEach(input -> input.setParallelism(1));
            } else if (transformation.getParallelism() > cpus) {
                transformation.setParallelism(cpus);
            }
        }
        if (!pinned.isEmpty()) {
            throw new IllegalStateException(
                    "no operator of Flink has the name of " + pinned + ", which belongs on GPUs");
        }
    }

    /** Makes both groups known. */
    static void register(StreamExecutionEnvironment environment) {
        environment.registerSlotSharingGroup(group(GPU));
        environment.registerSlotSharingGroup(group(CPU));
    }

    private static SlotSharingGroup group(String resource) {
        return SlotSharingGroup.newBuilder(resource)
                .setCpuCores(CORES)
                .setTaskHeapMemoryMB(HEAP_MB)
                .setManagedMemoryMB(MANAGED_MB)
                .setExternalResource(resource, 1)
                .build();
    }

    /** Full names of the primitive transforms with one of the hints, of their own or of what they are part of. */
    static Set<String> withHint(Pipeline pipeline, Set<GpuHint> hints) {
        Set<String> names = new HashSet<>();
        pipeline.traverseTopologically(new Pipeline.PipelineVisitor.Defaults() {
            @Override
            public void visitPrimitiveTransform(TransformHierarchy.Node node) {
                for (TransformHierarchy.Node part = node; part != null; part = part.getEnclosingNode()) {
                    PTransform<?, ?> transform = part.getTransform();
                    if (transform != null && hints.stream().anyMatch(hint -> hint.isOf(transform))) {
                        names.add(node.getFullName());
                    }
                }
            }
        });
        return names;
    }

    private static Set<Transformation<?>> all(StreamExecutionEnvironment environment) {
        Set<Transformation<?>> all = new LinkedHashSet<>();
        environment.getTransformations().forEach(last -> {
            all.addAll(last.getTransitivePredecessors());
            all.add(last);
        });
        return all;
    }
}
