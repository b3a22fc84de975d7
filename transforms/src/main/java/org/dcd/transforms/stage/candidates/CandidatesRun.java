package org.dcd.transforms.stage.candidates;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dcd.schemas.Candidate;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.files.safetensors.TensorFile;
import org.dcd.transforms.generator.KeptCandidate;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.metric.Fd;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.metric.RankCorrelation;
import org.dcd.transforms.metric.SetPart;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.ops.onnx.OnnxModel;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.sample.RowSampler;
import org.dcd.transforms.stage.sample.SampleSpec;
import org.dcd.transforms.stage.score.Evaluator;
import org.dcd.transforms.stage.score.FeatureFunction;
import org.dcd.transforms.stage.score.FeatureFunction.ImageBatch;
import org.dcd.transforms.stage.score.Protocol;
import org.dcd.transforms.stage.score.ReferenceSet;
import org.dcd.transforms.stage.score.RowScores;

/** Scores the candidates of a distil stage against clean images, after the generator was selected without them. */
public final class CandidatesRun {
    private static final Metric FD = new Fd();

    private final StageTask<CandidatesSpec> task;
    private final CandidatesSpec spec;
    private final ReferenceSet reference;
    private final OrtOptions options;

    private CandidatesRun(StageTask<CandidatesSpec> task, OrtOptions options) throws IOException {
        this.task = task;
        this.spec = task.spec();
        this.reference = ReferenceSet.ofFeatures(task, FD.input(), spec.count());
        this.options = options;
    }

    /**
     * Runs the stage. Figures: {@code candidates}, {@code selected-fd}, {@code best-fd}, {@code best-kimg},
     * {@code rank-correlation}.
     *
     * @param options device and threads of the networks
     * @throws InterruptedException when interrupted
     */
    public static StageResult run(StageTask<CandidatesSpec> task, OrtOptions options)
            throws IOException, InterruptedException {
        return new CandidatesRun(task, options).run();
    }

    private StageResult run() throws IOException, InterruptedException {
        Instant started = Instant.now();
        List<Candidate> scored = scored();
        Candidate selected =
                scored.stream().filter(Candidate::getSelected).findFirst().orElseThrow();
        Candidate best = scored.stream()
                .min(Comparator.comparingDouble(Candidate::getFd))
                .orElseThrow();
        TableWriter.write(task.work(), FileNames.part(FileNames.CANDIDATES, 0, 1), Candidate.class, out -> {
            for (Candidate candidate : scored) {
                out.add(candidate);
            }
        });
        RowScores.write(task.work(), List.of(score(best)));
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("candidates", (double) scored.size());
        figures.put("selected-fd", selected.getFd());
        figures.put("best-fd", best.getFd());
        figures.put("best-kimg", best.getKimg());
        correlation(scored).ifPresent(correlation -> figures.put("rank-correlation", correlation));
        double seconds = Duration.between(started, Instant.now()).toNanos() * 1e-9;
        return new StageResult(task, List.of(), figures, List.of(), List.of(), started, seconds);
    }

    private static OptionalDouble correlation(List<Candidate> scored) {
        return RankCorrelation.of(
                scored.stream().mapToDouble(Candidate::getProximalFd).toArray(),
                scored.stream().mapToDouble(Candidate::getFd).toArray());
    }

    private List<Candidate> scored() throws IOException, InterruptedException {
        Folder folder = task.inputFolder("candidates");
        List<String> files = KeptCandidate.files(folder);
        if (files.isEmpty()) {
            throw new IllegalStateException(task.name() + ": " + folder.location()
                    + " contains no candidates; distil with keep-candidates: true");
        }
        List<KeptCandidate> candidates = new ArrayList<>();
        List<Double> distances = new ArrayList<>();
        task.work().delete(ProgressLine.FILE);
        try (OrtModel extractor = OrtModel.open(reference.folder(), FileNames.FEATURES_ONNX, options);
                ProgressLog log = ProgressLog.open(task.work())) {
            for (String file : files) {
                TensorFile stored = TensorFile.open(folder, file);
                candidates.add(KeptCandidate.of(folder, file, stored));
                distances.add(distance(stored, extractor));
                log.append(new ProgressLine(
                        System.currentTimeMillis(),
                        spec.count() * candidates.size(),
                        spec.count() * files.size(),
                        "img",
                        Map.of("fd", distances.get(distances.size() - 1)),
                        ""));
            }
        }
        KeptCandidate selected = KeptCandidate.selected(candidates);
        List<Candidate> scored = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            KeptCandidate candidate = candidates.get(i);
            scored.add(new Candidate(
                    candidate.kimg(),
                    candidate.proximalFd(),
                    distances.get(i),
                    candidate.eligible(),
                    candidate.equals(selected)));
        }
        return scored;
    }

    /** Distance of a candidate's images to clean ones. Images are encoded and decoded as those of a sample stage. */
    private double distance(TensorFile stored, OrtModel extractor) throws IOException, InterruptedException {
        OneStepGenerator generator = spec.generator();
        int size = generator.shape().size();
        SampleSpec sampling = new SampleSpec(
                Row.GENERATOR,
                spec.count(),
                SamplerSettings.heun(2),
                new SampleSpec.Stop.At(0),
                generator.shape(),
                spec.dataType(),
                spec.seed());
        OnnxModel exported = OnnxExport.generator(generator, DenoiserSummary.PREFIX, stored, Map.of());
        FeatureFunction features = batch -> FeatureBatch.of(
                batch.first(),
                batch.n(),
                extractor
                        .run(batch.n(), Map.of(OnnxExport.X, batch.values()), OnnxExport.FEATURES)
                        .floats(OnnxExport.FEATURES));
        SetPart part = SetPart.whole(generator.shape(), Math.toIntExact(spec.count()));
        Evaluator evaluator = new Evaluator(Map.of(FD, features), part, options.batch());
        try (OrtModel model = OrtModel.open("candidate", exported.toBuffer(), options)) {
            RowSampler sampler = new RowSampler(sampling, 0, model);
            for (long first = 0; first < spec.count(); first += options.batch()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("scoring of candidates stopped");
                }
                int n = (int) Math.min(options.batch(), spec.count() - first);
                List<ByteBuffer> images = sampler.images(first, n);
                float[] x = new float[n * size];
                for (int i = 0; i < n; i++) {
                    TensorData.decode(spec.dataType(), images.get(i), size, x, i * size);
                }
                evaluator.add(ImageBatch.of(first, n, x));
            }
        }
        return FD.finish(evaluator.of(FD), reference).get(0).value();
    }

    private Score score(Candidate best) throws IOException {
        Contract protocol = Protocol.of(FD, reference.network(), Protocol.quantiser(spec.dataType()))
                .setName(CandidatesSpec.BEST_FD + "[" + reference.network().name() + "]")
                .setReference(reference.text(FD))
                .setReferenceCount(reference.images(FD))
                .setEstimator("least Fréchet distance of Gaussians of all candidates")
                .build();
        return new RowScores(Row.GENERATOR.id(), spec.seed(), spec.seed(), 1)
                .score(MetricValue.of(CandidatesSpec.BEST_FD, best.getFd()), protocol, true, spec.count(), 0);
    }
}
