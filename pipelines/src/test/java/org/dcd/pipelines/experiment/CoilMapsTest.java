package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.HashCache;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.measurement.MulticoilFourier;
import org.dcd.transforms.measurement.NpyCoilMaps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measured coil maps in experiment files and stage keys. */
class CoilMapsTest {
    @TempDir
    Path folder;

    @Test
    void keysContainTheHashAndNotThePath() {
        ExperimentFiles.write(folder, "here/maps.npy", "some maps");
        ExperimentFiles.write(folder, "there/moved.npy", "some maps");
        ExperimentFiles.write(folder, "other/maps.npy", "other maps");
        ForwardOperator here = operator("here/a.yaml", "maps.npy");

        assertThat(((MulticoilFourier) here).maps()).isInstanceOfSatisfying(NpyCoilMaps.class, maps -> assertThat(
                        maps.file().path())
                .isEqualTo(folder.resolve("here/maps.npy")));
        assertThat(CanonicalJson.key(here))
                .isEqualTo(CanonicalJson.key(operator("there/a.yaml", "moved.npy")))
                .isNotEqualTo(CanonicalJson.key(operator("other/a.yaml", "maps.npy")))
                .doesNotContain("npy\",\"path")
                .doesNotContain(folder.toString());
    }

    @Test
    void theResolvedExperimentContainsTheHash() {
        ExperimentFiles.write(folder, "maps.npy", "some maps");
        Experiment experiment = hashed(read("a.yaml", "maps.npy"));
        String written = ExperimentYaml.write(experiment);

        assertThat(written).contains("sha256: ");
        Path again = ExperimentFiles.write(folder, "elsewhere/b.yaml", written);
        assertThat(ExperimentReader.read(again, List.of())).isEqualTo(experiment);
    }

    /** Reading an experiment reads none of its files; a missing hash is detected when a key is computed. */
    @Test
    void filesWithoutHashHaveNoKey() {
        ExperimentFiles.write(folder, "maps.npy", "some maps");
        Experiment experiment = read("a.yaml", "maps.npy");

        assertThatThrownBy(() -> CanonicalJson.key(experiment.corruption()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("maps.npy has no hash");
    }

    @Test
    void anInvalidHashIsRefusedAtItsLocation() {
        assertThatThrownBy(() -> read("a.yaml", "none.npy, sha256: abc"))
                .isInstanceOf(BadInputException.class)
                .hasMessage(folder.resolve("a.yaml") + ":5:90: corruption.operator.maps.sha256: must be 64 hexadecimal"
                        + " digits in lower case, was 'abc'");
    }

    @Test
    void aMissingFileIsRefusedAtItsLocation() {
        assertThatThrownBy(() -> read("a.yaml", "none.npy"))
                .isInstanceOf(BadInputException.class)
                .hasMessage(folder.resolve("a.yaml") + ":5:74: corruption.operator.maps.path: "
                        + folder.resolve("none.npy") + " is not a file; give the path of an .npy file");
    }

    private ForwardOperator operator(String name, String maps) {
        return hashed(read(name, maps)).corruption().operator();
    }

    private Experiment hashed(Experiment experiment) {
        return NamedFiles.hashed(experiment, new HashCache(folder.resolve("hashes")));
    }

    private Experiment read(String name, String maps) {
        String operator = "{type: multicoil-fourier, acceleration: 2, maps: {type: npy, path: " + maps + "}}";
        String text = ExperimentFiles.GOOD.replace("{type: identity}", operator);
        return ExperimentReader.read(ExperimentFiles.write(folder, name, text), List.of());
    }
}
