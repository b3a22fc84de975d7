package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.HashCache;
import org.dcd.transforms.pretrained.WeightsFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportedNetworksTest {
    private static final Path HEADS = Path.of("../transforms/src/test/resources/weights/lpips-v0.1-alex.pth");

    @TempDir
    private Path folder;

    private Experiment read(String restoration) {
        Path file = ExperimentFiles.write(folder, "a.yaml", ExperimentFiles.GOOD + restoration);
        return ExperimentReader.read(file, List.of(), new WeightsFolder(folder.resolve("weights")));
    }

    @Test
    void lpipsWithoutImportedWeightsIsRefusedWithTheFileToBring() {
        assertThatThrownBy(() -> read("restoration: {methods: [generator-prior], metrics: [psnr, lpips]}"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("restoration.weights: missing, and no alexnet was imported; import it once, dcd"
                        + " weights import FILE with alexnet-owt-7be5be79.pth");
    }

    @Test
    void filesThatAreGivenAreTakenByTheirHash() {
        Experiment experiment = read("restoration: {methods: [generator-prior], metrics: [lpips], weights: ["
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
        assertThat(read("restoration: {methods: [generator-prior], metrics: [psnr]}")
                        .restoration()
                        .weights())
                .isEmpty();
    }
}
