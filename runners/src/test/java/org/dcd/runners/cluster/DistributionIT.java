package org.dcd.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.dcd.pipelines.report.ReportKind;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.teacher.TeacherKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution of this build. */
class DistributionIT {
    private static final long MOST_BYTES = 100_000_000;

    @TempDir
    private static Path folder;

    private static Path dist;

    @BeforeAll
    static void write() throws IOException {
        dist = folder.resolve("dist");
        new Distribution(Jars.ofThisBuild(), "job-manager", 1, 4).write(dist);
    }

    @Test
    void theJarThatTravelsIsUnder100Megabytes() {
        assertThat(dist.resolve(ApplicationJar.NAME).toFile().length()).isBetween(MOST_BYTES / 2, MOST_BYTES);
    }

    /** Workers find registered classes in the index, to which several modules contribute. */
    @Test
    void theApplicationJarIndexesTheMembersOfAllModules() throws IOException {
        try (ZipFile jar = new ZipFile(dist.resolve(ApplicationJar.NAME).toFile());
                InputStream in = jar.getInputStream(jar.getEntry("META-INF/annotations/" + TypeName.class.getName()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .contains(ReportKind.class.getName(), TeacherKind.class.getName())
                    .doesNotContain("");
        }
    }

    @Test
    void theApplicationJarHasTheProgramAndNoClassesOfWorkers() throws IOException {
        List<String> names = names(dist.resolve(ApplicationJar.NAME));

        assertThat(names)
                .contains(
                        "org/dcd/runners/Dcd.class",
                        "org/dcd/transforms/ops/torch/TorchEngine.class",
                        "picocli/CommandLine.class",
                        "software/amazon/awssdk/services/s3/S3Client.class",
                        "org/apache/beam/sdk/Pipeline.class",
                        "META-INF/services/org.apache.beam.sdk.io.FileSystemRegistrar");
        assertThat(names)
                .noneMatch(name -> name.startsWith("ai/djl/")
                        || name.startsWith("ai/onnxruntime/")
                        || name.startsWith("org/apache/hadoop/")
                        || name.startsWith("org/apache/flink/core/")
                        || name.startsWith("org/apache/beam/runners/direct/"));
    }

    @Test
    void flinksLibFolderGetsAllNativeLibrariesAndHadoop() throws IOException {
        String all = Distribution.files(dist.resolve(Distribution.LIB)).stream()
                .map(jar -> jar.getFileName().toString())
                .collect(Collectors.joining(" "));

        assertThat(all)
                .contains("pytorch-native-", "pytorch-jni-", "onnxruntime", "hadoop-client-api-", "libtorch-glue")
                .contains("hadoop-client-runtime-", "commons-logging-");
    }

    @Test
    void theGpuPluginHasTheDriverOfTheConfigurations() throws IOException {
        List<Path> plugins = Distribution.files(dist.resolve(Distribution.PLUGINS));
        String named = FlinkKeys.gpuWorker(new FlinkKeys.WorkerSize(1, 1, 1))
                .get("external-resource.gpu.driver-factory.class");

        assertThat(plugins).hasSize(1);
        assertThat(plugins.get(0).getParent()).hasFileName("gpu");
        assertThat(names(plugins.get(0))).contains(named.replace('.', '/') + ".class");
        assertThat(Files.readString(dist.resolve("flink/conf/gpu-worker/config.yaml")))
                .contains(named);
    }

    private static List<String> names(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return Collections.list(zip.entries()).stream()
                    .map(ZipEntry::getName)
                    .toList();
        }
    }
}
