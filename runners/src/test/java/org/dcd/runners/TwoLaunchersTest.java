package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two launcher processes on one store, with fake stages that log their names. */
@Tag("alone")
class TwoLaunchersTest {
    private static final String TEACHERS =
            String.join(",", IntStream.range(0, 8).mapToObj(n -> "teacher " + n).toList());
    private static final String TAKEN_OVER = "another run has taken over";

    @TempDir
    private Path folder;

    private FakeRuns runs() {
        return new FakeRuns(folder);
    }

    private ChildProcess launcher(String name, List<String> options, String... args) throws IOException {
        return ChildProcess.start(
                folder.resolve(name + ".log"),
                FakeLauncher.class,
                options,
                Stream.concat(Stream.of(folder.toString()), Stream.of(args)).toArray(String[]::new));
    }

    private static void awaitReady(ChildProcess launcher) throws IOException, InterruptedException {
        launcher.awaits(() -> launcher.output().contains(FakeLauncher.READY));
    }

    private static int made(ChildProcess launcher) throws IOException, InterruptedException {
        assertThat(launcher.code()).as(launcher.output()).isZero();
        return launcher.output()
                .lines()
                .filter(line -> line.startsWith("made "))
                .mapToInt(line -> Integer.parseInt(line.substring(5)))
                .sum();
    }

    private void startTogether(ChildProcess... launchers) throws IOException, InterruptedException {
        for (ChildProcess launcher : launchers) {
            awaitReady(launcher);
        }
        for (ChildProcess launcher : launchers) {
            launcher.write("go");
        }
    }

    private void assertMadeOnce(int teachers) throws IOException {
        assertThat(runs().ran())
                .as("stages that ran")
                .containsExactlyElementsOf(Stream.of(
                                List.of("corrupt", "dataset", "features:oracle", "features:proximal"),
                                Collections.nCopies(teachers, "teacher"),
                                Collections.nCopies(teachers, "distil"),
                                Collections.nCopies(teachers, "report"))
                        .flatMap(List::stream)
                        .sorted()
                        .toList());
    }

    @Test
    void twoLaunchersOfOneSweepMakeEveryStageOnce() throws Exception {
        try (ChildProcess one = launcher("one", List.of(), TEACHERS);
                ChildProcess two = launcher("two", List.of(), TEACHERS)) {
            startTogether(one, two);

            assertThat(made(one) + made(two)).isEqualTo(4 + 3 * 8);
            assertMadeOnce(8);
        }
    }

    @Test
    void overlappingSweepsMakeSharedStagesOnce() throws Exception {
        try (ChildProcess one = launcher("one", List.of(), "teacher a,teacher b,teacher c");
                ChildProcess two = launcher("two", List.of(), "teacher b,teacher c,teacher d")) {
            startTogether(one, two);

            assertThat(made(one) + made(two)).isEqualTo(4 + 3 * 4);
            assertMadeOnce(4);
        }
    }

    @Test
    void aRunMakesOtherStagesWhileAnotherRunMakesOne() throws Exception {
        try (ChildProcess one = launcher("one", List.of(), "teacher a", "teacher");
                ChildProcess two = launcher("two", List.of(), "teacher a,teacher b")) {
            startTogether(one);
            one.awaits(() -> runs().ran().contains("teacher"));
            startTogether(two);
            two.awaits(() -> runs().ran().stream().filter("report"::equals).count() == 1);
            assertThat(two.output())
                    .contains("waiting for teacher, which another run makes: process ", " of this machine");

            one.kill();

            assertThat(made(two))
                    .as("all but the inputs that the first had made")
                    .isGreaterThanOrEqualTo(6);
            assertThat(runs().ran()).filteredOn("dataset"::equals).hasSize(1);
            assertThat(runs().ran())
                    .filteredOn("teacher"::equals)
                    .as("one of them was killed")
                    .hasSize(3);
        }
    }

    @Test
    void aStoppedLauncherLosesItsStageAndContinues() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/bin/kill")) || Files.isExecutable(Path.of("/usr/bin/kill")))
                .as("the program kill, to stop a process")
                .isTrue();
        List<String> impatient = List.of("-Ddcd.lease.seconds=3");
        try (ChildProcess one = launcher("one", impatient, "teacher a", "teacher");
                ChildProcess two = launcher("two", impatient, "teacher a")) {
            startTogether(one);
            one.awaits(() -> runs().ran().contains("teacher"));
            one.signal("STOP");
            startTogether(two);
            assertThat(made(two)).as("teacher, distil, report at least").isGreaterThanOrEqualTo(3);

            one.signal("CONT");

            assertThat(made(one)).isPositive();
            assertThat(one.output()).contains(TAKEN_OVER);
            assertThat(runs().plan().allCached()).isFalse();
            assertThat(FakePlan.in(runs().store(), "teacher a").allCached()).isTrue();
        }
    }
}
