package org.dcd.pipelines.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dcd.pipelines.experiment.Expectation;
import org.dcd.pipelines.report.StageFacts.Reuse;
import org.dcd.pipelines.result.Expectations;
import org.dcd.pipelines.result.PaperLine;
import org.dcd.pipelines.store.Manifests;
import org.dcd.pipelines.store.RunNames;
import org.dcd.schemas.Candidate;
import org.dcd.schemas.ClosedForm;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.StageKinds;
import org.dcd.transforms.stage.analysis.AnalysisKind;
import org.dcd.transforms.stage.candidates.CandidatesKind;
import org.dcd.transforms.stage.compare.CompareKind;
import org.dcd.transforms.stage.corrupt.CorruptKind;
import org.dcd.transforms.stage.dataset.DatasetKind;
import org.dcd.transforms.stage.imports.ImportKind;
import org.dcd.transforms.stage.restore.RestoreKind;

/** Collects the content of a report from the finished stages. */
final class ReportGatherer {
    /** Number of images per row. */
    static final int SHOWN = 40;

    /** Number of images per restoration method. */
    private static final int RESTORED = 12;

    /** Role of the images in the inputs of score and compare stages. */
    private static final String IMAGES = "images";

    private static final String CLIPPED = ", clipped for display";
    /** Number of points per row. */
    static final int POINTS = 2000;

    private final StageTask<ReportSpec> task;
    /** Inputs by key, in the order of the plan. A stage that is read in two roles occurs once. */
    private final Map<String, StageInput> inputs = new LinkedHashMap<>();
    /** Manifests by key. */
    private final Map<String, Manifest> manifests = new HashMap<>();

    ReportGatherer(StageTask<ReportSpec> task) throws IOException {
        this.task = task;
        for (StageInput input : task.inputs()) {
            inputs.putIfAbsent(input.key(), input);
            manifests.put(input.key(), manifest(input.folder()));
        }
    }

    ReportData gather() throws IOException {
        List<Score> scores = scores();
        List<Expectation> expectations =
                task.spec().expectations().stream().map(Expectation::parse).toList();
        return new ReportData(
                task.spec().experiment(),
                task.spec().yaml(),
                RunNames.of(task.spec().experiment(), task.spec().seed(), task.key()),
                task.spec().files(),
                task.spec().warnings(),
                task.spec().seed(),
                rows(),
                points(),
                restored(),
                scores,
                candidates(),
                closedForms(),
                Expectations.check(expectations, scores),
                PaperLine.of(task.spec().paper(), scores),
                stages());
    }

    private List<Score> scores() throws IOException {
        List<Score> scores = new ArrayList<>();
        for (StageInput input : inputs.values()) {
            if (StageKinds.writesScores(input.kind())) {
                scores.addAll(StageTables.scores(input.folder()));
            }
        }
        return scores;
    }

    private List<Candidate> candidates() throws IOException {
        List<Candidate> candidates = new ArrayList<>();
        for (StageInput input : inputs.values()) {
            if (input.kind().equals(CandidatesKind.NAME)) {
                candidates.addAll(StageTables.candidates(input.folder()));
            }
        }
        return candidates;
    }

    private List<ClosedForm> closedForms() throws IOException {
        List<ClosedForm> forms = new ArrayList<>();
        for (StageInput input : inputs.values()) {
            if (input.kind().equals(AnalysisKind.NAME)) {
                forms.addAll(StageTables.closedForms(input.folder()));
            }
        }
        return forms;
    }

    private List<PointRow> points() throws IOException {
        List<PointRow> rows = new ArrayList<>();
        for (Row row : Row.values()) {
            Optional<StageInput> source = source(row);
            if (source.isPresent()) {
                StageTables.points(
                                row,
                                caption(row).replace(CLIPPED, ""),
                                source.get().folder(),
                                POINTS)
                        .ifPresent(rows::add);
            }
        }
        return rows;
    }

    private List<ImageRow> rows() throws IOException {
        List<ImageRow> rows = new ArrayList<>();
        for (Row row : Row.values()) {
            Optional<StageInput> source = source(row);
            if (source.isPresent()) {
                ImageRow images = images(row, source.get().folder());
                if (!images.isOfPoints()) {
                    rows.add(images);
                }
            }
            if (row == Row.OBSERVATION) {
                rows.addAll(restoredForTraining());
            }
        }
        return rows;
    }

    /** Training images restored from measurements, on which later stages are trained. */
    private List<ImageRow> restoredForTraining() throws IOException {
        List<ImageRow> rows = new ArrayList<>();
        for (StageInput input : inputs.values()) {
            if (input.kind().equals(RestoreKind.NAME) && !isCompared(input)) {
                String by = read(input.key(), "model")
                        .map(model -> " by " + model.name())
                        .orElse("");
                rows.add(StageTables.images(
                        input.name(),
                        "Training images restored" + by + " from their measurements" + CLIPPED + ".",
                        input.folder(),
                        FileNames.RESTORED,
                        SHOWN));
            }
        }
        return rows.stream().filter(row -> !row.isOfPoints()).toList();
    }

    /** Whether a compare stage reads the images of a stage. */
    private boolean isCompared(StageInput restored) {
        return inputs.values().stream()
                .filter(input -> input.kind().equals(CompareKind.NAME))
                .anyMatch(input ->
                        read(input.key(), IMAGES).filter(restored::equals).isPresent());
    }

    /** The stage that another one reads in a role; empty when there is none among the inputs of the report. */
    private Optional<StageInput> read(String key, String role) {
        return manifests.get(key).getInputs().stream()
                .filter(input -> input.getName().equals(role))
                .map(input -> inputs.get(input.getKey()))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** The clean images, followed by their restorations by each method. */
    private List<ImageRow> restored() throws IOException {
        List<ImageRow> columns = new ArrayList<>();
        for (StageInput input : inputs.values()) {
            if (input.kind().equals(RestoreKind.NAME) && isCompared(input)) {
                String row = input.name().substring(input.name().indexOf(':') + 1);
                columns.add(
                        StageTables.images(row, "restored by " + row, input.folder(), FileNames.RESTORED, RESTORED));
            }
        }
        Optional<StageInput> clean = source(Row.HELD_OUT);
        if (!columns.isEmpty() && clean.isPresent()) {
            columns.add(
                    0,
                    StageTables.images(
                            "clean", "the clean images", clean.get().folder(), FileNames.HELD_OUT, RESTORED));
        }
        return columns.stream().filter(column -> !column.isOfPoints()).toList();
    }

    /** The stage with the images of a row: the input of its score, or of a row without a score its usual stage. */
    private Optional<StageInput> source(Row row) {
        Optional<StageInput> scored = named("score:" + row.id()).flatMap(score -> read(score.key(), IMAGES));
        return scored.or(() -> switch (row) {
            case OBSERVATION -> named(CorruptKind.NAME);
            case TEACHER_FULL, TEACHER_TRUNCATED, GENERATOR -> named("sample:" + row.id());
            case HELD_OUT -> named(DatasetKind.NAME).filter(input -> hasHeldOut(input.folder()));
        });
    }

    private Optional<StageInput> named(String stage) {
        return inputs.values().stream()
                .filter(input -> input.name().equals(stage))
                .findFirst();
    }

    private static boolean hasHeldOut(Folder folder) {
        try {
            return folder.list().stream().anyMatch(name -> name.startsWith(FileNames.HELD_OUT + "-"));
        } catch (IOException e) {
            return false;
        }
    }

    private ImageRow images(Row row, Folder folder) throws IOException {
        return switch (row) {
            case OBSERVATION -> StageTables.measurements(row.id(), caption(row), folder, SHOWN);
            case TEACHER_FULL, TEACHER_TRUNCATED, GENERATOR -> StageTables.images(
                    row.id(), caption(row), folder, FileNames.SAMPLES, SHOWN);
            case HELD_OUT -> StageTables.images(row.id(), caption(row), folder, FileNames.HELD_OUT, SHOWN);
        };
    }

    private String caption(Row row) {
        boolean imported =
                inputs.values().stream().anyMatch(input -> input.kind().equals(ImportKind.NAME));
        return switch (row) {
            case OBSERVATION -> "Measurements" + CLIPPED + ": the only training data"
                    + (imported ? ", apart from those of the imported teacher." : ".");
            case TEACHER_FULL -> "Samples of the teacher, down to noise level 0.";
            case TEACHER_TRUNCATED -> "Samples of the teacher, stopped at the noise level of the data.";
            case GENERATOR -> "Samples of the one-step generator: one network evaluation per image.";
            case HELD_OUT -> "Clean images, not used for training.";
        };
    }

    private List<StageFacts> stages() throws IOException {
        Optional<Instant> runStarted = runStarted();
        List<StageFacts> stages = new ArrayList<>();
        for (StageInput input : inputs.values()) {
            Manifest manifest = manifests.get(input.key());
            Reuse reuse = runStarted
                    .map(start -> Instant.parse(manifest.getStarted()).isBefore(start) ? Reuse.CACHED : Reuse.RUN)
                    .orElse(Reuse.UNKNOWN);
            stages.add(new StageFacts(manifest, reuse, ProgressLog.read(input.folder())));
        }
        return stages;
    }

    private static Manifest manifest(Folder folder) throws IOException {
        try (InputStream in = folder.open(Manifests.FILE)) {
            return Manifests.ofJson(in.readAllBytes());
        } catch (IOException e) {
            throw new DamagedFileException(folder, Manifests.FILE, "cannot be read: " + e.getMessage(), e);
        }
    }

    private Optional<Instant> runStarted() throws IOException {
        if (!task.work().exists(ReportKind.RUN_STARTED)) {
            return Optional.empty();
        }
        try (InputStream in = task.work().open(ReportKind.RUN_STARTED)) {
            return Optional.of(Instant.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
