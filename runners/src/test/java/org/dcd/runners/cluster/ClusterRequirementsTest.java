package org.dcd.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.pipelines.run.WorkerMemory;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.MachineMemory;
import org.dcd.transforms.stage.TrainingMemory.Device;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of a cluster against recorded answers of Flink 1.19, each with one change. */
class ClusterRequirementsTest {
    private static final String GPU_WORKER = worker("gpu-1", "localhost", "gpu", 1024, 64, 64);
    private static final String CPU_WORKER = worker("cpu-1", "localhost", "cpuslot", 1024, 64, 64);
    private static final String CONFIG =
            """
            [{"key":"taskmanager.network.sort-shuffle.min-buffers","value":"16"}]
            """;

    @TempDir
    private Path folder;

    private final Map<String, String> answers = new HashMap<>();
    private HttpServer server;

    private static String worker(String id, String host, String resource, int heap, int managed, int network) {
        return """
                {"id":"%s","path":"pekko.tcp://flink@%s:38487/user/rpc/taskmanager_0","slotsNumber":1,"freeSlots":1,
                 "totalResource":{"cpuCores":1.0,"taskHeapMemory":%d,"taskOffHeapMemory":0,"managedMemory":%d,
                                  "networkMemory":%d,"extendedResources":{"%s":1.0}},
                 "freeResource":{"extendedResources":{"%s":1.0}},
                 "hardware":{"cpuCores":4,"physicalMemory":8589934592,"freeMemory":1073741824,"managedMemory":67108864}}
                """
                .formatted(id, host, heap, managed, network, resource, resource);
    }

    @BeforeEach
    void start() throws IOException {
        answers.put("/overview", "{\"taskmanagers\":2,\"flink-version\":\"1.19.0\",\"flink-commit\":\"eaffd22\"}");
        answers.put("/jobmanager/config", CONFIG);
        workers(GPU_WORKER, CPU_WORKER);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().getPath());
            byte[] bytes = (answer == null ? "no" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void workers(String... workers) {
        answers.put("/taskmanagers", "{\"taskmanagers\":[" + String.join(",", workers) + "]}");
    }

    private ClusterView check(boolean pinned) throws InterruptedException {
        URI master = URI.create("http://localhost:" + server.getAddress().getPort());
        return new ClusterRequirements(master, pinned, 1).check(Store.open(folder), false);
    }

    private void assertRefused(boolean pinned, String... fragments) {
        assertThatThrownBy(() -> check(pinned))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(fragments);
    }

    @Test
    void aClusterThatMeetsAllRequirementsIsAccepted() throws Exception {
        ClusterView view = check(true);

        assertThat(view.gpus()).isEqualTo(1);
        assertThat(view.cpus()).isEqualTo(1);
        assertThat(check(false).slotsForAJob()).isEqualTo(2);
    }

    @Test
    void aJobGetsTheFreeSlots() throws Exception {
        workers(
                GPU_WORKER,
                CPU_WORKER,
                CPU_WORKER.replace(
                        "\"freeResource\":{\"extendedResources\":{\"cpuslot\":1.0}}",
                        "\"freeResource\":{\"extendedResources\":{}}"));

        assertThat(check(true).cpus()).isEqualTo(2);
        assertThat(check(true).cpusForAJob()).isEqualTo(1);
    }

    /** Any worker may export a network, so the least heap counts. */
    @Test
    void trainingsAreCheckedAgainstTheMemoryOfTheWorkersThatTrain() throws Exception {
        workers(GPU_WORKER, worker("cpu-1", "localhost", "cpuslot", 300, 64, 64).replace("8589934592", "4294967296"));

        WorkerMemory onGpus = check(true).memory(true).orElseThrow();
        assertThat(onGpus.name()).isEqualTo("worker gpu-1");
        assertThat(onGpus.device()).isEqualTo(Device.ofGpu(1));
        assertThat(onGpus.machine()).contains(new MachineMemory(8L << 30, 8L << 30));
        assertThat(onGpus.heap().process()).isEqualTo("worker cpu-1");
        assertThat(onGpus.heap().maxBytes()).isEqualTo(300 << 20);
        assertThat(String.format(onGpus.heap().change(), 512))
                .contains("heap.size of the workers to 512m", "--heap 512");

        WorkerMemory onCpus = check(false).memory(false).orElseThrow();
        assertThat(onCpus.device()).isEqualTo(Device.ofCpu(4));
        assertThat(onCpus.machine()).contains(new MachineMemory(4L << 30, 4L << 30));
        assertThat(new ClusterView("1.19.0", List.of()).memory(true)).isEmpty();
    }

    @Test
    void anotherVersionOfFlinkIsRefused() {
        answers.put("/overview", "{\"flink-version\":\"1.18.1\"}");

        assertRefused(true, "runs Flink 1.18.1", "1.19");
    }

    @Test
    void aLongIdleTimeoutOfSlotsIsWarnedOf() throws Exception {
        URI master = URI.create("http://localhost:" + server.getAddress().getPort());
        assertThat(new ClusterRequirements(master, true, 1).warnings())
                .as("Flink's default of 50 s")
                .singleElement()
                .asString()
                .contains("keeps idle slots for 50000 ms", "slot.idle.timeout: 100");
        assertThat(new ClusterRequirements(master, false, 1).warnings())
                .as("without pinning, all slots have one profile")
                .isEmpty();

        answers.put("/jobmanager/config", "[{\"key\":\"slot.idle.timeout\",\"value\":\"100\"}]");

        assertThat(new ClusterRequirements(master, true, 1).warnings()).isEmpty();
    }

    @Test
    void aClusterWithoutWorkersIsRefused() {
        workers();

        assertRefused(true, "has no workers");
    }

    @Test
    void aPinnedJobIsRefusedWithoutAGpu() throws Exception {
        workers(CPU_WORKER);

        assertRefused(true, "has a GPU", "external-resources: gpu", "--gpus none");
        assertThat(check(false).workers()).hasSize(1);
    }

    @Test
    void aJobIsRefusedIfNoWorkerHasTheGpusOfATraining() throws Exception {
        String two = GPU_WORKER.replaceFirst("\"gpu\":1.0", "\"gpu\":2.0").replace("gpu-1", "gpu-2");
        String more = two.replace("\"managedMemory\":64", "\"managedMemory\":128")
                .replace("\"networkMemory\":64", "\"networkMemory\":128");
        workers(GPU_WORKER, more, CPU_WORKER);
        URI master = URI.create("http://localhost:" + server.getAddress().getPort());

        assertThat(new ClusterRequirements(master, true, 2)
                        .check(Store.open(folder), false)
                        .gpus())
                .isEqualTo(3);
        assertThatThrownBy(() -> new ClusterRequirements(master, true, 3).check(Store.open(folder), false))
                .as("three GPUs, but of two workers")
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(
                        "gpus-per-training is 3",
                        "no worker",
                        "declares more than 2 GPUs",
                        "external-resource.gpu.amount: 3");
    }

    @Test
    void aPinnedJobIsRefusedWithoutSlotsForOtherStages() {
        workers(GPU_WORKER);

        assertRefused(true, "external-resources: cpuslot");
    }

    @Test
    void aWorkerThatDeclaresGpusAndSlotsIsRefused() {
        workers(CPU_WORKER, GPU_WORKER.replaceFirst("\"gpu\":1.0", "\"gpu\":1.0,\"cpuslot\":4.0"));

        assertRefused(true, "worker gpu-1 declares both gpu and cpuslot");
    }

    @Test
    void tooLittleMemoryIsRefused() {
        workers(GPU_WORKER, worker("cpu-1", "localhost", "cpuslot", 200, 64, 64));
        assertRefused(true, "worker cpu-1 has 200 MB of heap", "taskmanager.memory.task.heap.size");

        workers(GPU_WORKER, worker("cpu-1", "localhost", "cpuslot", 1024, 32, 64));
        assertRefused(
                true, "worker cpu-1 has 32 MB of managed memory, but needs 64", "taskmanager.memory.managed.size");

        answers.put("/jobmanager/config", CONFIG.replace("\"16\"", "\"512\""));
        workers(GPU_WORKER, CPU_WORKER);
        assertRefused(true, "64 MB of network memory", "min-buffers: 16");
    }

    @Test
    void aStoreOnThisMachineIsRefusedForWorkersOnOthers() throws Exception {
        workers(GPU_WORKER, worker("cpu-1", "192.0.2.7", "cpuslot", 1024, 64, 64));

        assertRefused(true, folder.toString(), "worker cpu-1 is on 192.0.2.7", "s3://", "shared-store: true");
        URI master = URI.create("http://localhost:" + server.getAddress().getPort());
        assertThat(new ClusterRequirements(master, true, 1)
                        .check(Store.open(folder), true)
                        .workers())
                .hasSize(2);
    }

    @Test
    void anAddressWithoutAJobManagerIsRefused() {
        answers.put("/overview", "<html>hello</html>");
        assertRefused(true, "does not answer with JSON", "dcd cluster up");

        answers.remove("/overview");
        assertRefused(true, "/overview does not exist");

        server.stop(0);
        assertRefused(true, "does not answer", "dcd cluster up");
    }
}
