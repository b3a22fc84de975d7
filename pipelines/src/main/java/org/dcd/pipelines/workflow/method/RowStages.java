package org.dcd.pipelines.workflow.method;

import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.model.EdmSampler;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.sample.SampleKind;
import org.dcd.transforms.stage.sample.SampleSpec;
import org.dcd.transforms.stage.sample.SampleSpec.Stop;
import org.dcd.transforms.stage.score.ScoreKind;
import org.dcd.transforms.stage.score.ScoreSpec;
import org.dcd.transforms.stage.score.ScoreSpec.Evaluations;

/** The rows of {@code scoring}: samples of networks, and scores of samples or of data. */
public final class RowStages {
    /** A generator needs no sampler: a fixed value keeps the sampler of the teacher out of its key. */
    private static final SamplerSettings NO_SAMPLER = SamplerSettings.heun(2);

    private RowStages() {}

    /**
     * Adds samples of an exported teacher.
     *
     * @param graph the graph
     * @param row the row, teacher-full or teacher-truncated
     * @param exported the stage of the exported teacher
     * @param shape shape of the images that the teacher denoises
     */
    public static StageNode teacherSamples(StageGraph graph, Row row, StageNode exported, ImageShape shape) {
        Stop stop = row == Row.TEACHER_TRUNCATED ? stop(graph.experiment()) : new Stop.At(0);
        return sample(graph, row, exported, sampler(graph.experiment()), stop, shape);
    }

    /** Adds samples of an exported generator. */
    public static StageNode generatorSamples(StageGraph graph, StageNode exported) {
        return sample(graph, Row.GENERATOR, exported, NO_SAMPLER, new Stop.At(0), graph.image());
    }

    private static StageNode sample(
            StageGraph graph, Row row, StageNode exported, SamplerSettings sampler, Stop stop, ImageShape shape) {
        Experiment experiment = graph.experiment();
        long count = (long) experiment.scoring().samples() * sets(experiment, row);
        SampleSpec spec =
                new SampleSpec(row, count, sampler, stop, shape, graph.data().dataType(), experiment.seed());
        return graph.addNoisy(SampleKind.NAME, "sample:" + row.id(), spec, exported.as("model"));
    }

    /**
     * Adds the scores of a row by all metrics.
     *
     * @param graph the graph
     * @param row the row
     * @param images the stage with its images
     * @param references the references of the metrics
     */
    public static StageNode score(StageGraph graph, Row row, StageNode images, FeatureStages references) {
        Experiment experiment = graph.experiment();
        List<Metric> metrics = experiment.scoring().metrics();
        ScoreSpec spec = new ScoreSpec(
                row,
                metrics,
                experiment.corruption(),
                experiment.scoring().samples(),
                sets(experiment, row),
                nfe(experiment, row),
                graph.image(),
                graph.data().dataType(),
                experiment.seed(),
                experiment.generatorNoise());
        List<NodeInput> inputs = new ArrayList<>(List.of(images.as("images")));
        metrics.stream()
                .map(Metric::input)
                .distinct()
                .forEach(input -> inputs.add(references.reference(input).as(input.role())));
        return graph.addNoisy(ScoreKind.NAME, "score:" + row.id(), spec, inputs.toArray(NodeInput[]::new));
    }

    /** Number of network evaluations for each image of a row. */
    static Evaluations nfe(Experiment experiment, Row row) {
        return switch (row) {
            case OBSERVATION, HELD_OUT -> new Evaluations.Fixed(0);
            case TEACHER_FULL -> new Evaluations.Fixed(new EdmSampler(sampler(experiment), 0).nfe());
            case TEACHER_TRUNCATED -> stop(experiment) instanceof Stop.At at
                    ? new Evaluations.Fixed(new EdmSampler(sampler(experiment), at.sigma()).nfe())
                    : new Evaluations.UntilNoise(sampler(experiment));
            case GENERATOR -> new Evaluations.Fixed(1);
        };
    }

    /** Number of sets of images of a row that are scored one by one; one for data. */
    private static int sets(Experiment experiment, Row row) {
        return row.isSampled() ? experiment.scoring().sampleSets() : 1;
    }

    private static SamplerSettings sampler(Experiment experiment) {
        return experiment.teacher().sampler();
    }

    /** The σ at which truncated samples of the teacher stop: the given one, otherwise the noise level. */
    private static Stop stop(Experiment experiment) {
        SamplerSettings sampler = sampler(experiment);
        NoiseAssumption noise = experiment.teacher().noise();
        if (sampler.stopsAtNoise() && noise instanceof NoiseAssumption.Estimated) {
            return new Stop.AtNoise();
        }
        return new Stop.At(sampler.stopSigma(
                noise.corruption(experiment.corruption()).noise().nominalSigma()));
    }
}
