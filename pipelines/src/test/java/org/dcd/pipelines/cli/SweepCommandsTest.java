package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep on the command line, with the direct runner and fake stages. */
class SweepCommandsTest {
    private static final String SWEEP =
            """
            data-seed: 1
            sweep:
              corruption.noise.sigma: [0.25, 0.5, 1.0]
              seed: [1, 2, 3]
            """;

    @TempDir
    Path folder;

    private String file;

    @BeforeEach
    void write() throws IOException {
        file = TestCli.experiment(folder, TestCli.EXPERIMENT + SWEEP).toString();
    }

    @Test
    void aPlanListsSharedStagesOnce() throws IOException {
        TestCli plan = TestCli.run("plan", "--store", store(), file);

        assertThat(plan.out())
                .startsWith("tiny, 9 points over corruption.noise.sigma, seed, store")
                .containsPattern("\n +dataset +9 ")
                .containsPattern("\n +features:oracle +9 ")
                .containsPattern("\n +teacher \\[sigma=0.25 seed=1\\] +1 ")
                .contains("0 of 92 stages are cached, 92 would run; sharing avoids 16 duplicate stages");

        JsonNode json = new ObjectMapper()
                .readTree(
                        TestCli.run("plan", "--json", "--store", store(), file).out());
        assertThat(json).hasSize(92);
        assertThat(json.get(0).get("points")).hasSize(9);
        assertThat(json.get(0).get("points").get(0).toString())
                .isEqualTo("{\"corruption.noise.sigma\":\"0.25\",\"seed\":\"1\"}");
    }

    @Test
    void everyStageRunsOnceAndTheSecondRunIsCached() throws IOException {
        TestCli first = TestCli.run("run", "--runner", "direct", "--store", store(), file);

        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        assertThat(first.out()).contains("92 stages run, 0 cached", "sigma=0.25 seed=1  ✓ pass", "Reports:");
        assertThat(count("dataset")).isEqualTo(1);
        assertThat(count("teacher")).isEqualTo(9);
        assertThat(count("report")).isEqualTo(9);

        TestCli second = TestCli.run("run", "--runner", "direct", "--store", store(), file);
        assertThat(second.out()).contains("all 92 stages are cached", "0 stages run, 92 cached");
    }

    @Test
    void aFailedPointDoesNotStopTheOthersAndIsRetried() throws IOException {
        TestCli failed = TestCli.run(
                FakeStages.failingAt("distil", "\"sigma\":0.5,"),
                "run",
                "--runner",
                "direct",
                "--store",
                store(),
                file);

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out())
                .contains("✗ stage distil [sigma=0.5 seed=", "failed: the loss is not finite at 12 kimg")
                .contains("sigma=0.25 seed=3  ✓ pass")
                .doesNotContain("sigma=0.5 seed=3  ✓ pass");
        assertThat(failed.err()).contains("3 of 9 points failed").doesNotContain("\tat ");
        assertThat(count("report")).isEqualTo(6);

        TestCli compared = TestCli.run("compare", "--store", store(), file);
        assertThat(compared.err()).contains("6 of 9 points of tiny are finished");

        TestCli rest = TestCli.run("run", "--runner", "direct", "--store", store(), file);
        assertThat(rest.code()).isZero();
        assertThat(count("report")).isEqualTo(9);
    }

    @Test
    void comparePrintsTablesLikeThePaper() {
        TestCli.run("run", "--runner", "direct", "--store", store(), file);

        TestCli text = TestCli.run("compare", "--store", store(), file);
        assertThat(text.out())
                .contains("fd ◆, protocol fd[classifier-1a2b3c4d], mean ± std over seeds 1, 2, 3")
                .containsPattern("row +sigma=0.25 +sigma=0.5 +sigma=1.0\n")
                .containsPattern("generator +3\\.602 ± 0 +3\\.602 ± 0 +3\\.602 ± 0\n");
        assertThat(TestCli.run("compare", "--format", "markdown", "--store", store(), file)
                        .out())
                .contains("| method | sigma=0.25 | sigma=0.5 | sigma=1.0 |", "| generator | 3.602 ± 0 |");
        assertThat(TestCli.run("compare", "--format", "latex", "--store", store(), file)
                        .out())
                .contains("\\begin{tabular}{lrrr}", "generator & 3.602 $\\pm$ 0 & ", "\\bottomrule");
        List<String> csv = TestCli.run("compare", "--format", "csv", "--store", store(), file)
                .out()
                .lines()
                .toList();
        assertThat(csv.get(0)).startsWith("experiment,corruption.noise.sigma,seed,row,metric,value,");
        assertThat(csv).anyMatch(line -> line.startsWith("tiny,0.25,2,generator,fd,3.602,"));
    }

    /** All points of the fake stages have the same scores, so no trend holds. */
    @Test
    void aFailedTrendIsReportedAndFailsTheComparison() throws IOException {
        Files.writeString(
                Path.of(file),
                "  expect: [generator.fd rises along corruption.noise.sigma]\n",
                StandardOpenOption.APPEND);

        TestCli run = TestCli.run("run", "--runner", "direct", "--store", store(), file);
        TestCli compared = TestCli.run("compare", "--store", store(), file);

        String fails = "generator.fd rises along corruption.noise.sigma at seed=2";
        assertThat(run.out()).containsPattern("✗ FAIL +" + fails + " +not 3\\.602 < 3\\.602 < 3\\.602");
        assertThat(compared.out()).containsPattern("✗ FAIL +" + fails);
        assertThat(compared.err()).contains("dcd: tiny fails " + fails + ": not 3.602 < 3.602 < 3.602");
        assertThat(compared.code()).isEqualTo(1);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("dcd: 3 of 12 expectations failed; all stages are finished and kept");
        assertThat(Files.readString(folder.resolve("store/runs/tiny-sweep.html")))
                .contains("3 of 12 expectations fail", "<section id=\"trends\"", fails);
        assertThat(TestCli.run("compare", "--store", store(), file, "--set", "sweep.expect=[]")
                        .code())
                .isZero();
        assertThat(TestCli.run("run", "--runner", "direct", "--store", store(), file, "--set", "sweep.expect=[]")
                        .code())
                .isZero();
    }

    @Test
    void aSweepWritesAReportWithCurvesTablesAndLinks() throws IOException {
        TestCli run = TestCli.run("run", "--runner", "direct", "--store", store(), file);

        Path page = folder.resolve("store/runs/tiny-sweep.html");
        assertThat(run.out()).contains("Sweep report: " + page);
        String html = Files.readString(page);
        assertThat(html)
                .contains("9 points over corruption.noise.sigma, seed.", "id=\"chart-data\"", ">sigma=0.25 seed=2<")
                .contains("over corruption.noise.sigma", "All 9 expectations hold");
        assertThat(links(html)).hasSize(9).allMatch(link -> Files.isRegularFile(page.resolveSibling(link)));
    }

    @Test
    void compareWritesTheSweepReportElsewhere() throws IOException {
        TestCli.run("run", "--runner", "direct", "--store", store(), file);
        Path page = folder.resolve("pages/sweep.html");

        TestCli compared = TestCli.run("compare", "--store", store(), "--html", page.toString(), file);

        assertThat(compared.code()).isZero();
        assertThat(links(Files.readString(page)))
                .hasSize(9)
                .allMatch(link -> Files.isRegularFile(page.resolveSibling(link)));
        assertThat(TestCli.run("compare", "--html", page.toString(), file, file).err())
                .contains("--html takes one experiment file, but 2 were given");
    }

    /** The fake scores do not use Inception, so they are not comparable with the paper. */
    @Test
    void valuesOfThePaperAreShownWithWhyTheyAreNotComparable() throws IOException {
        String text = TestCli.EXPERIMENT + "paper: [{table: 3, row: generator, metric: fid, value: 4.77}]\n";
        String single = TestCli.experiment(folder, text).toString();
        TestCli.run("run", "--runner", "direct", "--store", store(), single);

        JsonNode lines = new ObjectMapper()
                .readTree(TestCli.run("compare", "--json", "--store", store(), single)
                        .out());
        List<String> notes = new ArrayList<>();
        lines.forEach(line -> notes.add(line.get("row").asText() + "."
                + line.get("metric").asText() + ": " + line.get("paper-note").asText()));
        assertThat(notes)
                .contains(
                        "generator.fd: table 3 has generator.fid 4.77, not comparable: fd[classifier-1a2b3c4d] is not"
                                + " FID",
                        "observation.fd: null");
    }

    private static List<String> links(String html) {
        return Pattern.compile("href=\"([^\"]+report\\.html)\"")
                .matcher(html)
                .results()
                .map(link -> link.group(1))
                .toList();
    }

    @Test
    void setSelectsAPoint() {
        TestCli plan =
                TestCli.run("plan", "--store", store(), "--set", "seed=7", "--set", "corruption.noise.sigma=2", file);

        assertThat(plan.out()).startsWith("tiny, seed 7, store").contains("12 would run");
    }

    private long count(String kind) throws IOException {
        try (Stream<Path> stages = Files.list(folder.resolve("store/stages").resolve(kind))) {
            return stages.count();
        }
    }

    private String store() {
        return folder.resolve("store").toString();
    }
}
