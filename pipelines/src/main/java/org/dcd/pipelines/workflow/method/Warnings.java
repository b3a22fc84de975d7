package org.dcd.pipelines.workflow.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.loss.DistillationMethod;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.stage.candidates.CandidatesSpec;
import org.dcd.transforms.stage.distil.DistilKind;
import org.dcd.transforms.stage.imports.ImportKind;
import org.dcd.transforms.stage.teacher.TeacherKind;
import org.dcd.transforms.train.DistillationTraining;

/**
 * Warnings of settings that the paper or this project measured to be unstable or much worse. Ablations need some of
 * them, so they are not refused. Also warns of unexpectedly large files.
 */
final class Warnings {
    /** Bytes of kept candidates above which a warning is given. */
    private static final double MUCH = 1e10;

    private final Experiment experiment;
    private final List<String> warnings = new ArrayList<>();

    private Warnings(Experiment experiment) {
        this.experiment = experiment;
    }

    /** The warnings of the planned stages, each with the setting, its value, the reason and the remedy. */
    static List<String> of(StageGraph graph) {
        Warnings all = new Warnings(graph.experiment());
        List<StageNode> nodes = graph.nodes();
        if (nodes.stream().anyMatch(node -> node.kind().equals(ImportKind.NAME))) {
            all.ofImport();
        }
        if (nodes.stream()
                .anyMatch(node ->
                        node.kind().equals(TeacherKind.NAME) || node.kind().equals(ImportKind.NAME))) {
            all.ofTeacher();
        }
        if (nodes.stream().anyMatch(node -> node.kind().equals(DistilKind.NAME))) {
            all.ofDistillation();
        }
        for (StageNode node : nodes) {
            if (node.spec() instanceof CandidatesSpec candidates) {
                all.ofCandidates(candidates);
            }
        }
        return List.copyOf(all.warnings);
    }

    /** The clean-data check does not cover a pretrained teacher: its file does not say what it was trained on. */
    private void ofImport() {
        HashedFile from = experiment.teacher().from().orElseThrow();
        warnings.add("teacher.from " + from.label()
                + (experiment.teacher().training().isPresent() ? " initialises the teacher" : " is the teacher")
                + ", but its training data is unknown: if it contained clean images, the results do not show what can be"
                + " learned from corrupted images alone. Remove teacher.from for such a claim");
    }

    private void ofTeacher() {
        Experiment.Teacher teacher = experiment.teacher();
        ofObjective(experiment.teacherCorruption());
        underestimated("teacher.data-sigma", experiment.teacherCorruption());
        if (teacher.network().augmentLabels() > 0
                && teacher.training()
                        .filter(training -> !training.augment().isOn())
                        .isPresent()
                && teacher.from().isEmpty()) {
            warnings.add("teacher.network takes " + teacher.network().augmentLabels()
                    + " augmentation labels, but training does not augment: set teacher.training.augment or remove"
                    + " augment-labels");
        }
    }

    private void ofObjective(Corruption assumed) {
        experiment
                .teacher()
                .objective()
                .warnings(assumed)
                .forEach(warning -> warnings.add("teacher.objective: " + warning));
    }

    private void ofDistillation() {
        Experiment.Distillation distillation = experiment.distillation().orElseThrow();
        distillation.loss().warnings().forEach(warning -> warnings.add("distillation.loss: " + warning));
        if (distillation.dataSigma().isPresent()) {
            underestimated(
                    "distillation.data-sigma", experiment.generatorNoise().corruption(experiment.corruption()));
        }
        if (!distillation.corruptFake()) {
            warnings.add("distillation.corrupt-fake false trains the fake score on clean output, unlike the teacher and"
                    + " unlike the paper (Alg. 1, line 6): remove it unless this is a comparison");
        }
        if (distillation.start() == DistillationMethod.Start.RANDOM
                && distillation.generator().isTeachersNetwork()) {
            warnings.add("distillation.start random does not start from the teacher, which is crucial for stable"
                    + " training (paper, App. L): remove it unless this is a comparison");
        }
    }

    private void ofCandidates(CandidatesSpec spec) {
        DistillationTraining training = experiment.distillation().orElseThrow().training();
        double count = Math.ceil(training.kimg() / training.selectKimg());
        double bytes = Float.BYTES * (double) spec.generator().summary().parameterCount();
        if (count * bytes > MUCH) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "distillation.training.keep-candidates keeps %.0f candidates of %.0f MB, %.0f GB in total: raise"
                            + " distillation.training.select-kimg above %s to keep fewer",
                    count,
                    bytes / 1e6,
                    count * bytes / 1e9,
                    training.selectKimg()));
        }
    }

    private void underestimated(String setting, Corruption assumed) {
        double taken = assumed.noise().nominalSigma();
        double actual = experiment.corruption().noise().nominalSigma();
        if (taken < actual) {
            warnings.add(
                    setting + " " + taken + " is less than the noise level " + actual + " of the data, which harms far"
                            + " more than a larger value (paper, Table 8: FID 103.55 at 0.15 for 0.2, 16.07 at 0.25): set"
                            + " it slightly above " + actual);
        }
    }
}
