package org.dcd.runners.flink;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.runtime.partitioner.RebalancePartitioner;
import org.dcd.transforms.beam.GpuHint;

/**
 * Sets the parallelism of the operators of a graph, and finds the stages of its transforms. Most operators process one
 * element, a stage: their parallelism is 1. Operators on the shards of a stage, which are rebalanced over all workers,
 * keep the parallelism of the job until the shards are grouped again.
 */
public final class Placement {
    private Placement() {}

    /** Sets the parallelism of all operators to 1, except for operators on rebalanced elements. */
    public static void narrow(StreamExecutionEnvironment environment) {
        Set<Transformation<?>> wide = new HashSet<>();
        for (Transformation<?> transformation : inOrder(environment)) {
            if (isWide(transformation, wide)) {
                wide.add(transformation);
            } else {
                transformation.setParallelism(1);
            }
        }
    }

    /** Whether the elements of an operator were rebalanced, by it or before it, and not grouped since. */
    private static boolean isWide(Transformation<?> transformation, Set<Transformation<?>> wide) {
        return transformation instanceof PartitionTransformation<?> partition
                ? partition.getPartitioner() instanceof RebalancePartitioner
                : transformation.getInputs().stream().anyMatch(wide::contains);
    }

    /** All transformations, each after its inputs. */
    public static Set<Transformation<?>> inOrder(StreamExecutionEnvironment environment) {
        Set<Transformation<?>> ordered = new LinkedHashSet<>();
        environment.getTransformations().forEach(last -> add(last, ordered));
        return ordered;
    }

    private static void add(Transformation<?> transformation, Set<Transformation<?>> ordered) {
        if (!ordered.contains(transformation)) {
            transformation.getInputs().forEach(input -> add(input, ordered));
            ordered.add(transformation);
        }
    }

    /**
     * GPUs of one element of the transforms with one of the hints, by full name. A hint applies to everything inside
     * its transform.
     */
    public static Map<String, Integer> hinted(Pipeline pipeline, Set<GpuHint> hints) {
        Map<String, Integer> gpus = new HashMap<>();
        visit(pipeline, node -> hints.stream()
                .filter(hint -> hint.isOf(node.getTransform()))
                .forEach(hint -> gpus.merge(node.getFullName(), hint.gpusOf(node.getTransform()), Math::max)));
        return gpus;
    }

    /** Full names of the elementwise transforms with one of the hints, or inside a transform with one. */
    public static Set<String> withHint(Pipeline pipeline, Set<GpuHint> hints) {
        Set<String> hinted = hinted(pipeline, hints).keySet();
        Set<String> names = new HashSet<>();
        visit(pipeline, node -> {
            if (node.getTransform() instanceof ParDo.MultiOutput && isPartOf(node.getFullName(), hinted)) {
                names.add(node.getFullName());
            }
        });
        return names;
    }

    private static boolean isPartOf(String fullName, Set<String> transforms) {
        return transforms.stream().anyMatch(name -> isPartOf(fullName, name));
    }

    private static boolean isPartOf(String fullName, String transform) {
        return fullName.equals(transform) || fullName.startsWith(transform + "/");
    }

    /**
     * GPUs of one element of a transform or operator: those of the innermost transform of {@link #hinted} that contains
     * it; 0 without one.
     */
    public static int gpus(String fullName, Map<String, Integer> hinted) {
        return hinted.entrySet().stream()
                .filter(hint -> isPartOf(fullName, hint.getKey()))
                .max(Comparator.comparingInt(hint -> hint.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(0);
    }

    /** Names of the outermost transforms: the stages. */
    public static Set<String> stages(Pipeline pipeline) {
        Set<String> names = new HashSet<>();
        visit(pipeline, node -> names.add(stage(node.getFullName())));
        return names;
    }

    /** Number of stages with an operator that needs a GPU. */
    public static int trainings(Pipeline pipeline) {
        return (int) hinted(pipeline, Set.of(GpuHint.NEEDED)).keySet().stream()
                .map(Placement::stage)
                .distinct()
                .count();
    }

    private static void visit(Pipeline pipeline, Consumer<TransformHierarchy.Node> visitor) {
        pipeline.traverseTopologically(new Pipeline.PipelineVisitor.Defaults() {
            @Override
            public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
                if (!node.isRootNode()) {
                    visitor.accept(node);
                }
                return CompositeBehavior.ENTER_TRANSFORM;
            }

            @Override
            public void visitPrimitiveTransform(TransformHierarchy.Node node) {
                visitor.accept(node);
            }
        });
    }

    /** Name of the stage of an operator: that of its outermost transform. */
    public static String stage(String fullName) {
        return List.of(fullName.split("/", 2)).get(0);
    }
}
