package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of the driver's program, which this machine may lack. */
class GpuMemoryTest {
    private static final GpuMemory FIRST = new GpuMemory(0, "GPU-5c00aa", 81559L << 20, 80994L << 20);
    private static final GpuMemory SECOND = new GpuMemory(1, "GPU-77bb", 40960L << 20, 100L << 20);

    @TempDir
    private Path folder;

    @Test
    void readsTotalAndFreeMemoryInMebibytes() {
        assertThat(GpuMemory.parse("0, GPU-5c00aa, 81559, 80994\n1, GPU-77bb, 40960, 100\n"))
                .containsExactly(FIRST, SECOND);
    }

    @Test
    void leavesOutGpusWithoutFigures() {
        assertThat(GpuMemory.parse("0, GPU-5c00aa, [N/A], [N/A]\n1, GPU-77bb, 40960, 100\nNo devices were found\n"))
                .containsExactly(SECOND);
    }

    @Test
    void usesTheOrderOfCudaVisibleDevices() {
        List<GpuMemory> both = List.of(FIRST, SECOND);
        assertThat(GpuMemory.visible(both, Optional.empty())).isEqualTo(both);
        assertThat(GpuMemory.visible(both, Optional.of("1,0"))).containsExactly(SECOND, FIRST);
        assertThat(GpuMemory.visible(both, Optional.of("GPU-77"))).containsExactly(SECOND);
        assertThat(GpuMemory.visible(both, Optional.of("1,-1,0"))).containsExactly(SECOND);
        assertThat(GpuMemory.visible(both, Optional.of(""))).isEmpty();
    }

    @Test
    void runsTheProgramOfTheDriver() throws Exception {
        Path program = folder.resolve("smi");
        Files.writeString(program, "#!/bin/sh\necho '0, GPU-5c00aa, 81559, 80994'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(GpuMemory.query(program.toString())).containsExactly(FIRST);
        Files.writeString(program, "#!/bin/sh\necho 'Failed to initialize NVML'; exit 9\n");
        assertThat(GpuMemory.query(program.toString())).isEmpty();
    }

    @Test
    void thereAreNoneWithoutTheProgram() {
        assertThat(GpuMemory.query(folder.resolve("missing").toString())).isEmpty();
    }
}
