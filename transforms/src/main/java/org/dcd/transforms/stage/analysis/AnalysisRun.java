package org.dcd.transforms.stage.analysis;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.ClosedForm;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.score.RowTable;
import org.dcd.transforms.stage.score.ScoreResult;

/** Runs an analysis over the rows of an experiment. Drawn points are few and small: one worker reads them all. */
public final class AnalysisRun {
    private static final String NONE = "none";

    private AnalysisRun() {}

    /** Figures: every score by row and metric. */
    public static StageResult run(StageTask<AnalysisSpec> task, TorchEngine engine) throws IOException {
        Instant started = Instant.now();
        AnalysisSpec spec = task.spec();
        Analysis.Outcome outcome = spec.analysis().of(spec, new Stored(task, engine));
        TableWriter.write(task.work(), FileNames.part(FileNames.SCORES, 0, 1), Score.class, out -> {
            for (Analysis.Value value : outcome.values()) {
                out.add(score(spec, value));
            }
        });
        TableWriter.write(task.work(), FileNames.part(FileNames.CLOSED_FORMS, 0, 1), ClosedForm.class, out -> {
            for (ClosedForm form : outcome.closedForms()) {
                out.add(form);
            }
        });
        Map<String, Double> figures = new LinkedHashMap<>();
        outcome.values().forEach(value -> figures.put(value.row().id() + "." + value.metric(), value.value()));
        double seconds = Duration.between(started, Instant.now()).toNanos() * 1e-9;
        return new StageResult(task, List.of(), figures, List.of(), List.of(), started, seconds);
    }

    private static Score score(AnalysisSpec spec, Analysis.Value value) {
        String analysis = Registry.nameOf(spec.analysis());
        return Score.newBuilder()
                .setRow(value.row().id())
                .setMetric(value.metric())
                .setValue(value.value())
                .setSeed(spec.seed())
                .setOracle(true)
                .setContract(Contract.newBuilder()
                        .setName(analysis + "[" + Registry.nameOf(spec.source()) + "]")
                        .setExtractor(NONE)
                        .setExtractorSha256(NONE)
                        .setFeatureDimension(spec.generator().shape().size())
                        .setResize(NONE)
                        .setQuantiser(NONE)
                        .setDivisor(NONE)
                        .setReference("the known law of " + ScoreResult.text(spec.source()))
                        .setReferenceCount(0)
                        .setDataRange(List.of())
                        .setCorruption(ScoreResult.text(
                                new Corruption(spec.generator().model().operator(), spec.noise())))
                        .build())
                .setCount(value.count())
                .setSampleSeed(value.row().isSampled() ? spec.seed() : 0)
                .setNfe(spec.nfes().get(spec.rows().indexOf(value.row())))
                .build();
    }

    /** What earlier stages left. */
    private record Stored(StageTask<AnalysisSpec> task, TorchEngine engine) implements AnalysisInput {
        @Override
        public float[] values(Row row) throws IOException {
            Folder folder = task.inputFolder(row.id());
            RowTable table = RowTable.of(row);
            List<float[]> images = new ArrayList<>();
            int size = task.spec().generator().shape().size();
            for (String part : Tables.parts(folder, table.table())) {
                try (RowTable.Reader reader = table.open(folder, part)) {
                    while (reader.hasNext() && images.size() < task.spec().count()) {
                        float[] values = new float[size];
                        reader.next().decode(values, 0);
                        images.add(values);
                    }
                }
            }
            float[] all = new float[Math.multiplyExact(images.size(), size)];
            for (int i = 0; i < images.size(); i++) {
                System.arraycopy(images.get(i), 0, all, i * size, size);
            }
            return all;
        }

        @Override
        public Map<String, float[]> generator() throws IOException {
            return Weights.read(task.inputFolder("weights"), FileNames.GENERATOR);
        }
    }
}
