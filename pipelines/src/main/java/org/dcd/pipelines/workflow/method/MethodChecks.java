package org.dcd.pipelines.workflow.method;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.RecordErrors;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationLoss.FakeScore;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.metric.LearnedPairMetric;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.model.pretrained.PretrainedDenoiser;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.analysis.Analysis;
import org.dcd.transforms.stage.dataset.ImageSelection;

/**
 * Checks of objective, corruption, noise, restorer, network and data for methods. A method calls the checks that it
 * needs: the static ones when the file is read, the others when the data is known. All throw
 * {@link IllegalArgumentException} with the key at fault, its value and the remedy.
 */
public final class MethodChecks {
    /** Length of an array that every Java machine supports. */
    private static final long MOST_NUMBERS = Integer.MAX_VALUE - 8;

    private final StageGraph graph;
    private final Experiment experiment;
    private final MeasurementModel model;

    /** Checks of an experiment with its data. */
    public MethodChecks(StageGraph graph) {
        this.graph = graph;
        this.experiment = graph.experiment();
        this.model = graph.model();
    }

    /** The objective of the teacher supports the corruption. */
    public static void objective(Experiment experiment) {
        RecordErrors.under(
                "corruption",
                Corruption.class,
                () -> experiment.teacher().objective().check(experiment.teacherCorruption()));
    }

    /** The section {@code distillation} is given. */
    public static void distilled(Experiment experiment) {
        if (experiment.distillation().isEmpty()) {
            throw new IllegalArgumentException("distillation is missing; add it");
        }
    }

    /**
     * The method produces all rows that are scored and all models that restorers need.
     *
     * @param experiment the experiment
     * @param rows rows that the method produces
     * @param priors models that the method trains
     */
    public static void makes(Experiment experiment, Set<Row> rows, Set<Restorer.Prior> priors) {
        String method = Registry.nameOf(experiment.method());
        List<Row> asked = experiment.scoring().rows();
        for (int i = 0; i < asked.size(); i++) {
            if (!rows.contains(asked.get(i))) {
                throw new IllegalArgumentException("scoring.rows[" + i + "] is "
                        + asked.get(i).id() + ", which the method " + method + " does not produce; remove it");
            }
        }
        List<Restorer> restorers = experiment.restoration().methods();
        for (int i = 0; i < restorers.size(); i++) {
            if (!priors.contains(restorers.get(i).prior())) {
                throw new IllegalArgumentException("restoration.methods[" + i + "] is "
                        + Registry.nameOf(restorers.get(i)) + ", which needs a "
                        + restorers.get(i).prior().name().toLowerCase(Locale.ROOT) + ", but the method "
                        + method + " trains none; remove it");
            }
        }
    }

    /** The network of the teacher supports the measurements, its objective and its file. */
    public void teacher() {
        ImageShape measurement = model.measurement();
        named(
                "teacher.network cannot take " + measurement + " measurements",
                () -> experiment.teacher().network().checkShape(measurement));
        named(
                "teacher.network, which the generator shares, cannot take " + model.image() + " images",
                () -> experiment.teacher().network().checkShape(model.image()));
        named(
                "teacher.objective does not fit corruption",
                () -> experiment.teacher().objective().checkModel(model));
        experiment.teacher().from().ifPresent(this::checkFrom);
        experiment.teacher().training().ifPresent(training -> checkDraws("teacher", training.batch()));
    }

    /** The draws of the objective for a batch of the distillation fit into an array. */
    public void distillation() {
        checkDraws(
                "distillation",
                experiment.distillation().orElseThrow().training().batch());
    }

    /** The noise level can be estimated from measurements of these images. */
    public void noiseLevel() {
        long measurements =
                ImageSelection.trained(experiment.dataset(), graph.data().count());
        experiment
                .teacher()
                .estimatedSigma()
                .ifPresent(level ->
                        named("teacher.noise-level cannot be estimated", () -> level.check(model, measurements)));
    }

    /** Restorers support the corruption and the teacher, metrics the images, and there are enough held-out images. */
    public void restoration() {
        Experiment.Restoration restoration = experiment.restoration();
        if (restoration.methods().isEmpty()) {
            return;
        }
        if (restoration.images() > experiment.dataset().heldOut()) {
            throw new IllegalArgumentException("restoration.images is " + restoration.images()
                    + ", but dataset.held-out is " + experiment.dataset().heldOut()
                    + "; raise dataset.held-out or lower restoration.images");
        }
        restoration.methods().forEach(restorer -> restorer("restoration.methods", restorer));
        for (Metric metric : restoration.metrics()) {
            named("restoration.metrics does not fit", () -> metric.checkShape(model.image()));
            metric.learned().ifPresent(learned -> checkWeights(learned, restoration.weights()));
        }
    }

    /**
     * A restorer supports the corruption and, where it needs one, the teacher.
     *
     * @param key key of the restorer in the experiment file, for messages
     * @param restorer the restorer
     */
    public void restorer(String key, Restorer restorer) {
        boolean noisy = experiment.corruption().noise().nominalSigma() > 0;
        named(key + " does not fit", () -> restorer.check(model, noisy));
        if (restorer.prior() == Restorer.Prior.TEACHER) {
            named(key + " does not fit", () -> restorer.checkTeacher(TeacherStages.denoiser(graph)));
        }
    }

    /** Analyses, and losses with an exact score, support the distribution of the data and the corruption. */
    public void analyses() {
        Experiment.Distillation distillation = experiment.distillation().orElseThrow();
        if (distillation.loss().fakeScore() == FakeScore.EXACT) {
            distillation.generator().checkExactScore(model);
        }
        for (Analysis analysis : experiment.scoring().analyses()) {
            analysis.check(AnalysisStages.spec(graph, analysis));
        }
    }

    /** Reads the files: each must hold known weights, and together they must hold those of the metric. */
    private static void checkWeights(LearnedPairMetric metric, List<HashedFile> files) {
        List<String> given = new ArrayList<>();
        for (HashedFile file : files) {
            try {
                given.add(Pretrained.read(file).name());
            } catch (IOException | BadInputException e) {
                throw new IllegalArgumentException("restoration.weights: " + e.getMessage(), e);
            }
        }
        if (!given.containsAll(metric.weights())) {
            throw new IllegalArgumentException(
                    "restoration.weights holds " + (given.isEmpty() ? "nothing" : String.join(", ", given)) + ", but "
                            + Registry.nameOf(metric) + " needs " + String.join(" and ", metric.weights())
                            + "; add their files, or import them once (dcd weights list names them)");
        }
    }

    /** Reads the file: its tensors must be those of the network for the images that the teacher denoises. */
    private void checkFrom(HashedFile file) {
        ConditionedDenoiser denoiser = TeacherStages.denoiser(graph);
        try {
            PretrainedDenoiser.read(file).weights(denoiser.network(), denoiser.shape(), denoiser.conditionChannels());
        } catch (IOException | BadInputException e) {
            throw new IllegalArgumentException("teacher.from does not fit: " + e.getMessage(), e);
        }
    }

    private void checkDraws(String section, int batch) {
        ImageShape measurement = model.measurement();
        long draws = experiment.teacher().objective().draws();
        if (draws > MOST_NUMBERS / batch / measurement.size()) {
            throw new IllegalArgumentException(
                    "teacher.objective draws " + draws + " times " + measurement + " numbers for each of the "
                            + Count.of(batch, "image") + " of a batch, more than the " + Count.of(MOST_NUMBERS)
                            + " that fit into an array; lower "
                            + section + ".training.batch or the draws of the objective");
        }
    }

    private static void named(String what, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
        }
    }
}
