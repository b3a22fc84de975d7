package org.dcd.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dcd.runners.cluster.FlinkKeys.WorkerSize;
import org.dcd.runners.flink.Loopback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The addresses on which Flink is configured to listen. */
class BindTest {
    private static final ClusterSize SIZE = new ClusterSize(1, 1, 1, 1, 1024, 0);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ALL = "0.0.0.0";
    /** Without one of these, Flink listens on all interfaces, or resolves the host name of the machine. */
    private static final List<String> KEYS = List.of(
            "jobmanager.bind-host",
            "jobmanager.rpc.address",
            "rest.address",
            "rest.bind-address",
            "taskmanager.bind-host",
            "taskmanager.host");

    private static ClusterConfig config(String bind) throws UnknownHostException {
        return new ClusterConfig(Path.of("cluster"), 6123, InetAddress.getByName(bind), 8081);
    }

    private static void assertOnLoopback(Map<String, String> config, List<String> keys) {
        assertThat(config).containsEntry("queryable-state.enable", "false");
        assertThat(keys).allSatisfy(key -> assertThat(config).containsEntry(key, LOOPBACK));
    }

    @Test
    void aClusterOnThisMachineListensOnLoopback() throws UnknownHostException {
        ClusterConfig config = config(LOOPBACK);
        Stream.of(config.manager(), config.cpuWorker("cpu-1", SIZE), config.gpuWorker("gpu-1", 0, SIZE))
                .forEach(keys -> assertOnLoopback(keys, KEYS));
        FlinkOptions.assertKnown(Loopback.keys());
        assertThat(config.rest()).hasToString("http://127.0.0.1:8081");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0, http://127.0.0.1:8081",
        "192.0.2.7, 192.0.2.7, http://192.0.2.7:8081",
        "2001:db8::7, 2001:db8:0:0:0:0:0:7, http://[2001:db8:0:0:0:0:0:7]:8081"
    })
    void aGivenAddressOpensTheRestInterfaceOnly(String bind, String listens, String reached)
            throws UnknownHostException {
        ClusterConfig config = config(bind);

        assertThat(config.rest()).hasToString(reached);
        assertThat(config.manager()).containsEntry("rest.bind-address", listens);
        List<String> others =
                KEYS.stream().filter(key -> !key.startsWith("rest.")).toList();
        assertOnLoopback(config.manager(), others);
        assertOnLoopback(config.cpuWorker("cpu-1", SIZE), others);
    }

    /** 192.0.2.0/24 is reserved for documentation (RFC 5737). */
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "no-such-host.invalid"})
    void anAddressOfAnotherMachineIsRefused(String bind) {
        StringWriter err = new StringWriter();
        CommandLine command = ClusterCommand.create();
        command.getSubcommands().get("up").setErr(new PrintWriter(err, true));

        assertThat(command.execute("up", "--bind", bind)).isEqualTo(2);
        assertThat(err.toString()).contains("--bind must be an address of this machine", "'" + bind + "'");
    }

    @Test
    void aDistributionListensOnAllInterfacesOnlyForAGivenJobManager() {
        WorkerSize size = new WorkerSize(1, 1024, 0);
        StandaloneConfig here = new StandaloneConfig(DistCommand.HERE);
        assertOnLoopback(here.manager(), KEYS);
        assertOnLoopback(here.worker("cpu-1", FlinkKeys.cpuWorker(size)), KEYS);
        assertThat(StandaloneConfig.yaml("job-manager", here.manager())).doesNotContain(ALL);

        StandaloneConfig there = new StandaloneConfig("flink-1.lan");
        assertThat(there.manager())
                .containsEntry("jobmanager.bind-host", ALL)
                .containsEntry("rest.bind-address", ALL)
                .containsEntry("rest.address", "flink-1.lan");
        Map<String, String> worker = there.worker("cpu-1", FlinkKeys.cpuWorker(size));
        assertThat(worker).containsEntry("taskmanager.bind-host", ALL).doesNotContainKey("taskmanager.host");
        assertThat(StandaloneConfig.yaml("cpu-worker", worker))
                .contains("anybody who can connect to its ports can run code");
    }
}
