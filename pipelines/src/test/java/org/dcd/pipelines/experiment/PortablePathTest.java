package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.dcd.transforms.files.HashCache;
import org.dcd.transforms.files.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortablePathTest {
    @TempDir
    Path folder;

    @Test
    void isRelativeWhereBothHaveAFolderInCommon() {
        Path from = Path.of("/projects/dcd/experiments");
        assertThat(PortablePath.from(from, Path.of("/projects/dcd/data/mnist"))).isEqualTo("../data/mnist");
        assertThat(PortablePath.from(from, from)).isEqualTo(".");
        assertThat(PortablePath.from(from, Path.of("/data/mnist"))).isEqualTo("/data/mnist");
        assertThat(PortablePath.way(Path.of("/"), Path.of("/data"))).isEmpty();
        assertThat(PortablePath.way(from, Path.of("s3://bucket/store"))).isEmpty();
    }

    /** The resolved experiment of a run stays valid in another folder. */
    @Test
    void aResolvedExperimentCanBeMovedWithItsFolder() {
        Path here = ExperimentFiles.write(folder, "here/a.yaml", ExperimentFiles.GOOD);
        Path there = ExperimentFiles.write(folder, "there/a.yaml", ExperimentFiles.GOOD);
        Sweep sweep = ExperimentReader.readSweep(here, List.of());
        Experiment experiment = sweep.points().get(0).experiment();
        String yaml = ExperimentYaml.write(experiment, sweep.folder());

        assertThat(sweep.folder()).isEqualTo(here.getParent());
        assertThat(yaml).contains("path: data/images").doesNotContain(folder.toString());
        assertThat(resolved(yaml, here.getParent())).isEqualTo(experiment);
        assertThat(resolved(yaml, there.getParent()))
                .isEqualTo(ExperimentReader.read(there, List.of()))
                .isNotEqualTo(experiment);
    }

    /** A resolved experiment keeps its hashes; unpinned, its files are hashed again. */
    @Test
    void unpinnedExperimentsHashTheirFilesAgain() {
        ExperimentFiles.write(folder, "maps.npy", "some maps");
        String operator = "{type: multicoil-fourier, acceleration: 2, maps: {type: npy, path: maps.npy}}";
        Path file = ExperimentFiles.write(folder, "a.yaml", ExperimentFiles.GOOD.replace("{type: identity}", operator));
        Experiment experiment = hashed(ExperimentReader.read(file, List.of()));
        List<ExternalInput> named = NamedFiles.of(experiment);
        assertThat(named)
                .containsExactly(new ExternalInput(
                        "corruption.operator.maps",
                        List.of("maps.npy"),
                        Sha256.of("some maps".getBytes(StandardCharsets.UTF_8))));

        ExperimentFiles.write(folder, "maps.npy", "other maps");
        String yaml = ExperimentYaml.write(experiment, folder);
        assertThat(NamedFiles.of(resolved(yaml, folder))).isEqualTo(named);
        assertThat(NamedFiles.of(hashed(ExperimentReader.readUnpinned(yaml, "run", folder))))
                .containsExactly(new ExternalInput(
                        "corruption.operator.maps",
                        List.of("maps.npy"),
                        Sha256.of("other maps".getBytes(StandardCharsets.UTF_8))));
    }

    private Experiment hashed(Experiment experiment) {
        return NamedFiles.hashed(experiment, new HashCache(folder.resolve("hashes")));
    }

    private static Experiment resolved(String yaml, Path folder) {
        return ExperimentReader.readResolved(yaml, "run", folder)
                .points()
                .get(0)
                .experiment();
    }
}
