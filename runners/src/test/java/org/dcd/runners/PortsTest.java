package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ports on which this process listens while a job runs in it, found by the job. */
class PortsTest {
    private static final long SELF = ProcessHandle.current().pid();
    private static final ConcurrentLinkedQueue<InetSocketAddress> SEEN = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void needsLinux() {
        assumeTrue(ListeningSockets.areAvailable(), "the system has /proc");
    }

    private static final class Look extends DoFn<Integer, Integer> {
        @ProcessElement
        public void look() throws IOException {
            SEEN.addAll(ListeningSockets.of(SELF));
        }
    }

    private static void look(Pipeline pipeline) {
        pipeline.apply(Create.of(1)).apply(ParDo.of(new Look()));
    }

    /** Embedded Flink opens ports for its REST interface and its blob server. */
    @ParameterizedTest
    @CsvSource({"flink, 2", "direct, 0"})
    void aRunInThisProcessListensOnLoopbackOnly(String runner, int atLeast) throws Exception {
        List<InetSocketAddress> before = ListeningSockets.of(SELF);
        SEEN.clear();

        new Runners(1).of(RunnerProfile.named(runner)).start(PortsTest::look).await();

        List<InetSocketAddress> opened =
                SEEN.stream().filter(socket -> !before.contains(socket)).toList();
        assertThat(opened).hasSizeGreaterThanOrEqualTo(atLeast).allMatch(socket -> socket.getAddress()
                .isLoopbackAddress());
    }

    @Test
    void aListeningSocketIsFound() throws IOException {
        try (ServerSocket open = new ServerSocket(0);
                ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(ListeningSockets.of(SELF))
                    .extracting(InetSocketAddress::getPort)
                    .contains(open.getLocalPort(), closed.getLocalPort());
            assertThat(ListeningSockets.reachableByOthers(SELF))
                    .extracting(InetSocketAddress::getPort)
                    .contains(open.getLocalPort())
                    .doesNotContain(closed.getLocalPort());
        }
    }
}
