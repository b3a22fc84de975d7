package org.dcd.pipelines.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.ExternalInput;
import org.dcd.pipelines.report.ReportKind;
import org.dcd.pipelines.report.ReportSpec;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Origin;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationLoss.FakeScore;
import org.dcd.transforms.measurement.AssumesNoise;
import org.dcd.transforms.measurement.EstimatedSigma;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.ReferenceImages;
import org.dcd.transforms.metric.View;
import org.dcd.transforms.model.EdmSampler;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.restore.TrainedPrior;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.analysis.Analysis;
import org.dcd.transforms.stage.analysis.AnalysisKind;
import org.dcd.transforms.stage.analysis.AnalysisSpec;
import org.dcd.transforms.stage.calibrate.CalibrateKind;
import org.dcd.transforms.stage.calibrate.CalibrateSpec;
import org.dcd.transforms.stage.candidates.CandidatesKind;
import org.dcd.transforms.stage.candidates.CandidatesSpec;
import org.dcd.transforms.stage.compare.CompareKind;
import org.dcd.transforms.stage.compare.CompareSpec;
import org.dcd.transforms.stage.corrupt.CorruptKind;
import org.dcd.transforms.stage.corrupt.CorruptSpec;
import org.dcd.transforms.stage.dataset.DatasetKind;
import org.dcd.transforms.stage.dataset.DatasetSpec;
import org.dcd.transforms.stage.distil.DistilKind;
import org.dcd.transforms.stage.distil.DistilSpec;
import org.dcd.transforms.stage.export.ExportKind;
import org.dcd.transforms.stage.export.ExportSpec;
import org.dcd.transforms.stage.features.FeaturesKind;
import org.dcd.transforms.stage.features.FeaturesSpec;
import org.dcd.transforms.stage.imports.ImportKind;
import org.dcd.transforms.stage.imports.ImportSpec;
import org.dcd.transforms.stage.restore.RestoreKind;
import org.dcd.transforms.stage.restore.RestoreSpec;
import org.dcd.transforms.stage.sample.SampleKind;
import org.dcd.transforms.stage.sample.SampleSpec;
import org.dcd.transforms.stage.sample.SampleSpec.Stop;
import org.dcd.transforms.stage.score.ScoreSpec;
import org.dcd.transforms.stage.score.ScoreSpec.Evaluations;
import org.dcd.transforms.stage.score.ScoreKind;
import org.dcd.transforms.stage.teacher.TeacherKind;
import org.dcd.transforms.stage.teacher.TeacherSpec;

/** The stages of one experiment: those which the asked rows need, each once. */
final class ExperimentGraph {
    /** A generator has no levels: one fixed value keeps the sampler of the teacher out of its key. */
    private static final SamplerSettings NO_SAMPLER = SamplerSettings.heun(2);

    private final Experiment experiment;
    private final Experiment.Teacher teacher;
    private final Experiment.Scoring scoring;
    private final long seed;
    private final String yaml;
    private final DatasetSource.Summary data;
    private final String sourceSha256;
    private final List<ExternalInput> files;
    private final ImageShape image;
    private final ImageShape measurement;
    private final MeasurementModel model;
    private final Map<String, StageNode> nodes = new LinkedHashMap<>();

    ExperimentGraph(
            Experiment experiment,
            String yaml,
            DatasetSource.Summary data,
            String sourceSha256,
            List<ExternalInput> files) {
        this.experiment = experiment;
        this.teacher = experiment.teacher();
        this.scoring = experiment.scoring();
        this.seed = experiment.seed();
        this.yaml = yaml;
        this.data = data;
        this.sourceSha256 = sourceSha256;
        this.files = files;
        this.image = new ImageShape(data.channels(), data.height(), data.width());
        this.model = new MeasurementModel(experiment.corruption().operator(), image);
        this.measurement = model.measurement();
    }

    /**
     * Refuses analyses, and generators asked for their exact score, that know nothing of the data or its corruption.
     */
    void check() {
        try {
            if (experiment.distillation().loss().fakeScore() == FakeScore.EXACT) {
                experiment.distillation().generator().checkExactScore(model);
            }
            scoring.analyses().forEach(analysis -> analysis.check(analysisSpec(analysis)));
        } catch (IllegalArgumentException e) {
            throw new BadInputException("experiment " + experiment.experiment() + ": " + e.getMessage(), e);
        }
    }

    /** Every stage after its inputs, see {@link StageOrder}. */
    List<StageNode> build() {
        for (Row row : scoring.rows()) {
            score(row);
        }
        for (Analysis analysis : scoring.analyses()) {
            analysis(analysis);
        }
        if (experiment.distillation().training().keepCandidates() && nodes.containsKey("distil")) {
            candidates();
        }
        restorations();
        report();
        return StageOrder.of(nodes.values());
    }

    private StageNode node(String kind, String name, StageSpec spec, NodeInput... inputs) {
        return nodes.computeIfAbsent(name, unused -> StageNode.of(kind, name, spec, List.of(inputs)));
    }

    private StageNode dataset() {
        return node(
                DatasetKind.NAME,
                "dataset",
                new DatasetSpec(experiment.dataset(), sourceSha256, experiment.dataSeed()));
    }

    private StageNode corrupt() {
        return node(
                CorruptKind.NAME,
                "corrupt",
                new CorruptSpec(experiment.corruption(), seed),
                dataset().as("dataset"));
    }

    private StageNode calibrate(EstimatedSigma level) {
        return node(
                CalibrateKind.NAME,
                "calibrate",
                new CalibrateSpec(level),
                corrupt().as("measurements"));
    }

    /** A stage that depends on the noise level: where that is estimated, the estimate is one more of its inputs. */
    private StageNode noisy(String kind, String name, AssumesNoise spec, NodeInput... inputs) {
        if (!spec.awaitsEstimate()) {
            return node(kind, name, spec, inputs);
        }
        NodeInput estimate = calibrate(teacher.estimatedSigma().orElseThrow()).as(NoiseAssumption.INPUT);
        return node(
                kind,
                name,
                spec,
                Stream.concat(Stream.of(inputs), Stream.of(estimate)).toArray(NodeInput[]::new));
    }

    /** The stage that holds what metrics of a view compare with. */
    private StageNode reference(View view) {
        return switch (view) {
            case CLEAN_FEATURES -> features("features:oracle", view, Origin.CLEAN, image, dataset());
            case MEASUREMENT_FEATURES -> features(
                    "features:proximal", view, Origin.MEASUREMENT, measurement, corrupt());
            case CLEAN_VALUES, PAIRS -> dataset();
        };
    }

    private StageNode features(String name, View view, Origin origin, ImageShape shape, StageNode images) {
        FeaturesSpec spec = new FeaturesSpec(
                scoring.features(),
                origin,
                shape,
                data.classes(),
                scoring.vectors(view),
                origin == Origin.CLEAN ? scoring.reference() : new ReferenceImages(),
                origin == Origin.CLEAN ? experiment.dataSeed() : seed);
        return node(FeaturesKind.NAME, name, spec, images.as("images"));
    }

    /** Sets of images of a row that are scored one by one: data are one. */
    private int sets(Row row) {
        return row.isSampled() ? scoring.sampleSets() : 1;
    }

    private StageNode teacher() {
        Optional<StageNode> start = teacher.from().map(this::imported);
        if (teacher.training().isEmpty()) {
            return start.orElseThrow();
        }
        TeacherSpec spec = new TeacherSpec(denoiser(), teacher.training().get(), teacher.noise(), seed);
        return noisy(
                TeacherKind.NAME,
                "teacher",
                spec,
                Stream.concat(Stream.of(corrupt().as("measurements")), start.map(node -> node.as("start")).stream())
                        .toArray(NodeInput[]::new));
    }

    private StageNode imported(HashedFile from) {
        ConditionedDenoiser denoiser = denoiser();
        return node(
                ImportKind.NAME,
                "import:teacher",
                new ImportSpec(denoiser.network(), denoiser.shape(), denoiser.conditionChannels(), from));
    }

    private ConditionedDenoiser denoiser() {
        return ConditionedDenoiser.ofTeacher(
                teacher.network(), teacher.objective().ofTeacher(), model);
    }

    private StageNode distil() {
        DistilSpec spec = new DistilSpec(
                experiment.distillation().method(),
                ConditionedDenoiser.ofTeacher(
                        teacher.network(), teacher.objective().ofFakeScore(), model),
                experiment.distillation().generator(),
                experiment.distillation().training(),
                experiment.corruption(),
                scoring.features(),
                data.classes(),
                data.dataType(),
                seed,
                experiment.generatorNoise());
        return noisy(
                DistilKind.NAME,
                "distil",
                spec,
                corrupt().as("measurements"),
                teacher().as("teacher"),
                reference(View.MEASUREMENT_FEATURES).as("features"));
    }

    private StageNode exportTeacher() {
        ExportSpec spec = ExportSpec.of(denoiser(), experiment.export().tolerance());
        return export("export:teacher", spec, teacher());
    }

    private StageNode exportGenerator() {
        ExportSpec spec = ExportSpec.of(generator(), experiment.export().tolerance());
        return export("export:generator", spec, distil());
    }

    private StageNode export(String name, ExportSpec spec, StageNode training) {
        String data = files.stream()
                .filter(file -> file.key().equals(ExternalInputs.DATASET))
                .map(ExternalInput::sha256)
                .findFirst()
                .orElse("");
        return node(ExportKind.NAME, name, spec.from(ModelOrigins.of(training, nodes, data)), training.as("model"));
    }

    private OneStepGenerator generator() {
        return new OneStepGenerator(
                experiment.distillation().generator(),
                ConditionedDenoiser.ofGenerator(teacher.network(), teacher.objective(), model),
                experiment.distillation().training().sigmaInit());
    }

    private StageNode sample(Row row, StageNode model, SamplerSettings sampler, Stop stop, ImageShape shape) {
        SampleSpec spec = new SampleSpec(row, samples(row), sampler, stop, shape, data.dataType(), seed);
        return noisy(SampleKind.NAME, "sample:" + row.id(), spec, model.as("model"));
    }

    /** The images of a row. */
    private StageNode images(Row row) {
        SamplerSettings sampler = teacher.sampler();
        return switch (row) {
            case OBSERVATION -> corrupt();
            case TEACHER_FULL -> sample(row, exportTeacher(), sampler, new Stop.At(0), measurement);
            case TEACHER_TRUNCATED -> sample(row, exportTeacher(), sampler, stop(), measurement);
            case GENERATOR -> sample(row, exportGenerator(), NO_SAMPLER, new Stop.At(0), image);
            case HELD_OUT -> dataset();
        };
    }

    private Evaluations nfe(Row row) {
        return switch (row) {
            case OBSERVATION, HELD_OUT -> new Evaluations.Fixed(0);
            case TEACHER_FULL -> new Evaluations.Fixed(new EdmSampler(teacher.sampler(), 0).nfe());
            case TEACHER_TRUNCATED -> stop() instanceof Stop.At at
                    ? new Evaluations.Fixed(new EdmSampler(teacher.sampler(), at.sigma()).nfe())
                    : new Evaluations.UntilNoise(teacher.sampler());
            case GENERATOR -> new Evaluations.Fixed(1);
        };
    }

    private StageNode score(Row row) {
        List<Metric> metrics = scoring.metrics();
        ScoreSpec spec = new ScoreSpec(
                row,
                metrics,
                experiment.corruption(),
                scoring.samples(),
                sets(row),
                nfe(row),
                image,
                data.dataType(),
                seed,
                experiment.generatorNoise());
        List<NodeInput> inputs = new ArrayList<>(List.of(images(row).as("images")));
        metrics.stream()
                .map(Metric::view)
                .distinct()
                .forEach(view -> inputs.add(reference(view).as(view.role())));
        return noisy(ScoreKind.NAME, "score:" + row.id(), spec, inputs.toArray(NodeInput[]::new));
    }

    /** Clean images meet the candidates here, after the choice, and nothing but the report reads what comes of it. */
    private void candidates() {
        node(
                CandidatesKind.NAME,
                "candidates",
                new CandidatesSpec(generator(), scoring.samples(), data.dataType(), seed),
                distil().as("candidates"),
                reference(View.CLEAN_FEATURES).as(View.CLEAN_FEATURES.role()));
    }

    /** One stage for each way of restoring held-out images, and one that scores it. */
    private void restorations() {
        for (Restorer restorer : experiment.restoration().all()) {
            restoration(Experiment.Restoration.row(restorer), restorer);
        }
    }

    private void restoration(String row, Restorer restorer) {
        RestoreSpec spec = new RestoreSpec(
                restorer,
                model,
                TrainedPrior.of(restorer, generator(), denoiser()),
                teacher.noise(),
                data.dataType(),
                seed);
        List<NodeInput> inputs = new ArrayList<>(List.of(measuredHeldOut().as("measurements")));
        switch (restorer.prior()) {
            case NONE -> {}
            case MEASUREMENTS -> inputs.add(corrupt().as("training"));
            case GENERATOR -> inputs.add(distil().as("model"));
            case TEACHER -> inputs.add(teacher().as("model"));
        }
        StageNode restored = noisy(RestoreKind.NAME, "restore:" + row, spec, inputs.toArray(NodeInput[]::new));
        CompareSpec scores = new CompareSpec(
                row,
                experiment.restoration().metrics(),
                experiment.restoration().weights(),
                experiment.corruption(),
                restorer.evaluations(),
                image,
                data.dataType(),
                seed);
        node(
                CompareKind.NAME,
                "compare:" + row,
                scores,
                restored.as("images"),
                dataset().as(View.PAIRS.role()));
    }

    /** Measurements of held-out images. */
    private StageNode measuredHeldOut() {
        return node(
                CorruptKind.NAME,
                "corrupt:held-out",
                new CorruptSpec(
                        experiment.corruption(),
                        experiment.dataSeed(),
                        experiment.restoration().images()),
                dataset().as("dataset"));
    }

    private void analysis(Analysis analysis) {
        AnalysisSpec spec = analysisSpec(analysis);
        List<NodeInput> inputs = new ArrayList<>();
        if (analysis.readsWeights()) {
            inputs.add(distil().as("weights"));
        }
        for (Row row : spec.rows()) {
            inputs.add(images(row).as(row.id()));
        }
        String name = "analysis:" + Registry.nameOf(analysis);
        node(AnalysisKind.NAME, name, spec, inputs.toArray(NodeInput[]::new));
    }

    /** What an analysis is asked, for its checks too. */
    private AnalysisSpec analysisSpec(Analysis analysis) {
        List<Row> rows =
                scoring.rows().stream().filter(analysis.rows()::contains).toList();
        return new AnalysisSpec(
                analysis,
                experiment.dataset(),
                experiment.corruption().noise(),
                generator(),
                experiment.distillation().training(),
                rows,
                rows.stream()
                        .map(row -> nfe(row).of(new NoiseAssumption.Stored()))
                        .toList(),
                scoring.samples(),
                seed);
    }

    private void report() {
        NodeInput[] all =
                StageOrder.of(nodes.values()).stream().map(node -> node.as(node.name())).toArray(NodeInput[]::new);
        List<String> expectations =
                experiment.expect().stream().map(Object::toString).toList();
        node(
                ReportKind.NAME,
                "report",
                new ReportSpec(
                        experiment.experiment(),
                        yaml,
                        files,
                        Warnings.of(experiment, nodes.values()),
                        expectations,
                        experiment.paper(),
                        seed),
                all);
    }

    private long samples(Row row) {
        return (long) scoring.samples() * sets(row);
    }

    /** Where truncated samples of the teacher stop: at the given σ, else at that of the noise. */
    private Stop stop() {
        SamplerSettings sampler = teacher.sampler();
        if (sampler.stopsAtNoise() && teacher.noise() instanceof NoiseAssumption.Estimated) {
            return new Stop.AtNoise();
        }
        return new Stop.At(sampler.stopSigma(
                teacher.noise().corruption(experiment.corruption()).noise().nominalSigma()));
    }
}
