package org.dcd.pipelines.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dcd.pipelines.experiment.CanonicalJson;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.InputRef;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.measurement.NoiseDependentSpec;

/** Builds the manifest of a finished work folder. Forces every file to disk and hashes it. */
record ManifestBuilder(StageResult result, Path work) {
    /** Figure of a stage that used an estimated noise level of the data, which its specification does not contain. */
    static final String DATA_SIGMA = "data-sigma";

    /** Version of the code of a stage kind; 0 when the code matches no recorded version. */
    private static int codeVersion(StageTask<?> task) {
        String version = task.code().getOrDefault("stage " + task.kind(), "");
        return version.matches("\\d{1,9}") ? Integer.parseInt(version) : 0;
    }

    Manifest build() throws IOException {
        StageTask<?> task = result.task();
        List<FileEntry> files = files();
        return Manifest.newBuilder()
                .setKind(task.kind())
                .setName(task.name())
                .setKey(task.key())
                .setCodeVersion(codeVersion(task))
                .setCode(task.code())
                .setSpec(CanonicalJson.key(task.spec()))
                .setInputs(task.inputs().stream()
                        .map(input -> new InputRef(input.role(), input.kind(), input.key()))
                        .toList())
                .setFiles(files)
                .setModels(models(files))
                .setFigures(figures())
                .setNotes(result.notes())
                .setStarted(result.started().toString())
                .setSeconds(result.seconds())
                .setEnvironment(Environment.describe())
                .build();
    }

    private List<FileEntry> files() throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.list(work)) {
            paths = all.filter(Files::isRegularFile)
                    .filter(this::published)
                    .sorted()
                    .toList();
        }
        try {
            // In parallel: a million images are 12 GB, and one core hashes 100 MB per second.
            return paths.parallelStream().map(ManifestBuilder::file).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static FileEntry file(Path path) {
        try {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            return new FileEntry(path.getFileName().toString(), Files.size(path), Sha256.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean published(Path path) {
        String name = path.getFileName().toString();
        return !name.startsWith(".")
                && !name.equals(Manifests.FILE)
                && !result.temporary().contains(name);
    }

    private List<ModelArtifact> models(List<FileEntry> files) {
        for (ModelArtifact model : result.models()) {
            boolean matches = files.stream()
                    .anyMatch(file -> file.getPath().equals(model.getPath())
                            && file.getSha256().equals(model.getSha256()));
            if (!matches) {
                throw new IllegalStateException("stage " + result.task().name() + " reports the model "
                        + model.getPath() + " with SHA-256 " + model.getSha256()
                        + ", but left no such file in " + work);
            }
        }
        return result.models();
    }

    private Map<String, Double> figures() throws IOException {
        result.figures().forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalStateException(
                        "stage " + result.task().name() + " reports " + name + " = " + value + ", not a number");
            }
        });
        TreeMap<String, Double> figures = new TreeMap<>(result.figures());
        if (result.task().spec() instanceof NoiseDependentSpec spec && spec.awaitsEstimate()) {
            figures.put(DATA_SIGMA, spec.dataSigma().resolve(result.task()).sigma());
        }
        return figures;
    }
}
