package org.dcd.pipelines.experiment;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.InputFile;
import org.dcd.transforms.generator.Generator;
import org.dcd.transforms.loss.DistillationLoss;
import org.dcd.transforms.loss.DistillationMethod;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.EstimatedSigma;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.NoiseLevel;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.ProximalFd;
import org.dcd.transforms.metric.ReferenceFile;
import org.dcd.transforms.metric.ReferenceSource;
import org.dcd.transforms.metric.ScoreNames;
import org.dcd.transforms.metric.View;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Derived;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.restore.PseudoInverse;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.analysis.Analysis;
import org.dcd.transforms.stage.candidates.CandidatesSpec;
import org.dcd.transforms.train.DistillationTraining;
import org.dcd.transforms.train.TeacherTraining;

/**
 * An experiment file, resolved: bases merged, overrides applied, defaults filled in.
 *
 * @param experiment its name
 * @param seed of everything random
 * @param method what is done with the data: it chooses the stages, and is part of no stage key itself
 * @param distillation of the teacher into a generator; the method dcd needs it
 * @param restoration of held-out images from measurements
 * @param dataSeed of which images are held out, how they are measured to be restored, and of the feature extractor that
 *     clean images train, so that runs which share it share their data and can be compared; the seed where it is not
 *     given
 * @param expect claims that the scores of a finished run are held to
 * @param paper what the paper prints for this setting, to be read beside the scores
 */
public record Experiment(
        String experiment,
        long seed,
        @NotInKey @Default("{type: dcd}") ExperimentMethod method,
        DatasetSource dataset,
        Corruption corruption,
        Teacher teacher,
        Optional<Distillation> distillation,
        @Default("{}") Export export,
        Scoring scoring,
        @Default("{}") Restoration restoration,
        @Default("[]") List<Expectation> expect,
        @Default("[]") List<PaperCell> paper,
        @Derived long dataSeed) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");

    public Experiment(
            String experiment,
            long seed,
            ExperimentMethod method,
            DatasetSource dataset,
            Corruption corruption,
            Teacher teacher,
            Optional<Distillation> distillation,
            Export export,
            Scoring scoring,
            Restoration restoration,
            List<Expectation> expect,
            List<PaperCell> paper,
            long dataSeed) {
        if (!NAME.matcher(experiment).matches()) {
            throw new IllegalArgumentException(
                    "experiment must be at most 100 of a-z, 0-9 and -, not starting with -, was "
                            + Names.show(experiment));
        }
        this.experiment = experiment;
        this.seed = seed;
        this.method = method;
        this.dataset = dataset;
        this.corruption = corruption;
        this.teacher = teacher;
        this.distillation = distillation;
        this.export = export;
        this.scoring = scoring;
        this.restoration = restoration;
        this.expect = List.copyOf(expect);
        this.paper = List.copyOf(paper);
        this.dataSeed = dataSeed;
        CompatibilityChecks.check(dataset, corruption, teacher, distillation, scoring);
        method.check(this);
        requireEachCellOnce(paper);
        for (int i = 0; i < expect.size(); i++) {
            requireScored("expect[" + i + "]", expect.get(i));
        }
    }

    /** The corruption that the teacher assumes; with an estimated σ that of the data. */
    public Corruption teacherCorruption() {
        return teacher.corruption(corruption);
    }

    /** What the noise level of the data is taken to be when generated images are corrupted. */
    public NoiseAssumption generatorNoise() {
        OptionalDouble given = distillation.map(Distillation::dataSigma).orElse(OptionalDouble.empty());
        return given.isPresent() ? new NoiseAssumption.Given(given.getAsDouble()) : teacher.noise();
    }

    private void requireScored(String name, Expectation expectation) {
        requireScored(name, expectation.left());
        if (expectation.bound() instanceof Expectation.Bound.Multiple multiple) {
            requireScored(name, multiple.of());
        }
    }

    /** @throws IllegalArgumentException when it is not scored, with what to add */
    void requireScored(String name, Expectation.Score score) {
        if (score.metric().equals(CandidatesSpec.BEST_FD)) {
            requireCandidates(name, score);
            return;
        }
        String missing = Restoration.isOfPairs(score.metric()) ? restoration.missing(score) : scoring.missing(score);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(name + " compares " + score + ", which is not scored" + missing);
        }
    }

    /** What keeps an expectation from being checked; empty when its scores are made. */
    Optional<String> whyNotScored(String name, Expectation expectation) {
        try {
            requireScored(name, expectation);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private void requireCandidates(String name, Expectation.Score score) {
        if (!score.row().equals(Row.GENERATOR.id()) || !scoring.rows.contains(Row.GENERATOR)) {
            throw new IllegalArgumentException(name + " compares " + score + ", which is not scored; "
                    + CandidatesSpec.BEST_FD + " is of the row generator alone");
        }
        if (distillation.filter(given -> given.training.keepCandidates()).isEmpty()) {
            throw new IllegalArgumentException(name + " compares " + score + ", which is not scored; set"
                    + " distillation.training.keep-candidates");
        }
    }

    private static void requireEachCellOnce(List<PaperCell> paper) {
        HashSet<String> seen = new HashSet<>();
        for (int i = 0; i < paper.size(); i++) {
            if (!seen.add(paper.get(i).table() + " " + paper.get(i).name())) {
                throw new IllegalArgumentException("paper[" + i + "] gives "
                        + paper.get(i).name() + " of table " + paper.get(i).table() + " again; give each cell once");
            }
        }
    }

    /**
     * The corruption-aware diffusion teacher.
     *
     * @param from file of a teacher that others trained; where there is no training it is the teacher, else training
     *     starts from it
     * @param network that of the file where it is not given
     * @param training empty where the file is the teacher
     * @param dataSigma σ that the measurements are taken to have; 0 in a file for the one they have
     * @param noiseLevel whether the level is known or estimated, for the teacher and all that comes after it
     */
    public record Teacher(
            @InputFile(
                            give = "a network of EDM or SiD, such as edm-cifar10-32x32-uncond-vp.pkl, which NVIDIA"
                                    + " publishes with github.com/NVlabs/edm")
                    Optional<HashedFile> from,
            Objective objective,
            @Derived Denoiser network,
            Optional<TeacherTraining> training,
            @Default("{}") SamplerSettings sampler,
            @Default("0") @Range("[0, 80]") OptionalDouble dataSigma,
            @Default("{type: known}") NoiseLevel noiseLevel) {
        public Teacher {
            Ranges.check(Teacher.class, dataSigma);
            if (from.isEmpty() && training.isEmpty()) {
                throw new IllegalArgumentException(
                        "training is missing; add it, or from, the file of a teacher that others trained");
            }
        }

        /** What the noise level of the measurements is taken to be. */
        public NoiseAssumption noise() {
            if (noiseLevel instanceof EstimatedSigma) {
                return new NoiseAssumption.Estimated();
            }
            return dataSigma.isPresent()
                    ? new NoiseAssumption.Given(dataSigma.getAsDouble())
                    : new NoiseAssumption.Stored();
        }

        /** The corruption that is assumed; with an estimated σ that of the data. */
        Corruption corruption(Corruption ofData) {
            return noise() instanceof NoiseAssumption.Known known ? known.corruption(ofData) : ofData;
        }

        /** How the noise level is estimated; empty when it is known or given. */
        public Optional<EstimatedSigma> estimatedSigma() {
            return noiseLevel instanceof EstimatedSigma estimated ? Optional.of(estimated) : Optional.empty();
        }
    }

    /**
     * Distillation of the teacher into a generator.
     *
     * @param generator its architecture
     * @param dataSigma σ with which generated images are corrupted; 0 in a file for the teacher's
     * @param selectBy score by which the generator's checkpoint is chosen, of measurements only
     * @see DistillationMethod the first four
     */
    public record Distillation(
            DistillationLoss loss,
            @Default("measurement") DistillationMethod.Target target,
            @Default("true") boolean corruptFake,
            @Default("teacher") DistillationMethod.Start start,
            @Default("{type: denoiser}") Generator generator,
            DistillationTraining training,
            @Default("0") @Range("[0, 80]") OptionalDouble dataSigma,
            @Default("{type: proximal-fd}") Metric selectBy)
            implements Serializable {
        public DistillationMethod method() {
            return new DistillationMethod(loss, target, corruptFake, start);
        }

        public Distillation {
            Ranges.check(Distillation.class, dataSigma);
            if (!selectBy.equals(new ProximalFd())) {
                throw new IllegalArgumentException("select-by must be proximal-fd, was " + Registry.nameOf(selectBy)
                        + (selectBy.view().usesCleanReference()
                                ? ", an oracle score: clean data never chooses a checkpoint"
                                : ""));
            }
        }
    }

    /**
     * The exported networks, which must compute what the trained ones do.
     *
     * @param tolerance greatest difference between ONNX Runtime and libtorch, on the range [-1, 1]
     */
    public record Export(@Default("1e-4") @Range("(0, 1]") double tolerance) implements Serializable {
        public Export {
            Ranges.check(Export.class, tolerance);
        }
    }

    /**
     * What is scored, how, and on which features.
     *
     * @param samples images of each row, at most
     * @param metrics scores of samples against samples
     * @param sampleSets sets of so many samples of every model, which are scored one by one
     * @param analyses of data whose law is known
     * @param reference moments of clean images, for metrics of moments
     */
    public record Scoring(
            FeatureExtractor features,
            @Range("[2, 10000000]") int samples,
            List<Row> rows,
            List<Metric> metrics,
            @Default("1") @Range("[1, 100]") int sampleSets,
            @Default("[]") List<Analysis> analyses,
            @Default("{type: images}") ReferenceSource reference)
            implements Serializable {
        /** Names of all scores. */
        List<String> names() {
            return Stream.concat(metrics.stream(), analyses.stream())
                    .flatMap(giver -> ScoreNames.of(giver).stream())
                    .toList();
        }

        /** What to add so that a score is there; empty when it is. */
        String missing(Expectation.Score score) {
            boolean known = rows.stream().anyMatch(row -> row.id().equals(score.row()));
            String row = known ? "" : "; add " + score.row() + " to scoring.rows";
            String metric = names().contains(score.metric()) ? "" : "; add " + remedy(score.metric());
            return row + metric;
        }

        private static String remedy(String score) {
            Class<?> giver = ScoreNames.giver(score);
            String name = giver.getAnnotation(TypeName.class).value();
            return name + " to scoring." + (Analysis.class.isAssignableFrom(giver) ? "analyses" : "metrics");
        }

        /** Reference vectors that the metrics of a view compare with; 0 when none compares vectors. */
        public long vectors(View view) {
            return metrics.stream()
                    .filter(metric -> metric.view() == view)
                    .mapToLong(metric -> Math.min(metric.mostVectors(), samples))
                    .max()
                    .orElse(0);
        }

        public Scoring {
            Ranges.check(Scoring.class, samples, sampleSets);
            if (reference instanceof ReferenceFile
                    && metrics.stream()
                            .noneMatch(metric -> metric.needsMomentsOnly() && metric.view() == View.CLEAN_FEATURES)) {
                throw new IllegalArgumentException("scoring.reference is a file of moments, with which none of"
                        + " scoring.metrics compares; add fd or remove it");
            }
            analyses = List.copyOf(analyses);
            rows = distinct("scoring.rows", rows, Names::id);
            metrics = distinct("scoring.metrics", metrics, Registry::nameOf);
            for (int i = 0; i < metrics.size(); i++) {
                if (metrics.get(i).view() == View.PAIRS) {
                    throw new IllegalArgumentException("scoring.metrics[" + i + "] is "
                            + Registry.nameOf(metrics.get(i))
                            + ", which compares every image with the one that it should be, but rows have no such"
                            + " partners; remove it, or compare two folders with dcd score");
                }
            }
        }

        static <E> List<E> distinct(String name, List<E> given, Function<E, String> id) {
            if (given.isEmpty()) {
                throw new IllegalArgumentException(name + " must name at least one, was empty");
            }
            HashSet<String> seen = new HashSet<>();
            for (int i = 0; i < given.size(); i++) {
                if (!seen.add(id.apply(given.get(i)))) {
                    throw new IllegalArgumentException(
                            name + "[" + i + "] repeats " + id.apply(given.get(i)) + "; name it once");
                }
            }
            return List.copyOf(given);
        }
    }

    /**
     * Held-out images restored from measurements as the data are, by each method, and scored against themselves. Clean
     * images serve to measure and to score: no method sees one.
     *
     * @param images number of images, the first of those held out
     * @param methods none for no restoration
     * @param metrics of pairs
     * @param weights of the networks of learned metrics; imported ones where none are given
     */
    public record Restoration(
            @Default("250") @Range("[1, 1000000]") int images,
            @Default("[]") List<Restorer> methods,
            @Default("[psnr, ssim]") List<Metric> metrics,
            @Default("[]") @InputFile(give = "one of the files that dcd weights list names") List<HashedFile> weights)
            implements Serializable {
        /** The measurement itself, as an image: a row beside those of the methods. */
        private static final PseudoInverse OBSERVATION = new PseudoInverse();

        public Restoration {
            Ranges.check(Restoration.class, images);
            methods =
                    methods.isEmpty() ? List.of() : Scoring.distinct("restoration.methods", methods, Registry::nameOf);
            metrics = Scoring.distinct("restoration.metrics", metrics, Registry::nameOf);
            if (methods.contains(OBSERVATION)) {
                throw new IllegalArgumentException("restoration.methods[" + methods.indexOf(OBSERVATION)
                        + "] is pseudo-inverse, which the row observation is in any case; remove it");
            }
            for (int i = 0; i < metrics.size(); i++) {
                if (metrics.get(i).view() != View.PAIRS) {
                    throw new IllegalArgumentException("restoration.metrics[" + i + "] is "
                            + Registry.nameOf(metrics.get(i)) + ", which does not compare an image with the one that"
                            + " it should be; give psnr, ssim or lpips");
                }
            }
        }

        /** The observation and the methods; none where there is no restoration. */
        public List<Restorer> all() {
            return methods.isEmpty()
                    ? List.of()
                    : Stream.concat(Stream.of(OBSERVATION), methods.stream()).toList();
        }

        /** What the images of a restorer are called among the scores. */
        public static String row(Restorer restorer) {
            return restorer.equals(OBSERVATION) ? Row.OBSERVATION.id() : Registry.nameOf(restorer);
        }

        /** Whether a score compares restored images with clean ones. */
        static boolean isOfPairs(String score) {
            return ScoreNames.isOfPairs(score);
        }

        /** What to add so that a score is there; empty when it is. */
        String missing(Expectation.Score score) {
            boolean known = all().stream().anyMatch(restorer -> row(restorer).equals(score.row()));
            String row = known ? "" : "; add " + remedy(score.row()) + " to restoration.methods";
            boolean scored =
                    metrics.stream().anyMatch(metric -> ScoreNames.of(metric).contains(score.metric()));
            return row + (scored ? "" : "; add " + score.metric() + " to restoration.metrics");
        }

        private static String remedy(String row) {
            return Registry.members(Restorer.class).containsKey(row) ? row : "a method";
        }
    }
}
