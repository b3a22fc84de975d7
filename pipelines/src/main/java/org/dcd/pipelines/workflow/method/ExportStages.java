package org.dcd.pipelines.workflow.method;

import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.stage.export.ExportKind;
import org.dcd.transforms.stage.export.ExportSpec;

/** Exports trained networks as ONNX files, which are checked against the trained networks. */
public final class ExportStages {
    private ExportStages() {}

    /**
     * Adds the export of a teacher.
     *
     * @param graph the graph
     * @param denoiser the teacher
     * @param training the stage that trained or imported it
     */
    public static StageNode teacher(StageGraph graph, ConditionedDenoiser denoiser, StageNode training) {
        return export(graph, "export:teacher", ExportSpec.of(denoiser, tolerance(graph)), training);
    }

    /**
     * Adds the export of a generator.
     *
     * @param graph the graph
     * @param generator the generator
     * @param training the stage that trained it
     */
    public static StageNode generator(StageGraph graph, OneStepGenerator generator, StageNode training) {
        return export(graph, "export:generator", ExportSpec.of(generator, tolerance(graph)), training);
    }

    private static double tolerance(StageGraph graph) {
        return graph.experiment().export().tolerance();
    }

    private static StageNode export(StageGraph graph, String name, ExportSpec spec, StageNode training) {
        return graph.add(ExportKind.NAME, name, spec.from(graph.origin(training)), training.as("model"));
    }
}
