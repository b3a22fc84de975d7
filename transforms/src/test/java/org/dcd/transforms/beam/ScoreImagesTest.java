package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.FeatureVector;
import org.dcd.schemas.Origin;
import org.dcd.schemas.Score;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.measurement.Downsample;
import org.dcd.transforms.measurement.NoNoise;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.NoiseEstimate;
import org.dcd.transforms.metric.ClassifierScore;
import org.dcd.transforms.metric.Fd;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.FrechetDistance;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.metric.PrecisionRecall;
import org.dcd.transforms.metric.ProximalFd;
import org.dcd.transforms.metric.ScoreNames;
import org.dcd.transforms.metric.Vectors;
import org.dcd.transforms.metric.Wasserstein;
import org.dcd.transforms.model.EdmSampler;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.score.ExtractorModel;
import org.dcd.transforms.stage.score.ScoreSpec;
import org.dcd.transforms.stage.score.ScoreWork;
import org.dcd.transforms.stage.score.SetScores;
import org.dcd.transforms.stage.score.SetScores.Side;
import org.dcd.transforms.train.TorchCorruptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreImagesTest {
    private static final List<Metric> BOTH = List.of(new Fd(), new ProximalFd());
    private static final Corruptor.Factory ADD_NOISE = (corruption, shape) -> new ScoreStages.AddNoise(shape);

    @TempDir
    Path store;

    private ScoreStages stages;

    @BeforeEach
    void makeInputs() throws IOException {
        stages = new ScoreStages(store);
    }

    private static List<StageResult> run(int perShard, List<StageTask<ScoreSpec>> tasks) {
        return DirectRun.run(StageTransform.of(new ScoreWork(perShard, ADD_NOISE)), tasks);
    }

    private static Map<String, Score> scores(StageTask<ScoreSpec> task) throws IOException {
        List<Score> scores = new ArrayList<>();
        Tables.read(task.work(), FileNames.SCORES, Score.class, scores::add);
        return scores.stream().collect(java.util.stream.Collectors.toMap(Score::getMetric, score -> score));
    }

    @Test
    void theDistanceIsThatOfTheMomentsOfAllImages() throws IOException {
        StageTask<ScoreSpec> task = stages.task(Row.GENERATOR, BOTH, 1000, "distance");
        StageResult result = run(64, List.of(task)).get(0);

        FeatureMoments row = ScoreStages.moments(stages.samples());
        double expected = FrechetDistance.between(row, ScoreStages.moments(stages.clean()));
        Score score = scores(task).get("fd");
        assertThat(score.getValue()).isPositive().isCloseTo(expected, within(1e-9 * expected));
        assertThat(result.figures()).containsEntry("fd", score.getValue()).containsEntry("images", 300.0);
        assertThat(result.notes()).isEmpty();
        assertThat(ProgressLog.read(task.work())).last().satisfies(line -> {
            assertThat(line.done()).isEqualTo(300);
            assertThat(line.total()).isEqualTo(300);
        });
    }

    @Test
    void aScoreHasItsWholeProtocol() throws IOException {
        StageTask<ScoreSpec> task = stages.task(Row.GENERATOR, BOTH, 1000, "contract");
        run(448, List.of(task));
        Score fd = scores(task).get("fd");
        Score proximal = scores(task).get("proximal-fd");

        assertThat(fd.getOracle()).isTrue();
        assertThat(fd.getRow()).isEqualTo("generator");
        assertThat(fd.getCount()).isEqualTo(300);
        assertThat(fd.getSampleSeed()).isEqualTo(ScoreStages.SEED);
        assertThat(fd.getNfe()).isEqualTo(1);
        assertThat(fd.getContract().getName()).matches("fd\\[pixels-[0-9a-f]{8}]");
        assertThat(fd.getContract().getExtractorSha256()).isEqualTo(stages.cleanExtractorSha256());
        assertThat(fd.getContract().getReference()).isEqualTo("clean training images");
        assertThat(fd.getContract().getReferenceCount()).isEqualTo(300);
        assertThat(fd.getContract().getFeatureDimension()).isEqualTo(4);
        assertThat(fd.getContract().getCorruption()).isEqualTo("none");
        assertThat(fd.getContract().getQuantiser()).isEqualTo("u8");
        assertThat(fd.getContract().getDivisor()).isEqualTo("N-1");
        assertThat(fd.getContract().getDataRange()).containsExactly(-1.0, 1.0);
        assertThat(proximal.getOracle()).isFalse();
        assertThat(proximal.getContract().getName()).startsWith("proximal-fd[pixels-");
        assertThat(proximal.getContract().getReference()).isEqualTo("measurements");
        assertThat(proximal.getContract().getCorruption()).isEqualTo("identity + gaussian[sigma=0.5]");
    }

    /** Proximal distances corrupt with it, and it determines the number of levels of truncated sampling. */
    @Test
    void scoresUseTheGivenNoiseLevel() throws IOException {
        new NoiseEstimate(0.25, 0.25, 0.25, 100).write(stages.folder("calibrate"));
        StageTask<ScoreSpec> stored = assuming(new NoiseAssumption.Stored(), "stored");
        StageTask<ScoreSpec> given = assuming(new NoiseAssumption.Given(0.25), "given");
        StageTask<ScoreSpec> estimated = assuming(new NoiseAssumption.Estimated(), "estimated");
        run(64, List.of(stored, given, estimated));

        Score proximal = scores(estimated).get("proximal-fd");
        assertThat(proximal.getValue())
                .isEqualTo(scores(given).get("proximal-fd").getValue())
                .isNotEqualTo(scores(stored).get("proximal-fd").getValue());
        assertThat(proximal.getContract().getCorruption()).isEqualTo("identity + gaussian[sigma=0.25]");
        assertThat(proximal.getNfe())
                .isEqualTo(new EdmSampler(SamplerSettings.heun(18), 0.25).nfe())
                .isLessThan(35);
    }

    private StageTask<ScoreSpec> assuming(NoiseAssumption noise, String key) {
        StageTask<ScoreSpec> task = stages.task(Row.TEACHER_TRUNCATED, List.of(new ProximalFd()), 100, key);
        ScoreSpec s = task.spec();
        ScoreSpec.Evaluations nfe = noise instanceof NoiseAssumption.Stored
                ? s.nfe()
                : new ScoreSpec.Evaluations.UntilNoise(SamplerSettings.heun(18));
        ScoreSpec spec = new ScoreSpec(
                s.row(),
                s.metrics(),
                s.corruption(),
                s.count(),
                s.sets(),
                nfe,
                s.shape(),
                s.dataType(),
                s.seed(),
                noise);
        List<StageInput> inputs = new ArrayList<>(task.inputs());
        inputs.add(new StageInput(
                NoiseAssumption.INPUT, "calibrate", new StageId("calibrate", "2e7d2c03"), stages.folder("calibrate")));
        return new StageTask<>(task.id(), task.name(), spec, inputs, task.work());
    }

    @Test
    void aMissingEstimateIsRefused() {
        assertThatThrownBy(() -> run(64, List.of(assuming(new NoiseAssumption.Estimated(), "none"))))
                .hasStackTraceContaining(NoiseEstimate.FILE)
                .hasStackTraceContaining("is missing");
    }

    @Test
    void shardingChangesNoScoreBeyondRounding() throws IOException {
        List<Row> rows = List.of(Row.OBSERVATION, Row.GENERATOR, Row.HELD_OUT);
        List<StageTask<ScoreSpec>> one = rows.stream()
                .map(row -> stages.task(row, BOTH, 1000, row.id() + "-one"))
                .toList();
        List<StageTask<ScoreSpec>> many = rows.stream()
                .map(row -> stages.task(row, BOTH, 1000, row.id() + "-many"))
                .toList();
        run(1000, one);
        run(30, many);

        for (int i = 0; i < rows.size(); i++) {
            for (Metric metric : BOTH) {
                assertThat(valueOf(one.get(i), Registry.nameOf(metric)))
                        .as(rows.get(i) + " " + metric)
                        .isCloseTo(valueOf(many.get(i), Registry.nameOf(metric)), within(1e-10));
            }
        }
    }

    /** For every registered metric, parts on several workers give the scores of the whole on one worker. */
    @Test
    void scoresDoNotDependOnTheDivision() throws IOException {
        List<Metric> metrics = Examples.of(Metric.class)
                .map(Named::getPayload)
                .filter(metric -> metric.input() != MetricInput.PAIRS)
                .toList();
        List<Metric> once = metrics.stream()
                .filter(metric -> metrics.stream()
                                .filter(other -> other.getClass() == metric.getClass())
                                .findFirst()
                                .orElseThrow()
                        == metric)
                .toList();
        StageTask<ScoreSpec> whole = stages.task(Row.GENERATOR, once, 1000, "whole");
        StageTask<ScoreSpec> parts = stages.task(Row.GENERATOR, once, 1000, "parts");
        run(1000, List.of(whole));
        run(30, List.of(parts));
        Map<String, Score> expected = scores(whole);

        assertThat(expected.keySet())
                .containsExactlyInAnyOrderElementsOf(once.stream()
                        .flatMap(metric -> ScoreNames.of(metric).stream())
                        .toList());
        scores(parts).forEach((name, score) -> {
            assertThat(score.getValue()).as(name).isCloseTo(expected.get(name).getValue(), within(1e-10));
            assertThat(score.getContract()).isEqualTo(expected.get(name).getContract());
        });
        Vectors samples = new Vectors(300, 4, stages.samples());
        assertThat(expected.get("wasserstein").getValue())
                .isEqualTo(new Wasserstein(1000)
                        .of(samples, new Vectors(300, 4, stages.clean()))
                        .get(0)
                        .value());
        assertThat(expected.get("wasserstein").getContract().getName()).isEqualTo("wasserstein[values]");
        assertThat(expected.get("kd").getDeviation()).isPositive();
        assertThat(expected.get("fd").getDeviation()).isNull();
        assertThat(expected.get("classifier-score").getContract().getReference())
                .isEqualTo("none");
    }

    /** The scores of one set against another are those of a stage over the same images. */
    @Test
    void setsWithoutAnExperimentHaveTheSameScores() throws IOException {
        List<Metric> metrics = List.of(
                new Fd(),
                new ClassifierScore(3),
                new PrecisionRecall(3, 70),
                new PrecisionRecall(5, 300),
                new Wasserstein(40));
        StageTask<ScoreSpec> task = stages.task(Row.GENERATOR, metrics, 300, "stage");
        run(1000, List.of(task));
        List<Score> expected = new ArrayList<>();
        Tables.read(task.work(), FileNames.SCORES, Score.class, expected::add);

        List<SetScores.Scored> actual;
        try (ExtractorModel extractor = ExtractorModel.open(stages.extractor(), OrtOptions.cpu(1))) {
            actual = new SetScores(
                            Side.open(stages.samplesFile()),
                            Side.open(stages.cleanFile()),
                            metrics,
                            extractor,
                            Map.of())
                    .compute();
        }

        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).value().name()).isEqualTo(expected.get(i).getMetric());
            assertThat(actual.get(i).value().value()).isCloseTo(expected.get(i).getValue(), within(1e-10));
            assertThat(actual.get(i).protocol().getEstimator())
                    .isEqualTo(expected.get(i).getContract().getEstimator());
            assertThat(actual.get(i).protocol().getReferenceCount())
                    .isEqualTo(expected.get(i).getContract().getReferenceCount());
        }
    }

    @Test
    void setsAreScoredOneByOne() throws IOException {
        List<Metric> metrics = List.of(new Fd(), new PrecisionRecall(3, 1000), new ClassifierScore(3));
        StageTask<ScoreSpec> sets = stages.task(Row.GENERATOR, metrics, 100, 3, "sets");
        StageResult result = run(30, List.of(sets)).get(0);
        StageTask<ScoreSpec> first = stages.task(Row.GENERATOR, metrics, 100, "first");
        run(30, List.of(first));
        List<Score> scores = new ArrayList<>();
        Tables.read(sets.work(), FileNames.SCORES, Score.class, scores::add);

        assertThat(scores).hasSize(12).allSatisfy(score -> assertThat(score.getCount())
                .isEqualTo(100));
        for (String name : List.of("fd", "precision", "recall", "classifier-score")) {
            List<Score> own = scores.stream()
                    .filter(score -> score.getMetric().equals(name))
                    .toList();
            assertThat(own).extracting(Score::getSampleSet).containsExactly(0, 1, 2);
            assertThat(own.get(0).getValue())
                    .as(name)
                    .isCloseTo(scores(first).get(name).getValue(), within(1e-10));
            assertThat(result.figures().get(name))
                    .isCloseTo(
                            own.stream().mapToDouble(Score::getValue).average().orElseThrow(), within(1e-12));
        }
        assertThat(scores.stream()
                        .filter(score -> score.getMetric().equals("fd"))
                        .map(Score::getValue))
                .doesNotHaveDuplicates();
    }

    @Test
    void metricsThatCompareFewerImagesTakeThemEvenlyAndNoOthersAreKept() throws IOException {
        PrecisionRecall fewer = new PrecisionRecall(3, 70);
        Wasserstein others = new Wasserstein(40);
        StageTask<ScoreSpec> task = stages.task(Row.GENERATOR, List.of(fewer, others), 1000, "fewer");
        run(30, List.of(task));
        Vectors samples = new Vectors(300, 4, stages.samples());
        Vectors clean = new Vectors(300, 4, stages.clean());

        assertThat(valueOf(task, "precision"))
                .isEqualTo(fewer.of(samples.spread(70), clean.spread(70)).get(0).value());
        assertThat(valueOf(task, "wasserstein"))
                .isEqualTo(
                        others.of(samples.spread(40), clean.spread(40)).get(0).value());
        assertThat(Tables.rows(task.work(), "vectors-clean-features-0", FeatureVector.class))
                .isEqualTo(70);
        assertThat(Tables.rows(task.work(), "vectors-clean-values-0", FeatureVector.class))
                .isEqualTo(40);
    }

    @Test
    void missingSetsAreAnError() {
        assertThatThrownBy(() -> run(30, List.of(stages.task(Row.GENERATOR, BOTH, 101, 3, "short"))))
                .hasStackTraceContaining("has 300 images, not 3 sets of 101");
    }

    private static double valueOf(StageTask<ScoreSpec> task, String metric) {
        try {
            return scores(task).get(metric).getValue();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void rowsAreDistinctStagesOfOneGraph() throws IOException {
        List<StageTask<ScoreSpec>> tasks = List.of(
                stages.task(Row.OBSERVATION, BOTH, 1000, "o"),
                stages.task(Row.HELD_OUT, BOTH, 1000, "h"),
                stages.task(Row.GENERATOR, List.of(new Fd()), 1000, "g"));

        assertThat(run(64, tasks)).hasSize(3);
        assertThat(scores(tasks.get(2))).containsOnlyKeys("fd");
        // The held-out images are the training images themselves here; measurements are theirs with noise.
        assertThat(valueOf(tasks.get(1), "fd")).isCloseTo(0, within(1e-9));
        // Measurements are corrupted once more, so they are more distant than clean images.
        assertThat(valueOf(tasks.get(0), "proximal-fd")).isGreaterThan(valueOf(tasks.get(1), "proximal-fd"));
        assertThat(scores(tasks.get(0)).get("proximal-fd").getContract())
                .isEqualTo(scores(tasks.get(1)).get("proximal-fd").getContract());
        assertThat(valueOf(tasks.get(0), "fd")).isGreaterThan(0.1);
        assertThat(valueOf(tasks.get(1), "proximal-fd")).isBetween(0.0, 0.1);
        assertThat(scores(tasks.get(1)).get("fd").getSampleSeed()).isZero();
    }

    @Test
    void fewImagesAreNoted() throws IOException {
        StageTask<ScoreSpec> task = stages.task(Row.GENERATOR, List.of(new Fd()), 4, "few");
        StageResult result = run(448, List.of(task)).get(0);

        assertThat(scores(task).get("fd").getCount()).isEqualTo(4);
        assertThat(result.notes()).singleElement().asString().contains("compares 4 images with 4 features");
    }

    @Test
    void measurementsOfAnotherShapeBecomeImagesByThePseudoInverse() throws IOException {
        float[] y = {1, 2, 3, 4};
        try (TorchCorruptor corruptor = new TorchCorruptor(
                Engines.best(),
                new Corruption(new Downsample(2, Downsample.Method.AVERAGE), new NoNoise()),
                new ImageShape(1, 4, 4))) {
            assertThat(corruptor.asImages(y, new long[1]))
                    .containsExactly(1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4);
        }
    }

    @Test
    void imagesOfAnotherShapeHaveNoScoreAndANoteWhy() throws IOException {
        StageTask<ScoreSpec> task =
                stages.withShape(stages.task(Row.OBSERVATION, BOTH, 1000, "shape"), new ImageShape(1, 4, 4));
        StageResult result = run(448, List.of(task)).get(0);

        assertThat(scores(task)).isEmpty();
        assertThat(result.notes())
                .containsExactly(
                        "fd is not defined for observation: its images are 1x2x2, not 1x4x4",
                        "proximal-fd is not defined for observation: its images are 1x2x2, not 1x4x4");
    }

    @Test
    void cleanFeaturesMustBeOfCleanImages() throws IOException {
        stages.writeFeatures("oracle", Origin.MEASUREMENT, stages.clean());

        assertThatThrownBy(() -> run(448, List.of(stages.task(Row.GENERATOR, BOTH, 10, "origin"))))
                .hasStackTraceContaining("clean-features needs a reference of origin CLEAN");
    }

    @Test
    void proximalFeaturesMustBeOfMeasurements() throws IOException {
        stages.writeFeatures("proximal", Origin.CLEAN, stages.clean());

        assertThatThrownBy(() -> run(448, List.of(stages.task(Row.GENERATOR, BOTH, 10, "origin"))))
                .hasStackTraceContaining("measurement-features needs a reference of origin MEASUREMENT");
    }

    @Test
    void momentsOfAnotherExtractorAreRefused() throws IOException {
        stages.replaceExtractor("oracle");

        assertThatThrownBy(() -> run(448, List.of(stages.task(Row.GENERATOR, BOTH, 10, "extractor"))))
                .hasStackTraceContaining("are of the extractor");
    }

    @Test
    void aRowOfAnotherOriginIsRefused() throws IOException {
        stages.writeSamples(Origin.CLEAN);

        assertThatThrownBy(() -> run(448, List.of(stages.task(Row.GENERATOR, BOTH, 10, "row"))))
                .hasStackTraceContaining("of origin CLEAN among GENERATED");
    }
}
