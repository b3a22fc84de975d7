package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.files.safetensors.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    private Path path;

    private Folder folder;

    @BeforeEach
    void openFolder() {
        folder = Folder.at(path.toString());
    }

    @Test
    void roundTripPreservesEverything() throws IOException {
        float[] weights = {1, -0f, Float.MIN_VALUE, Float.NaN, 5, 6};
        double[] numbers = {Double.POSITIVE_INFINITY, Math.PI};
        new Checkpoint(
                        1L << 29,
                        2,
                        Map.of("guard", numbers, "none", new double[0]),
                        Map.of("phi/model.w", Tensor.of(weights, 2, 3)))
                .write(folder, "key");

        Checkpoint read = Checkpoint.read(folder, "key").orElseThrow();

        assertThat(read.step()).isEqualTo(1L << 29);
        assertThat(read.rollbacks()).isEqualTo(2);
        assertThat(read.numbers()).containsOnlyKeys("guard", "none");
        assertThat(read.numbers().get("guard")).containsExactly(numbers);
        assertThat(read.tensors()).containsOnlyKeys("phi/model.w");
        assertThat(read.tensors().get("phi/model.w").shape()).containsExactly(2, 3);
        assertThat(read.tensors().get("phi/model.w").floats()).containsExactly(weights);
    }

    @Test
    void theLastCheckpointIsRead() throws IOException {
        new Checkpoint(1, 0, Map.of(), Map.of()).write(folder, "key");
        new Checkpoint(2, 0, Map.of(), Map.of()).write(folder, "key");

        assertThat(Checkpoint.read(folder, "key").orElseThrow().step()).isEqualTo(2);
        assertThat(folder.list()).containsExactly(Checkpoint.FILE);
    }

    @Test
    void aCheckpointOfAnotherKeyIsIgnored() throws IOException {
        new Checkpoint(1, 0, Map.of(), Map.of()).write(folder, "key");

        assertThat(Checkpoint.read(folder, "another key")).isEmpty();
    }

    @Test
    void anEmptyFolderHasNoCheckpoint() throws IOException {
        assertThat(Checkpoint.read(folder, "key")).isEmpty();
    }
}
