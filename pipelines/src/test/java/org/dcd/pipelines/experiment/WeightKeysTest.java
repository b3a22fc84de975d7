package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.features.inception.Convention;
import org.dcd.transforms.features.inception.InceptionFeatures;
import org.dcd.transforms.files.HashCache;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.weights.ImportedWeights;
import org.dcd.transforms.files.weights.Provenance;
import org.dcd.transforms.files.weights.Provenance.Verification;
import org.dcd.transforms.pretrained.WeightsFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imported weights are used where an experiment names no files. */
class WeightKeysTest {
    private static final Path HEADS = Path.of("../transforms/src/test/resources/weights/lpips-v0.1-alex.pth");
    private static final String SOURCE = "6726825d" + "0".repeat(56);

    @TempDir
    private Path folder;

    private WeightsFolder imported() throws IOException {
        WeightsFolder weights = new WeightsFolder(folder.resolve("weights"));
        new ImportedWeights(
                        weights.file("inception-v3"),
                        new Provenance(
                                "inception-v3",
                                "Inception",
                                "any",
                                "weights.pth",
                                SOURCE,
                                Verification.PUBLISHED,
                                "inception-v3-6726825d.safetensors",
                                new TreeMap<>(Map.of("inception-v3-6726825d.safetensors", SOURCE))))
                .write();
        return weights;
    }

    private Experiment read(String features, WeightsFolder weights) throws IOException {
        String text = ExperimentFiles.GOOD.replace("{type: classifier}", features);
        assertThat(text).contains(features);
        return ExperimentReader.read(ExperimentFiles.write(folder, "a.yaml", text), List.of(), weights);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inception", "{type: inception}", "{type: inception, convention: torch-fidelity}"})
    void inceptionWithoutAFileUsesImportedWeights(String features) throws IOException {
        WeightsFolder weights = imported();

        Experiment planned = NamedFiles.hashed(read(features, weights), new HashCache(folder.resolve("hashes")));
        assertThat(planned.scoring().features())
                .isEqualTo(new InceptionFeatures(
                        new HashedFile(weights.file("inception-v3"), SOURCE), Convention.TORCH_FIDELITY));
    }

    @Test
    void aNamedFileTakesPrecedence() throws IOException {
        WeightsFolder weights = imported();

        assertThatThrownBy(() -> read("{type: inception, weights: mine.pth}", weights))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("mine.pth is not a file");
    }

    @Test
    void withoutAnImportTheMessageNamesTheFile() throws IOException {
        WeightsFolder none = new WeightsFolder(folder.resolve("none"));

        assertThatThrownBy(() -> read("{type: inception}", none))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a.yaml:")
                .hasMessageContaining(
                        "scoring.features.weights: missing, and no inception-v3 weights are"
                                + " imported; import them once with dcd weights import FILE, where FILE is weights-inception-2015-12-05-6726825d.pth of torch-fidelity");
        assertThat(read("{type: classifier}", none).scoring().features()).isNotNull();
    }

    private Experiment restoring(String restoration) {
        Path file = ExperimentFiles.write(folder, "a.yaml", ExperimentFiles.GOOD + restoration);
        return ExperimentReader.read(file, List.of(), new WeightsFolder(folder.resolve("weights")));
    }

    @Test
    void lpipsWithoutImportedWeightsIsRefused() {
        assertThatThrownBy(() -> restoring("restoration: {methods: [generator-prior], metrics: [psnr, lpips]}"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("restoration.weights: missing, and no alexnet weights are imported; import"
                        + " them once with dcd weights import FILE, where FILE is alexnet-owt-7be5be79.pth");
    }

    @Test
    void namedFilesAreHashed() {
        Experiment experiment = restoring("restoration: {methods: [generator-prior], metrics: [lpips], weights: ["
                + HEADS.toAbsolutePath().normalize() + "]}");

        assertThat(experiment.restoration().weights()).singleElement().satisfies(file -> assertThat(file.isHashed())
                .isFalse());
        assertThat(NamedFiles.hashed(experiment, new HashCache(folder.resolve("hashes")))
                        .restoration()
                        .weights())
                .singleElement()
                .satisfies(file -> assertThat(file.sha256()).startsWith("df73285e"));
    }

    @Test
    void metricsWithoutANetworkNeedNoWeights() {
        assertThat(restoring("restoration: {methods: [generator-prior], metrics: [psnr]}")
                        .restoration()
                        .weights())
                .isEmpty();
    }
}
