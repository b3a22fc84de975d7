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
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.score.Protocol;
import org.dcd.transforms.stage.score.RowScores;
import org.dcd.transforms.stage.score.RowTable;

/** Runs an analysis over the rows of an experiment. Drawn points are small, so one worker reads all of them. */
public final class AnalysisRun {
    private AnalysisRun() {}

    /** Runs the stage. Figures: every score by row and metric. */
    public static StageResult run(StageTask<AnalysisSpec> task, TorchEngine engine) throws IOException {
        Instant started = Instant.now();
        AnalysisSpec spec = task.spec();
        Analysis.Outcome outcome = spec.analysis().of(spec, new Stored(task, engine));
        RowScores.write(
                task.work(),
                outcome.values().stream().map(value -> score(spec, value)).toList());
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
        int dimension = spec.generator().shape().size();
        Corruption corruption = new Corruption(spec.generator().model().operator(), spec.noise());
        Protocol.Network source = new Protocol.Network(
                Registry.nameOf(spec.source()), Protocol.NONE, Protocol.NONE, dimension, Protocol.NONE);
        Contract protocol = Protocol.of(Registry.nameOf(spec.analysis()), source)
                .setReference("the known law of " + Protocol.text(spec.source()))
                .setCorruption(Protocol.text(corruption))
                .build();
        Row row = value.row();
        int nfe = spec.nfes().get(spec.rows().indexOf(row));
        return new RowScores(row.id(), spec.seed(), row.isSampled() ? spec.seed() : 0, nfe)
                .score(MetricValue.of(value.metric(), value.value()), protocol, true, value.count(), 0);
    }

    /** Outputs of earlier stages. */
    private record Stored(StageTask<AnalysisSpec> task, TorchEngine engine) implements Analysis.Input {
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
