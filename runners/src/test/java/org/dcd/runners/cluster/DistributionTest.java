package org.dcd.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The folder that {@code dcd dist} writes for a build of small jars. {@code DistributionIT} tests a real build. */
class DistributionTest {
    @TempDir
    Path root;

    private Distribution distribution;
    private Path target;

    @BeforeEach
    void build() throws IOException {
        Path build = root.resolve("build");
        for (String name :
                List.of("lib/worker/native", "lib/both/text", "lib/application/beam", "plugins/gpu/driver")) {
            Path jar = build.resolve(name + "-1.0.jar");
            Files.createDirectories(jar.getParent());
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
                out.putNextEntry(new ZipEntry(name));
            }
        }
        distribution = new Distribution(new Jars(build), "flink-1.lan", 2, 3);
        target = root.resolve("dist");
    }

    @Test
    void filePermissionsFollowTheUmask() throws IOException {
        distribution.write(target);

        Path usual = Files.createDirectory(root.resolve("usual"));
        assertThat(Files.getPosixFilePermissions(target)).isEqualTo(Files.getPosixFilePermissions(usual));
        assertThat(Files.getPosixFilePermissions(target.resolve(ApplicationJar.NAME)))
                .isEqualTo(Files.getPosixFilePermissions(Files.writeString(usual.resolve("file"), "")));
    }

    @Test
    void hasEachFileInItsPlace() throws IOException {
        distribution.write(target);

        assertThat(names())
                .containsExactlyInAnyOrder(
                        "README.txt",
                        "dcd-application.jar",
                        "files.sha256",
                        "flink/conf/cpu-worker/config.yaml",
                        "flink/conf/gpu-worker/config.yaml",
                        "flink/conf/job-manager/config.yaml",
                        "flink/lib/native-1.0.jar",
                        "flink/plugins/gpu/driver-1.0.jar");
        assertThat(target.resolve("README.txt")).content().contains("  native-1.0.jar", "clusters of Flink 1.19");
        assertThat(Files.readAllLines(target.resolve("files.sha256"))).hasSize(7);
    }

    @Test
    void configurationsHaveAllRequiredKeysAndNoUnknownOnes() throws IOException {
        distribution.write(target);

        Map<String, Map<String, String>> all = distribution.configurations();
        assertThat(all.get("job-manager")).containsAllEntriesOf(FlinkKeys.manager());
        assertThat(all.get("gpu-worker")).containsEntry("external-resource.gpu.amount", "2");
        assertThat(all.get("cpu-worker")).containsEntry("external-resource.cpuslot.amount", "3");
        FlinkOptions.assertFitsJobs(all.get("gpu-worker"));
        FlinkOptions.assertFitsJobs(all.get("cpu-worker"));
        for (Map.Entry<String, Map<String, String>> kind : all.entrySet()) {
            FlinkOptions.assertKnown(kind.getValue());
            assertThat(kind.getValue()).containsEntry("jobmanager.rpc.address", "flink-1.lan");
            Object read = new Load(LoadSettings.builder().build())
                    .loadFromString(Files.readString(
                            target.resolve("flink/conf").resolve(kind.getKey()).resolve("config.yaml")));
            assertThat(((Map<?, ?>) read).toString()).isEqualTo(kind.getValue().toString());
        }
    }

    @Test
    void anEarlierDistributionIsReplaced() throws IOException {
        distribution.write(target);
        new Distribution(distribution.jars(), "other", 1, 1).write(target);

        assertThat(target.resolve("flink/conf/job-manager/config.yaml"))
                .content()
                .contains("rpc.address: other");
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("build", "dist");
    }

    @Test
    void aForeignFileIsRefusedAndKept() throws IOException {
        distribution.write(target);
        Path foreign = Files.writeString(target.resolve("flink/lib/mine.jar"), "mine");

        assertThatThrownBy(() -> distribution.write(target))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("has a file that dcd dist did not write: flink/lib/mine.jar; move it");
        assertThat(foreign).hasContent("mine");
    }

    @Test
    void aChangedConfigurationIsRefusedAndKept() throws IOException {
        distribution.write(target);
        Path changed = target.resolve("flink/conf/gpu-worker/config.yaml");
        Files.writeString(changed, "taskmanager.resource-id: gpu-7\n");

        assertThatThrownBy(() -> distribution.write(target))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("was changed: flink/conf/gpu-worker/config.yaml");
        assertThat(changed).hasContent("taskmanager.resource-id: gpu-7");
    }

    @Test
    void nothingIsLeftAfterAFailure() throws IOException {
        Files.delete(distribution.jars().folder().resolve("plugins/gpu/driver-1.0.jar"));
        Files.delete(distribution.jars().folder().resolve("plugins/gpu"));
        Files.delete(distribution.jars().folder().resolve("plugins"));

        assertThatThrownBy(() -> distribution.write(target)).isInstanceOf(IOException.class);
        assertThat(root.toFile().list()).containsExactly("build");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(target)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> target.relativize(file).toString())
                    .toList();
        }
    }
}
