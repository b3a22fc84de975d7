package org.dcd.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreContents;
import org.dcd.runners.Launchers;
import org.dcd.runners.ListeningSockets;
import org.dcd.runners.PluginProject;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.transforms.stage.StageKinds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Placement and results on a real cluster. For more runs and kills: {@code mvn verify -pl runners -am
 * -Dit.test=ClusterIT -Ddcd.cluster.runs=20 -Ddcd.cluster.kills=10}.
 */
@ExtendWith(TestCluster.class)
class ClusterIT {
    private static final int RUNS = Integer.getInteger("dcd.cluster.runs", 1);
    private static final int KILLS = Integer.getInteger("dcd.cluster.kills", 1);
    private static final String GPU_WORKER = TestCluster.GPU_WORKER;
    private static final Set<String> CPU_WORKERS = Set.of("cpu-1", "cpu-2");
    private static final Set<String> TRAINED = Set.of("teacher", "distil");
    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final String TRAINING = ".*(TrainingStage/Run|features[^/]*/ShardedStage/Plan)/.*\\((Run|Plan)\\).*";

    @TempDir
    private static Path folder;

    private static Path experiment;
    /** Store of a run on embedded Flink. */
    private static Path local;

    @BeforeAll
    static void runLocally() throws IOException {
        experiment = Launchers.tinyExperiment(folder);
        local = folder.resolve("local");
        run(local);
    }

    private static void run(Path store, String... more) {
        List<String> args = new ArrayList<>(
                List.of("run", experiment.toString(), "--store", store.toString(), "--set", "sweep.seed=[1,2]"));
        args.addAll(List.of(more));
        assertThat(Launchers.run(args.toArray(String[]::new))).isEmpty();
    }

    @Test
    void trainingRunsOnTheWorkerWithGpusAndOtherStagesOnTheOthers() throws Exception {
        Map<String, Double> scores = Launchers.scores(local);
        for (int n = 1; n <= RUNS; n++) {
            Path remote = folder.resolve("remote-" + n);
            run(remote, "--runner", TestCluster.profile());

            assertThat(subtasks(newestJob(), name -> name.matches(TRAINING)))
                    .as("workers that ran training")
                    .containsExactly(GPU_WORKER);
            assertThat(subtasks(newestJob(), name -> !name.matches(TRAINING)))
                    .as("workers that ran other stages")
                    .isEqualTo(CPU_WORKERS);
            workersByKind(remote).forEach((kind, workers) -> {
                if (TRAINED.contains(kind)) {
                    assertThat(workers).as(kind).containsExactly(GPU_WORKER);
                } else if (!kind.equals("features")) { // trained on GPUs, computed on CPUs
                    assertThat(CPU_WORKERS).as(kind).containsAll(workers);
                }
            });
            assertBothPointsTrainedAtOnce(remote);

            assertThat(Launchers.weights(remote))
                    .as("weights of the local run and the cluster")
                    .isEqualTo(Launchers.weights(local));
            assertThat(Launchers.scores(remote)).hasSameSizeAs(scores);
            Launchers.scores(remote)
                    .forEach((name, value) -> assertThat(value).as(name).isCloseTo(scores.get(name), within(1e-10)));
        }
    }

    @Test
    void samplesAndFeaturesOfScoresRunOnGpusOnRequest() throws Exception {
        Map<String, Double> scores = Launchers.scores(local);
        String onGpus = ".*(sample|score|features)[^/]*/ShardedStage/Shards/.*\\(Run\\).*";

        run(local, "--runner", TestCluster.profile(), "--gpu-scoring", "--from", "sample");

        assertThat(subtasks(newestJob(), name -> name.matches(onGpus)))
                .as("workers that ran samples and features")
                .containsExactly(GPU_WORKER);
        assertThat(subtasks(newestJob(), name -> !name.matches(onGpus)))
                .as("workers that ran other stages")
                .isEqualTo(CPU_WORKERS);
        assertThat(workersByKind(local).get("sample")).containsExactly(GPU_WORKER);
        assertThat(Launchers.scores(local)).isEqualTo(scores);
    }

    /** The slot of a training holds both GPUs of the worker, so the two points train one after the other. */
    @Test
    void aTrainingTakesAllGpusOfItsSlot() throws Exception {
        Path store = folder.resolve("two-gpus");
        List<String> args = List.of(
                "run",
                experiment.toString(),
                "--store",
                store.toString(),
                "--set",
                "sweep.seed=[1,2]",
                "--until",
                "teacher",
                "--runner",
                TestCluster.profile(),
                "--gpus-per-training",
                "2");
        try (Launchers.Child launcher = Launchers.start(folder.resolve("two-gpus.log"), args)) {
            assertThat(launcher.awaitsChange(store.resolve("work"), CHECKPOINT))
                    .as(launcher.output())
                    .isTrue();
            assertThat(gpusOfSlots()).as("GPUs of each allocated slot").containsExactly(2);
            assertThat(launcher.code()).as(launcher.output()).isZero();
        }

        List<List<ProgressLine>> teachers = logs(store, "teacher");
        assertThat(teachers).hasSize(2).allSatisfy(lines -> assertThat(lines)
                .allSatisfy(line -> assertThat(line.worker()).isEqualTo(GPU_WORKER + " GPUs 0, 1")));
        Map<String, String> weights = Launchers.weights(store);
        assertThat(weights).isNotEmpty();
        assertThat(Launchers.weights(local))
                .as("results do not depend on the number of GPUs")
                .containsAllEntriesOf(weights);
    }

    /** GPUs of the slots that are allocated on the worker with GPUs. */
    private static List<Integer> gpusOfSlots() throws IOException, InterruptedException {
        List<Integer> gpus = new ArrayList<>();
        rest().get("/taskmanagers/" + GPU_WORKER)
                .path("allocatedSlots")
                .forEach(slot -> gpus.add(slot.path("resource")
                        .path("extendedResources")
                        .path(GpuPinning.GPU)
                        .asInt()));
        return gpus;
    }

    @Test
    void moreGpusPerTrainingThanAWorkerDeclaresAreRefused() {
        assertThat(Launchers.run(
                        "run",
                        experiment.toString(),
                        "--store",
                        folder.resolve("none").toString(),
                        "--runner",
                        TestCluster.profile(),
                        "--gpus-per-training",
                        "3"))
                .contains("gpus-per-training is 3", "declares more than 2 GPUs");
        assertThat(folder.resolve("none/stages")).doesNotExist();
    }

    /** The teachers of the two points ran at the same time on different GPUs. */
    private static void assertBothPointsTrainedAtOnce(Path store) throws IOException {
        List<List<ProgressLine>> teachers = logs(store, "teacher");
        assertThat(teachers).hasSize(2);
        List<ProgressLine> one = teachers.get(0);
        List<ProgressLine> two = teachers.get(1);
        assertThat(List.of(one.get(0).worker(), two.get(0).worker()))
                .containsExactlyInAnyOrder(GPU_WORKER + " GPU 0", GPU_WORKER + " GPU 1");
        assertThat(one.get(0).epochMillis()).isLessThan(two.get(two.size() - 1).epochMillis());
        assertThat(two.get(0).epochMillis()).isLessThan(one.get(one.size() - 1).epochMillis());
    }

    @Test
    void withoutPinningTrainingRunsOnOtherWorkers() throws Exception {
        run(folder.resolve("unpinned"), "--runner", TestCluster.profile(), "--gpus", "none", "--until", "teacher");

        assertThat(subtasks(newestJob(), name -> name.matches(TRAINING)))
                .as("workers that ran training")
                .containsAnyElementsOf(CPU_WORKERS);
    }

    @Test
    void trainingContinuesFromItsCheckpointAfterAWorkerIsKilled() throws Exception {
        String[] longer = {
            "--set", "teacher.training.kimg=" + 0.64 * KILLS, "--set", "distillation.training.kimg=" + 0.32 * KILLS
        };
        Path undisturbed = local;
        if (KILLS > 1) {
            undisturbed = folder.resolve("undisturbed");
            run(undisturbed, longer);
        }
        Path store = folder.resolve("killed");
        List<String> args = new ArrayList<>(List.of(
                "run",
                experiment.toString(),
                "--store",
                store.toString(),
                "--set",
                "sweep.seed=[1,2]",
                "--runner",
                TestCluster.profile()));
        args.addAll(List.of(longer));
        try (Launchers.Child launcher = Launchers.start(folder.resolve("killed.log"), args)) {
            for (int kill = 1; kill <= KILLS; kill++) {
                assertThat(launcher.awaitsChange(store.resolve("work"), CHECKPOINT))
                        .as(launcher.output())
                        .isTrue();
                TestCluster.kill(GPU_WORKER);
                TestCluster.restart(GPU_WORKER);
            }
            assertThat(launcher.code()).as(launcher.output()).isZero();
        }

        assertThat(Launchers.weights(store)).isEqualTo(Launchers.weights(undisturbed));
        assertThat(Launchers.scores(store)).isEqualTo(Launchers.scores(undisturbed));
    }

    /** Workers do not have the classes of the plug-in: the job brings its jar. */
    @Test
    void aPluginIsSentWithTheJob() throws Exception {
        Path place = Files.createDirectory(folder.resolve("plugin"));
        Path plugin = PluginProject.example().build(place.resolve("plugin.jar"));
        Path store = place.resolve("store");
        List<String> args = List.of(
                "run",
                PluginProject.writeExperiment(place).toString(),
                "--store",
                store.toString(),
                "--runner",
                TestCluster.profile());

        try (Launchers.Child launcher = Launchers.startWithPlugin(place.resolve("log"), plugin, args)) {
            assertThat(launcher.code()).as(launcher.output()).isZero();
        }

        assertThat(CPU_WORKERS).containsAll(workersByKind(store).get("corrupt"));
        assertThat(store.resolve("stages/pixel-histogram")).isDirectoryRecursivelyContaining("glob:**/histogram.csv");
        assertThat(Launchers.scores(store)).hasSize(2);
    }

    @Test
    void anAddressWithoutAJobManagerIsReported() {
        assertThat(Launchers.run(
                        "run",
                        experiment.toString(),
                        "--store",
                        folder.resolve("none").toString(),
                        "--flink-master",
                        "localhost:1"))
                .contains("the cluster at http://localhost:1 does not answer", "dcd cluster up");
        assertThat(folder.resolve("none/stages")).doesNotExist();
    }

    @Test
    void everyProcessListensOnLoopbackOnly() throws IOException {
        assumeTrue(ListeningSockets.areAvailable(), "the system has /proc");
        List<ClusterProcess> processes = TestCluster.cluster().processes();

        assertThat(processes).hasSize(4).allSatisfy(process -> {
            long pid = process.handle().orElseThrow().pid();
            assertThat(ListeningSockets.of(pid)).as(process.name()).isNotEmpty();
            assertThat(ListeningSockets.reachableByOthers(pid))
                    .as(process.name())
                    .isEmpty();
        });
    }

    /** As on a laptop without network, in containers and in batch jobs. */
    @Test
    void everythingRunsOnAMachineWhoseNameDoesNotResolve() throws Exception {
        Optional<List<String>> nameless = Launchers.namelessMachine();
        assumeTrue(nameless.isPresent(), "processes may change the host name");
        String file = experiment.toString();
        String flink = folder.resolve("nameless-flink").toString();
        String direct = folder.resolve("nameless-direct").toString();
        String cluster = folder.resolve("nameless-cluster").toString();

        try (Launchers.Child commands = Launchers.startAll(
                nameless.get(),
                folder.resolve("nameless.log"),
                List.of(
                        List.of("plan", file, "--store", flink),
                        List.of("run", file, "--store", flink, "--until", "dataset"),
                        List.of("run", file, "--store", direct, "--until", "dataset", "--runner", "direct"),
                        List.of("cluster", "up", "--cpu-workers", "1", "--gpu-workers", "0", "--folder", cluster),
                        List.of("cluster", "down", "--folder", cluster)))) {
            assertThat(commands.code()).as(commands.output()).isZero();
            assertThat(commands.output()).contains("1 worker,", "stopped 2 processes");
        } finally {
            new LocalCluster(Path.of(cluster)).down(line -> {});
        }
    }

    private static String newestJob() throws IOException, InterruptedException {
        JsonNode newest = null;
        for (JsonNode job : rest().get("/jobs/overview").path("jobs")) {
            boolean ours = job.path("name").asText().equals("dcd");
            if (ours
                    && (newest == null
                            || job.path("start-time").asLong()
                                    > newest.path("start-time").asLong())) {
                newest = job;
            }
        }
        assertThat(newest).isNotNull();
        return newest.path("jid").asText();
    }

    private static FlinkRest rest() throws IOException {
        return new FlinkRest(FlinkCluster.of(RunnerProfile.read(Path.of(TestCluster.profile())))
                .master());
    }

    /** Workers with subtasks of the vertices whose names match. */
    private static Set<String> subtasks(String job, Predicate<String> names) throws IOException, InterruptedException {
        Set<String> workers = new TreeSet<>();
        for (JsonNode vertex : rest().get("/jobs/" + job).path("vertices")) {
            if (names.test(vertex.path("name").asText())) {
                JsonNode subtasks = rest().get("/jobs/" + job + "/vertices/"
                                + vertex.path("id").asText())
                        .path("subtasks");
                subtasks.forEach(
                        subtask -> workers.add(subtask.path("taskmanager-id").asText()));
            }
        }
        return workers;
    }

    private static Map<String, Set<String>> workersByKind(Path store) throws IOException {
        Map<String, Set<String>> workers = new TreeMap<>();
        for (String kind : StageKinds.all().stream().map(StageKinds::name).toList()) {
            Set<String> found = logs(store, kind).stream()
                    .flatMap(List::stream)
                    .map(line -> line.worker().replaceAll(" GPU \\d", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!found.isEmpty()) {
                workers.put(kind, found);
            }
        }
        return workers;
    }

    private static List<List<ProgressLine>> logs(Path location, String kind) throws IOException {
        List<List<ProgressLine>> logs = new ArrayList<>();
        Store store = Store.open(location);
        for (StoreContents.Stage stage : store.contents().stages()) {
            if (stage.id().kind().equals(kind)
                    && Files.exists(location.resolve(stage.path()).resolve(ProgressLine.FILE))) {
                logs.add(ProgressLog.read(store.stage(stage.id())));
            }
        }
        return logs;
    }
}
