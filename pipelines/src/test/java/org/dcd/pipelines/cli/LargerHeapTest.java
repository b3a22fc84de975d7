package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.GraphRunners;
import org.dcd.pipelines.run.RunningJob;
import org.dcd.pipelines.run.WorkerMemory;
import org.dcd.pipelines.tracking.TrackingSettings;
import org.dcd.transforms.stage.TrainingMemory.Device;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose heap is too small. A script that writes down how it is called replaces the launcher. */
class LargerHeapTest {
    private static final String HOME = "dcd.home";

    @TempDir
    private Path folder;

    private String home;

    /** A runner in a process with 100 MB of heap. */
    private record SmallHeap(boolean restarts) implements GraphRunners, GraphRunner {
        @Override
        public List<String> names() {
            return List.of("direct");
        }

        @Override
        public GraphRunner of(RunnerProfile profile) {
            return this;
        }

        @Override
        public String name() {
            return "direct";
        }

        @Override
        public WorkerMemory memory() {
            return new WorkerMemory(
                    "this machine",
                    Device.ofCpu(2),
                    new WorkerMemory.Heap("this process", 100 << 20, 0, "set DCD_HEAP=%dm", restarts),
                    Optional.empty(),
                    Optional.empty());
        }

        @Override
        public RunningJob start(Consumer<Pipeline> build) {
            throw new AssertionError("the command starts a pipeline");
        }
    }

    @BeforeEach
    void writeFiles() throws IOException {
        Path launcher = Files.writeString(
                folder.resolve("dcd"),
                """
                #!/bin/sh
                echo "$DCD_HEAP $DCD_PARENT" >"$0.called"
                for argument; do echo "$argument" >>"$0.called"; done
                exit 7
                """);
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        TestCli.experiment(folder, TestCli.EXPERIMENT);
        Files.createDirectory(folder.resolve("images"));
        home = System.getProperty(HOME);
        System.setProperty(HOME, folder.toString());
    }

    @AfterEach
    void restore() {
        if (home == null) {
            System.clearProperty(HOME);
        } else {
            System.setProperty(HOME, home);
        }
    }

    private TestCli run(boolean restarts, String... arguments) {
        return TestCli.run(new SmallHeap(restarts), FakeStages.failingAt(null), TrackingSettings.NONE, arguments);
    }

    private String[] arguments(String command) {
        return new String[] {
            command, "--store", folder.resolve("st ore").toString(), "--set", "seed=2", folder.resolve("tiny.yaml") + ""
        };
    }

    @Test
    void aRunStartsAgainWithTheHeapOfItsPlanBeforeItPrintsAnything() throws IOException {
        TestCli done = run(true, arguments("run"));

        assertThat(done.code()).isEqualTo(7);
        assertThat(done.out() + done.err()).isEmpty();
        List<String> called = Files.readAllLines(folder.resolve("dcd.called"));
        // 200 MB and a tenth for a small network, in steps of 64 MB
        assertThat(called.get(0)).isEqualTo("256m " + ProcessHandle.current().pid());
        assertThat(called.subList(1, called.size())).containsExactly(arguments("run"));
    }

    @Test
    void aHeapThatTheUserChoseIsRefusedWithTheSizeThatIsNeeded() {
        TestCli refused = run(false, arguments("run"));

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .matches("dcd: teacher needs about 2\\d\\d MB of Java heap, but this process"
                        + " has 100 MB; set DCD_HEAP=256m\\R");
        assertThat(folder.resolve("dcd.called")).doesNotExist();
    }

    @Test
    void aPlanShowsTheMemoryAndNeedsNoHeap() {
        TestCli planned = run(true, arguments("plan"));

        assertThat(planned.code()).isZero();
        assertThat(planned.out())
                .containsPattern(
                        "memory of teacher: about \\d+ MB on this machine \\(heap 2\\d\\d MB, libtorch \\d+ MB for"
                                + " 4 images at once in each of 2 threads\\)")
                .contains("memory of distil: ");
        assertThat(folder.resolve("dcd.called")).doesNotExist();
        assertThat(run(true, "plan", "--json", folder.resolve("tiny.yaml").toString())
                        .out())
                .containsPattern(
                        "\"memory\" : \\{\\s+\"device\" : \"cpu\",\\s+\"micro-batch\" : 4,\\s+\"heap-bytes\" : 2");
    }
}
