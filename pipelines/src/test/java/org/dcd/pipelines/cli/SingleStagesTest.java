package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options that select stages, and the reasons that plans give. */
class SingleStagesTest {
    @TempDir
    Path folder;

    private String file;

    @BeforeEach
    void write() throws IOException {
        file = TestCli.experiment(folder, TestCli.EXPERIMENT).toString();
    }

    @Test
    void untilRunsAStageAndItsDependencies() throws IOException {
        TestCli done = run("--until", "teacher");

        assertThat(done.code()).isZero();
        assertThat(done.out()).contains("3 of 3 stages to run", "3 stages run").doesNotContain("Report:");
        assertThat(stages()).containsExactlyInAnyOrder("dataset", "corrupt", "teacher");
        assertThat(Files.readString(onlyRecord())).contains("\"selection\" : \"--until teacher\"");
    }

    @Test
    void onlyRunsAStageFromTheStore() throws IOException {
        TestCli early = run("--only", "teacher");
        assertThat(early.code()).isEqualTo(2);
        assertThat(early.err())
                .contains("--only teacher: its input corrupt is not in the store; run --until corrupt first");
        assertThat(folder.resolve("store/stages")).doesNotExist();

        run("--until", "corrupt");
        TestCli done = run("--only", "teacher");
        assertThat(done.out()).contains("1 of 2 stages to run", "✓ teacher");
        assertThat(stages()).containsExactlyInAnyOrder("dataset", "corrupt", "teacher");
    }

    @Test
    void forceRerunsAStageAndKeepsTheOldOne() throws IOException {
        run();
        Path teacher =
                Files.list(folder.resolve("store/stages/teacher")).findFirst().orElseThrow();
        String before = Files.readString(teacher.resolve("manifest.json"));

        TestCli again = run("--force", "teacher");

        assertThat(again.out()).contains("1 of 12 stages to run", "✓ teacher", "1 stage run, 11 cached");
        assertThat(Files.readString(teacher.resolve("manifest.json"))).isNotEqualTo(before);
        assertThat(folder.resolve("store/replaced/teacher-" + teacher.getFileName() + "/manifest.json"))
                .hasContent(before);
        assertThat(run().out()).contains("all 12 stages are cached");
    }

    @Test
    void aFailedForcedStageKeepsTheOldOne() throws IOException {
        run();
        TestCli failed = TestCli.runFailing(
                "teacher", "run", "--runner", "direct", "--force", "teacher", "--store", store(), file);

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("stage teacher failed");
        assertThat(run().out()).contains("all 12 stages are cached");
    }

    @Test
    void leftoversOfAKilledForcedRunDoNotBlockAMissingStage() throws IOException {
        run();
        TestCli.runFailing("teacher", "run", "--runner", "direct", "--force", "teacher", "--store", store(), file);
        Path teacher =
                Files.list(folder.resolve("store/stages/teacher")).findFirst().orElseThrow();
        assertThat(folder.resolve("store/work/teacher"))
                .isDirectoryContaining(work -> work.getFileName()
                                .toString()
                                .startsWith(teacher.getFileName().toString())
                        && Files.exists(work.resolve(".replace")));
        Files.move(teacher, folder.resolve("gone"));

        assertThat(run().out()).contains("1 of 12 stages to run", "✓ teacher");
        assertThat(run().out()).contains("all 12 stages are cached");
    }

    @Test
    void fromRerunsAStageAndItsDependents() {
        run();
        assertThat(run("--from", "distil").out()).contains("5 of 12 stages to run", "5 stages run, 7 cached");
    }

    @Test
    void anUnknownStageIsRefusedWithTheAvailableNames() {
        TestCli wrong = run("--only", "techer");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--only techer: the experiment has no such stage; known: dataset, ");
    }

    @Test
    void aPlanShowsTheDifferenceFromTheMostSimilarStage() {
        run();

        TestCli plan = plan("--set", "teacher.training.kimg=2", "--set", "distillation.loss.alpha=1");
        assertThat(plan.out())
                .containsPattern("\n +teacher +[0-9a-f]{12} +to run: training.kimg 1 → 2\n")
                .containsPattern("\n +distil +[0-9a-f]{12} +to run: after teacher\n")
                .containsPattern("\nestimated [0-9.]+ s one after the other, from earlier runs");
        assertThat(plan("--json", "--set", "distillation.loss.alpha=1").out())
                .contains("\"why\" : \"method.loss.alpha 1.2 → 1\"");
        assertThat(plan("--set", "seed=2").out()).containsPattern("\n +dataset +[0-9a-f]{12} +to run: seed 1 → 2\n");
    }

    @Test
    void aPlanIsDrawn() {
        assertThat(plan("--dot").out()).startsWith("digraph plan {").contains("s0 [label=\"dataset\"", "s0 -> s1;");
        assertThat(plan("--mermaid").out()).startsWith("flowchart LR").contains("s0[\"dataset\"]:::run", "s0 --> s1");
    }

    private TestCli run(String... options) {
        return command("run", Stream.concat(Stream.of("--runner", "direct"), Stream.of(options)));
    }

    private TestCli plan(String... options) {
        return command("plan", Stream.of(options));
    }

    private TestCli command(String name, Stream<String> options) {
        List<String> args = Stream.of(Stream.of(name, "--store", store()), options, Stream.of(file))
                .flatMap(words -> words)
                .toList();
        return TestCli.run(args.toArray(String[]::new));
    }

    private List<String> stages() throws IOException {
        try (Stream<Path> kinds = Files.list(folder.resolve("store/stages"))) {
            return kinds.map(kind -> kind.getFileName().toString()).toList();
        }
    }

    private Path onlyRecord() throws IOException {
        try (Stream<Path> records = Files.list(folder.resolve("store/runs"))) {
            return records.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private String store() {
        return folder.resolve("store").toString();
    }
}
