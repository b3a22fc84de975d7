package org.dcd.pipelines.workflow.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.stage.imports.ImportKind;
import org.dcd.transforms.stage.imports.ImportSpec;
import org.dcd.transforms.stage.teacher.TeacherKind;
import org.dcd.transforms.stage.teacher.TeacherSpec;
import org.dcd.transforms.train.TeacherTraining;

/** Diffusion teachers: trained on measurements, read from a file, or both. */
public final class TeacherStages {
    private TeacherStages() {}

    /** The teacher of the section {@code teacher}. */
    public static ConditionedDenoiser denoiser(StageGraph graph) {
        Experiment.Teacher teacher = graph.experiment().teacher();
        return ConditionedDenoiser.ofTeacher(
                teacher.network(), teacher.objective().ofTeacher(), graph.model());
    }

    /** Adds the teacher of the section {@code teacher}: trained, read from a file, or trained from a file on. */
    public static StageNode teacher(StageGraph graph, StageNode measurements) {
        Experiment.Teacher teacher = graph.experiment().teacher();
        Optional<StageNode> start = teacher.from().map(file -> imported(graph, file));
        return teacher.training()
                .map(training -> train(graph, "teacher", denoiser(graph), training, measurements, start))
                .orElseGet(start::orElseThrow);
    }

    /**
     * Adds a teacher that is trained on measurements; a workflow may have several.
     *
     * @param graph the graph
     * @param name name of the stage
     * @param denoiser the teacher
     * @param training settings of the training
     * @param measurements the measurements
     * @param start stage of a teacher with the same network, whose weights initialise the training; empty for random
     *     weights
     */
    public static StageNode train(
            StageGraph graph,
            String name,
            ConditionedDenoiser denoiser,
            TeacherTraining training,
            StageNode measurements,
            Optional<StageNode> start) {
        Experiment experiment = graph.experiment();
        TeacherSpec spec =
                new TeacherSpec(denoiser, training, experiment.teacher().noise(), experiment.seed());
        List<NodeInput> inputs = new ArrayList<>(List.of(measurements.as("measurements")));
        start.ifPresent(node -> inputs.add(node.as("start")));
        return graph.addNoisy(TeacherKind.NAME, name, spec, inputs.toArray(NodeInput[]::new));
    }

    /**
     * Adds a teacher that is trained on images without corruption, such as restored ones.
     *
     * @param graph the graph
     * @param name name of the stage
     * @param denoiser the teacher
     * @param training settings of the training
     * @param images the images as measurements without noise, {@link MeasurementStages#takeRestored}
     */
    public static StageNode trainOnImages(
            StageGraph graph, String name, ConditionedDenoiser denoiser, TeacherTraining training, StageNode images) {
        TeacherSpec spec = new TeacherSpec(
                denoiser,
                training,
                new NoiseAssumption.Stored(),
                graph.experiment().seed());
        return graph.add(TeacherKind.NAME, name, spec, images.as("measurements"));
    }

    private static StageNode imported(StageGraph graph, HashedFile from) {
        ConditionedDenoiser denoiser = denoiser(graph);
        return graph.add(
                ImportKind.NAME,
                "import:teacher",
                new ImportSpec(denoiser.network(), denoiser.shape(), denoiser.conditionChannels(), from));
    }
}
