package org.dcd.pipelines.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dcd.pipelines.experiment.ExternalInput;
import org.dcd.pipelines.report.StageFacts.Reuse;
import org.dcd.pipelines.result.ExpectationResult;
import org.dcd.schemas.Candidate;
import org.dcd.schemas.Contract;
import org.dcd.schemas.InputRef;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.Score;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;
import org.dcd.transforms.stage.Row;

/** A report with synthetic numbers and the structure of that of the quickstart. */
public final class SyntheticReport {
    static final ImageShape GREY = new ImageShape(1, 16, 16);
    static final int IMAGES = 40;

    private SyntheticReport() {}

    public static ReportData named(String experiment) {
        return named(experiment, GREY);
    }

    public static ReportData named(String experiment, ImageShape shape) {
        return new ReportData(
                experiment,
                "experiment: \"" + experiment + "\"\nseed: 1\nteacher:\n  training: {kimg: 200, batch: 64}\n",
                "synthetic-1-0123456789ab",
                List.of(new ExternalInput("dataset", List.of("a <b>.gz", "labels.gz"), "ab".repeat(32))),
                List.of("distillation.loss: sid.alpha 1.5 is above the paper's 1.2"),
                1,
                List.of(
                        row(Row.OBSERVATION, "Measurements y = A(x) + 0.5 ε: the only training data.", shape, 0.5),
                        row(Row.TEACHER_FULL, "Samples of the teacher, down to noise level 0.", shape, 0.12),
                        row(
                                Row.TEACHER_TRUNCATED,
                                "Samples of the teacher, stopped at the noise level of the data.",
                                shape,
                                0.2),
                        row(
                                Row.GENERATOR,
                                "Samples of the one-step generator: one network evaluation per image.",
                                shape,
                                0.04),
                        row(Row.HELD_OUT, "Clean images, not used for training.", shape, 0)),
                List.of(),
                List.of(),
                scores(1),
                candidates(),
                List.of(),
                List.of(
                        new ExpectationResult("generator.fd <= 0.25 * observation.fd", true, "3.602 <= 0.25 * 14.13"),
                        new ExpectationResult("generator.fd < teacher-full.fd", true, "3.602 < 8.914"),
                        new ExpectationResult(
                                "generator.fd <= 1.1 * teacher-truncated.fd", false, "3.602 <= 1.1 * 2.871")),
                List.of(),
                stages());
    }

    /** Scores of all rows with a clean-reference protocol and a proximal one. */
    public static List<Score> scores(long seed) {
        Contract clean = contract("fd[classifier-1a2b3c4d]", "none");
        Contract proximal = contract("proximal-fd[classifier-99ff00aa]", "identity + gaussian(sigma = 0.5)");
        double[] fd = {14.13, 8.914, 2.871, 3.602, 0.214};
        double[] near = {0.112, 1.733, 0.981, 0.642, 0.131};
        List<Score> scores = new ArrayList<>();
        for (Row row : Row.values()) {
            int nfe =
                    switch (row) {
                        case OBSERVATION, HELD_OUT -> 0;
                        case TEACHER_FULL -> 35;
                        case TEACHER_TRUNCATED -> 19;
                        case GENERATOR -> 1;
                    };
            scores.add(new Score(row.id(), "fd", fd[row.ordinal()], seed, true, clean, null, 2000L, 1L, 0, nfe));
            scores.add(new Score(
                    row.id(), "proximal-fd", near[row.ordinal()], seed, false, proximal, null, 2000L, 1L, 0, nfe));
        }
        return scores;
    }

    public static Contract contract(String name, String corruption) {
        return new Contract(
                name,
                "classifier",
                "1a2b3c4d".repeat(8),
                64,
                "none",
                "u8",
                "N-1",
                "clean training images",
                9000L,
                List.of(-1.0, 1.0),
                "Fréchet distance of Gaussians",
                corruption);
    }

    private static ImageRow row(Row row, String caption, ImageShape shape, double sigma) {
        Random random = new Random(row.ordinal());
        List<byte[]> images = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            images.add(image(shape, i, sigma, random));
        }
        return new ImageRow(row.id(), caption, shape, images);
    }

    /** A synthetic image of a garment: body, sleeves and a fold. */
    private static byte[] image(ImageShape shape, int id, double sigma, Random random) {
        byte[] pixels = new byte[shape.size()];
        int side = shape.width();
        for (int at = 0; at < pixels.length; at++) {
            double x = (at % side + 0.5) / side * 2 - 1;
            double y = (at / side % shape.height() + 0.5) / shape.height() * 2 - 1;
            double body = 0.35 + 0.2 * Math.sin(id * 1.7) + 0.15 * y * Math.cos(id);
            boolean sleeve = id % 3 == 0 && y < -0.1 && y > -0.7 && Math.abs(x) < 0.9 - 0.3 * (y + 0.7);
            boolean inside = Math.abs(x) < body && Math.abs(y) < 0.85 || sleeve;
            double tone = inside ? 0.35 + 0.4 * Math.cos(3 * x * (id % 4)) * Math.cos(y * (id % 5)) : -1;
            double tint = at / (side * shape.height()) * 0.15;
            pixels[at] = PixelRange.toByte((float) (tone - tint + sigma * random.nextGaussian()));
        }
        return pixels;
    }

    /** Six candidates; the first three are not eligible. */
    static List<Candidate> candidates() {
        double[] proximal = {0.5, 0.9, 0.8, 0.7, 0.642, 0.65};
        double[] fd = {9, 5, 4.2, 3.5, 3.602, 3.7};
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < fd.length; i++) {
            candidates.add(new Candidate(10.0 * (i + 1), proximal[i], fd[i], i > 2, i == 4));
        }
        return candidates;
    }

    static List<StageFacts> stages() {
        return List.of(
                stage("dataset", List.of(), 1.9, Reuse.CACHED, List.of()),
                stage("corrupt", List.of("dataset"), 2.4, Reuse.CACHED, List.of()),
                stage("features:oracle", List.of("dataset"), 14.2, Reuse.CACHED, List.of()),
                stage("features:proximal", List.of("corrupt"), 15.8, Reuse.CACHED, List.of()),
                stage("teacher", List.of("corrupt"), 182.3, Reuse.CACHED, teacherLines()),
                stage("distil", List.of("corrupt", "teacher", "features:proximal"), 121.7, Reuse.RUN, distilLines()),
                stage("export:denoiser", List.of("teacher"), 1.8, Reuse.CACHED, List.of()),
                stage("export:generator", List.of("distil"), 1.7, Reuse.RUN, List.of()),
                stage("sample:teacher-full", List.of("export:denoiser"), 21.4, Reuse.CACHED, List.of()),
                stage("sample:teacher-truncated", List.of("export:denoiser"), 12.9, Reuse.CACHED, List.of()),
                stage("sample:generator", List.of("export:generator"), 0.8, Reuse.RUN, List.of()),
                score("observation", "corrupt", Reuse.CACHED),
                score("teacher-full", "sample:teacher-full", Reuse.CACHED),
                score("teacher-truncated", "sample:teacher-truncated", Reuse.CACHED),
                score("generator", "sample:generator", Reuse.RUN),
                score("held-out", "dataset", Reuse.CACHED));
    }

    private static StageFacts score(String row, String images, Reuse reuse) {
        return stage("score:" + row, List.of(images, "features:oracle", "features:proximal"), 1.1, reuse, List.of());
    }

    private static String key(String name) {
        return Integer.toHexString(name.hashCode()) + "5e0c7d".repeat(4);
    }

    private static StageFacts stage(
            String name, List<String> inputs, double seconds, Reuse reuse, List<ProgressLine> progress) {
        String kind = name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
        List<InputRef> references = inputs.stream()
                .map(input -> new InputRef("role of " + input, input.replaceAll(":.*", ""), key(input)))
                .toList();
        List<ModelArtifact> models = List.of("teacher", "distil", "export").contains(kind)
                ? List.of(new ModelArtifact(
                        kind.equals("teacher") ? "teacher" : "generator",
                        kind + (kind.equals("export") ? ".onnx" : ".safetensors"),
                        kind.equals("export") ? "onnx" : "safetensors",
                        "ab".repeat(32),
                        123_457L,
                        9_876_543L,
                        List.of(1, 16, 16)))
                : List.of();
        List<String> notes = kind.equals("distil")
                ? List.of("diverged at 22.4 kimg: the loss is not finite; went back to 20.0 kimg with half the"
                        + " learning rate")
                : List.of();
        Manifest manifest = new Manifest(
                kind,
                name,
                key(name),
                1,
                name.equals("features:oracle") ? "{\"origin\":\"clean\"}" : "{}",
                references,
                List.of(),
                models,
                kind.equals("dataset") ? Map.of("train", 9000.0, "held-out", 1000.0) : Map.of(),
                notes,
                "2025-01-31T10:00:00Z",
                seconds,
                Map.of("java", "17.0.15", "libtorch", "2.5.1", "processor", "2 cores", "beam", "2.62.0"),
                Map.of());
        return new StageFacts(manifest, reuse, progress);
    }

    /** A stage with its specification and figures. */
    static StageFacts stage(String kind, String spec, Map<String, Double> figures) {
        Manifest manifest = new Manifest(
                kind,
                kind,
                "5e0c7d".repeat(4),
                1,
                spec,
                List.of(),
                List.of(),
                List.of(),
                figures,
                List.of(),
                "2025-01-31T10:00:00Z",
                0.5,
                Map.of(),
                Map.of());
        return new StageFacts(manifest, Reuse.RUN, List.of());
    }

    private static List<ProgressLine> teacherLines() {
        Random random = new Random(7);
        List<ProgressLine> lines = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            double loss = 0.2 + 3.1 / (1 + 0.25 * i) + 0.02 * random.nextGaussian();
            lines.add(new ProgressLine(
                    i * 900L,
                    i * 1000L,
                    200_000,
                    "img",
                    Map.of("loss", loss, "gradient-norm", loss * (0.6 + 0.1 * random.nextGaussian())),
                    ""));
        }
        return lines;
    }

    private static List<ProgressLine> distilLines() {
        Random random = new Random(8);
        List<ProgressLine> lines = new ArrayList<>();
        double best = Double.POSITIVE_INFINITY;
        for (int i = 1; i <= 120; i++) {
            lines.add(new ProgressLine(
                    i * 900L,
                    i * 500L,
                    60_000,
                    "img",
                    Map.of(
                            "fake-loss", 0.25 + 0.2 / i + 0.01 * random.nextGaussian(),
                            "generator-loss", Math.exp(-i / 20.0) * 40 - 4 + random.nextGaussian(),
                            "gradient-norm", 3 * Math.exp(-i / 30.0) + 0.2 + 0.1 * random.nextGaussian()),
                    i == 40 ? "diverged at 22.4 kimg; went back to 20.0 kimg" : ""));
            if (i % 10 == 0) {
                double distance = 0.6 + 3 * Math.exp(-i / 25.0) + Math.max(0, i - 90) * 0.01;
                boolean better = distance < best;
                best = Math.min(best, distance);
                lines.add(new ProgressLine(
                        i * 900L,
                        i * 500L,
                        60_000,
                        "img",
                        Map.of("proximal-fd", distance, "selected", better ? 1.0 : 0.0),
                        ""));
            }
        }
        return lines;
    }
}
