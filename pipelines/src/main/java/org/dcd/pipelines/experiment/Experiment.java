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
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.metric.ProximalFd;
import org.dcd.transforms.metric.ReferenceFile;
import org.dcd.transforms.metric.ReferenceSource;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Derived;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.restore.PseudoInverse;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.analysis.Analysis;
import org.dcd.transforms.train.DistillationTraining;
import org.dcd.transforms.train.TeacherTraining;

/**
 * A resolved experiment: base files merged, overrides applied, defaults filled in.
 *
 * @param experiment name of the experiment
 * @param seed seed of all random numbers
 * @param method the method, which chooses the stages. It is not part of stage keys
 * @param distillation distillation of the teacher into a generator; the method dcd needs it
 * @param restoration restoration of held-out images from measurements
 * @param dataSeed seed of the choice of held-out images, of their measurements for restoration, and of the feature
 *     extractor that is trained on clean images. Runs with the same seed have the same data and can be compared. The
 *     seed of the experiment where it is not given
 * @param expect claims that the scores of a finished run are checked against
 * @param paper results of the paper for this setting, shown beside the scores
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

    /**
     * Checks that the settings are compatible and that all expectations refer to computed scores.
     *
     * @throws IllegalArgumentException with the key at fault, its value and the remedy
     */
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
        AvailableScores scores = AvailableScores.of(this);
        for (int i = 0; i < expect.size(); i++) {
            scores.require("expect[" + i + "]", expect.get(i));
        }
    }

    /** This experiment with other expectations. */
    Experiment expecting(List<Expectation> claims) {
        return new Experiment(
                experiment,
                seed,
                method,
                dataset,
                corruption,
                teacher,
                distillation,
                export,
                scoring,
                restoration,
                claims,
                paper,
                dataSeed);
    }

    /** The corruption that the teacher assumes; with an estimated σ, the corruption of the data. */
    public Corruption teacherCorruption() {
        return teacher.corruption(corruption);
    }

    /** The noise assumption with which generated images are corrupted. */
    public NoiseAssumption generatorNoise() {
        OptionalDouble given = distillation.map(Distillation::dataSigma).orElse(OptionalDouble.empty());
        return given.isPresent() ? new NoiseAssumption.Given(given.getAsDouble()) : teacher.noise();
    }

    private static void requireEachCellOnce(List<PaperCell> paper) {
        HashSet<String> seen = new HashSet<>();
        for (int i = 0; i < paper.size(); i++) {
            if (!seen.add(paper.get(i).table() + " " + paper.get(i).name())) {
                throw new IllegalArgumentException("paper[" + i + "] gives "
                        + paper.get(i).name() + " of table " + paper.get(i).table() + " again; remove one");
            }
        }
    }

    /**
     * The corruption-aware diffusion teacher.
     *
     * @param from file of a pretrained teacher. Without training it is the teacher; otherwise training starts from it
     * @param network the network; the network of the file where it is not given
     * @param training the training; empty where the file is the teacher
     * @param dataSigma σ that is assumed of the measurements; 0 for the σ that is stored with them
     * @param noiseLevel whether the noise level is known or estimated, for the teacher and all later stages
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
                        "training is missing; add it, or set from to the file of a pretrained teacher");
            }
        }

        /** The noise assumption of the teacher. */
        public NoiseAssumption noise() {
            if (noiseLevel instanceof EstimatedSigma) {
                return new NoiseAssumption.Estimated();
            }
            return dataSigma.isPresent()
                    ? new NoiseAssumption.Given(dataSigma.getAsDouble())
                    : new NoiseAssumption.Stored();
        }

        /** The assumed corruption; with an estimated σ, the corruption of the data. */
        Corruption corruption(Corruption ofData) {
            return noise() instanceof NoiseAssumption.Resolved known ? known.corruption(ofData) : ofData;
        }

        /** The estimator of the noise level; empty when the level is known or given. */
        public Optional<EstimatedSigma> estimatedSigma() {
            return noiseLevel instanceof EstimatedSigma estimated ? Optional.of(estimated) : Optional.empty();
        }
    }

    /**
     * Distillation of the teacher into a generator.
     *
     * @param generator architecture of the generator
     * @param dataSigma σ with which generated images are corrupted; 0 for the σ of the teacher
     * @param selectBy score that selects the candidate; it may use measurements only
     * @see DistillationMethod for the first four components
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
        /** Loss, target, corruption of the fake score's images, and start of the training. */
        public DistillationMethod method() {
            return new DistillationMethod(loss, target, corruptFake, start);
        }

        public Distillation {
            Ranges.check(Distillation.class, dataSigma);
            if (!selectBy.equals(new ProximalFd())) {
                throw new IllegalArgumentException("select-by must be proximal-fd, was " + Registry.nameOf(selectBy)
                        + (selectBy.input().usesCleanReference()
                                ? ", which uses clean data; clean data must not select a candidate"
                                : ""));
            }
        }
    }

    /**
     * The check of exported networks against the trained ones.
     *
     * @param tolerance largest difference of outputs between ONNX Runtime and libtorch, on the range [-1, 1]
     */
    public record Export(@Default("1e-4") @Range("(0, 1]") double tolerance) implements Serializable {
        public Export {
            Ranges.check(Export.class, tolerance);
        }
    }

    /**
     * Rows, metrics and features of the scores.
     *
     * @param samples largest number of images of each row
     * @param rows sets of images that are scored
     * @param metrics scores that compare sets of images
     * @param sampleSets number of sets of samples of each model; every set is scored on its own
     * @param analyses analyses of drawn data with a known distribution
     * @param reference clean images or a file of their moments, for metrics that compare moments
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
        /** Number of reference vectors that the metrics of a view need; 0 when none compares vectors. */
        public long vectors(MetricInput input) {
            return metrics.stream()
                    .filter(metric -> metric.input() == input)
                    .mapToLong(metric -> Math.min(metric.mostVectors(), samples))
                    .max()
                    .orElse(0);
        }

        public Scoring {
            Ranges.check(Scoring.class, samples, sampleSets);
            if (reference instanceof ReferenceFile
                    && metrics.stream()
                            .noneMatch(metric ->
                                    metric.needsMomentsOnly() && metric.input() == MetricInput.CLEAN_FEATURES)) {
                throw new IllegalArgumentException("scoring.reference is a file of moments, but none of"
                        + " scoring.metrics compares moments of clean images; add fd or remove the reference");
            }
            analyses = List.copyOf(analyses);
            rows = distinct("scoring.rows", rows, Names::id);
            metrics = distinct("scoring.metrics", metrics, Registry::nameOf);
            for (int i = 0; i < metrics.size(); i++) {
                if (metrics.get(i).input() == MetricInput.PAIRS) {
                    throw new IllegalArgumentException("scoring.metrics[" + i + "] is "
                            + Registry.nameOf(metrics.get(i))
                            + ", which compares pairs of images, but the images of a row have no clean counterpart;"
                            + " remove it, or compare two folders with dcd score");
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
     * Restoration of held-out images from their measurements by each method, scored against the clean images. Methods
     * see the measurements only.
     *
     * @param images number of images, the first of those held out
     * @param methods the restorers; empty for no restoration
     * @param metrics metrics of pairs of images
     * @param weights weights of learned metrics; imported ones where none are given
     */
    public record Restoration(
            @Default("250") @Range("[1, 1000000]") int images,
            @Default("[]") List<Restorer> methods,
            @Default("[psnr, ssim]") List<Metric> metrics,
            @Default("[]") @InputFile(give = "one of the files that dcd weights list names") List<HashedFile> weights)
            implements Serializable {
        /** The row of the measurements themselves, as images. */
        private static final PseudoInverse OBSERVATION = new PseudoInverse();

        public Restoration {
            Ranges.check(Restoration.class, images);
            methods =
                    methods.isEmpty() ? List.of() : Scoring.distinct("restoration.methods", methods, Registry::nameOf);
            metrics = Scoring.distinct("restoration.metrics", metrics, Registry::nameOf);
            if (methods.contains(OBSERVATION)) {
                throw new IllegalArgumentException("restoration.methods[" + methods.indexOf(OBSERVATION)
                        + "] is pseudo-inverse, which is the row observation already; remove it");
            }
            for (int i = 0; i < metrics.size(); i++) {
                if (metrics.get(i).input() != MetricInput.PAIRS) {
                    throw new IllegalArgumentException("restoration.metrics[" + i + "] is "
                            + Registry.nameOf(metrics.get(i)) + ", which does not compare pairs of images;"
                            + " use psnr, ssim or lpips");
                }
            }
        }

        /** The observation and the methods; none where there is no restoration. */
        public List<Restorer> all() {
            return methods.isEmpty()
                    ? List.of()
                    : Stream.concat(Stream.of(OBSERVATION), methods.stream()).toList();
        }

        /** Name of the row of a restorer in score tables. */
        public static String row(Restorer restorer) {
            return restorer.equals(OBSERVATION) ? Row.OBSERVATION.id() : Registry.nameOf(restorer);
        }
    }
}
