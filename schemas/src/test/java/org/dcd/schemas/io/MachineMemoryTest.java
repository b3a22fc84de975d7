package org.dcd.schemas.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files are those of a machine with 8 GiB, of which 6 GiB are available. */
class MachineMemoryTest {
    private static final long GIB = 1 << 30;

    @TempDir
    private Path root;

    @BeforeEach
    void machine() throws IOException {
        write(
                "proc/meminfo",
                "MemTotal: 8388608 kB\nMemFree: 1048576 kB\nMemAvailable: 6291456 kB\nHugePages_Total: 0\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void isThatOfTheMachineWithoutControlGroups() {
        assertThat(MachineMemory.of(root)).isEqualTo(new MachineMemory(8 * GIB, 6 * GIB));
    }

    @Test
    void aGroupOfVersion2LimitsItAndItsCacheIsAvailable() throws IOException {
        write("proc/self/cgroup", "0::/slurm/job_7\n");
        write("sys/fs/cgroup/slurm/job_7/memory.max", "max\n");
        write("sys/fs/cgroup/slurm/job_7/memory.current", "1073741824\n");
        write("sys/fs/cgroup/slurm/memory.max", 4 * GIB + "\n");
        write("sys/fs/cgroup/slurm/memory.current", 3 * GIB + "\n");
        write("sys/fs/cgroup/slurm/memory.stat", "anon 5\ninactive_file 536870912\n");
        assertThat(MachineMemory.of(root)).isEqualTo(new MachineMemory(4 * GIB, GIB + GIB / 2));
    }

    @Test
    void aGroupOfVersion1LimitsItThroughTheMountOfAContainer() throws IOException {
        write("proc/self/cgroup", "12:cpu,cpuacct:/docker/ab\n4:memory:/docker/ab\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", 2 * GIB + "\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", GIB + "\n");
        assertThat(MachineMemory.of(root)).isEqualTo(new MachineMemory(2 * GIB, GIB));
    }

    @Test
    void aGroupWithoutLimitChangesNothing() throws IOException {
        write("proc/self/cgroup", "4:memory:/\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", GIB + "\n");
        assertThat(MachineMemory.of(root)).isEqualTo(new MachineMemory(8 * GIB, 6 * GIB));
    }

    @Test
    void isWhatJavaReportsWithoutTheFilesOfLinux() throws IOException {
        MachineMemory memory = MachineMemory.of(Files.createDirectory(root.resolve("empty")));
        assertThat(memory.totalBytes()).isGreaterThan(1 << 28);
        assertThat(memory.availableBytes()).isBetween(1L, memory.totalBytes());
    }
}
