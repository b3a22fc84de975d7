package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dcd.pipelines.report.Png;
import org.dcd.transforms.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {
    @TempDir
    Path folder;

    @Test
    void withoutACommandUsageIsShownAsWrongInput() {
        TestCli done = TestCli.run();
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("run", "plan", "compare", "sample");
    }

    @Test
    void anUnknownOptionIsWrongInputInTwoLines() {
        TestCli done = TestCli.run("plan", "--stroe", "x", "file.yaml");
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("--stroe").contains("dcd plan --help");
        assertThat(done.err().lines()).hasSize(2);
    }

    @Test
    void refusesUrlsAndTildesAsPaths() {
        for (String[] args : new String[][] {
            {"score", "https://a.org/clean.zip", "b"},
            {"stats", "https://a.org/clean.zip"},
            {"inspect", "https://a.org/clean.zip"}
        }) {
            TestCli wrong = TestCli.run(args);
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err())
                    .contains(
                            "needs a path of this machine, was the URL 'https://a.org/clean.zip'; data and weights are"
                                    + " read from local files: download it first");
        }
        TestCli home = TestCli.run("score", "~/no-such-images", "b");
        assertThat(home.code()).isEqualTo(2);
        assertThat(home.err()).contains("starts with ~, which only a shell expands to the home folder");
    }

    @Test
    void anUnknownCommandIsWrongInputWithASuggestion() {
        TestCli wrong = TestCli.run("pln", "x.yaml");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("unknown command 'pln'; did you mean plan?", "Try 'dcd --help'");
    }

    @Test
    void aMissingFileIsWrongInputWithoutAStackTrace() {
        TestCli done = TestCli.run(
                "run", "--runner", "direct", folder.resolve("none.yaml").toString());
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).startsWith("dcd: ").contains("none.yaml").doesNotContain("\tat ");
    }

    @Test
    void anUnknownRunnerIsWrongInput() throws IOException {
        TestCli done = TestCli.run("run", "--runner", "spark", file(TestCli.EXPERIMENT));
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("--runner must be one of direct, was spark");
    }

    @Test
    void anUnknownKeyIsWrongInputWithItsPosition() throws IOException {
        TestCli done = TestCli.run("plan", file(TestCli.EXPERIMENT.replace("alpha:", "alhpa:")));
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("tiny.yaml:12").contains("alhpa");
    }

    @Test
    void planListsEveryStageAndWritesNothing() throws IOException {
        Path store = folder.resolve("store");
        TestCli done = TestCli.run("plan", "--store", store.toString(), file(TestCli.EXPERIMENT));
        assertThat(done.code()).isZero();
        assertThat(done.out())
                .contains("distil", "score:held-out", "to run", "0 of 12 stages are cached, 12 would run");
        assertThat(store).doesNotExist();
    }

    @Test
    void planAsJsonIsAListOfStages() throws IOException {
        TestCli done = TestCli.run("plan", "--json", "--store", store(), file(TestCli.EXPERIMENT));
        assertThat(done.out()).startsWith("[").contains("\"stage\" : \"teacher\"", "\"cached\" : false");
    }

    @Test
    void aPlanShowsFoundAndSkippedFiles() throws IOException {
        for (int i = 0; i < 60; i++) {
            Path into = Files.createDirectories(folder.resolve("data/class" + i % 10));
            Files.write(into.resolve(i + ".png"), Png.image(new byte[256], new ImageShape(1, 16, 16)));
        }
        Files.writeString(folder.resolve("data/class0/notes.txt"), "text");
        Files.createSymbolicLink(folder.resolve("data/again"), folder.resolve("data/class0"));
        Files.createDirectories(folder.resolve("data/lost+found"));
        String file = file(TestCli.EXPERIMENT.replace("tiny-source, path: images", "image-folder, path: data"));
        String found = "data " + folder.resolve("data")
                + ": 66 images, 11 classes; skipped 1 system folder (lost+found), 2 .txt (";

        assertThat(TestCli.run("plan", "--store", store(), file).out()).contains(found);
        JsonNode stages = new ObjectMapper()
                .readTree(
                        TestCli.run("plan", "--json", "--store", store(), file).out());
        for (JsonNode stage : stages) {
            JsonNode data = stage.get("data");
            assertThat(data.isNull()).isEqualTo(!stage.get("kind").asText().equals("dataset"));
            if (!data.isNull()) {
                assertThat(data.get("count").asInt()).isEqualTo(66);
                assertThat(data.get("classes").asInt()).isEqualTo(11);
                assertThat(data.get("skipped").get(1).get("count").asInt()).isEqualTo(2);
            }
        }
    }

    @Test
    void aPlanPrintsWarnings() throws IOException {
        String[] risky = {"--store", store(), "--set", "distillation.loss.alpha=1.5", file(TestCli.EXPERIMENT)};
        String warning = "warning: distillation.loss: sid.alpha 1.5 is above the paper's 1.2";

        assertThat(TestCli.run(with("plan", risky)).out()).contains(warning);
        TestCli json = TestCli.run(with("plan", with("--json", risky)));
        assertThat(json.err()).startsWith(warning);
        assertThat(json.out()).startsWith("[").doesNotContain(warning);
        assertThat(TestCli.run(with("run", with("--runner", with("direct", risky))))
                        .out())
                .contains(warning);
    }

    private static String[] with(String first, String... others) {
        return Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new);
    }

    @Test
    void compareWithoutARunSuggestsTheCommand() throws IOException {
        String file = file(TestCli.EXPERIMENT);
        TestCli done = TestCli.run("compare", "--store", store(), file);
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("no finished run of tiny").contains("dcd run " + file);
    }

    @Test
    void aStageThatFailsIsNamedWithTheRootCauseAndNoStackTrace() throws IOException {
        TestCli done =
                TestCli.runFailing("report", "run", "--runner", "direct", "--store", store(), file(TestCli.EXPERIMENT));
        assertThat(done.code()).as(done.err()).isEqualTo(1);
        assertThat(done.err())
                .contains("stage report failed: the loss is not finite at 12 kimg")
                .doesNotContain("\tat ");
        TestCli plan = TestCli.run("plan", "--store", store(), file(TestCli.EXPERIMENT));
        assertThat(plan.out()).as("finished stages are kept").contains("11 of 12 stages are cached, 1 would run");
    }

    @Test
    void aFailedExpectationIsReportedAndFailsTheRun() throws IOException {
        String failing = file(TestCli.EXPERIMENT + "  - generator.fd < 0.1\n");
        String[] run = {"run", "--runner", "direct", "--store", store(), failing};

        TestCli part =
                TestCli.run("run", "--runner", "direct", "--until", "score:generator", "--store", store(), failing);
        assertThat(part.code()).as("what nobody asked for is not judged").isZero();
        for (int time = 0; time < 2; time++) {
            TestCli done = TestCli.run(run);
            assertThat(done.code()).isEqualTo(1);
            assertThat(done.out())
                    .containsPattern("✗ FAIL +generator.fd < 0.1 +not 3\\.602 < 0\\.1")
                    .contains("Report: ");
            assertThat(done.err()).isEqualTo("dcd: 1 of 2 expectations failed; all stages are finished and kept\n");
        }
        assertThat(TestCli.run("compare", "--store", store(), failing).code()).isEqualTo(1);
    }

    @Test
    void aRunIsReportedReusedAndCompared() throws IOException {
        String file = file(TestCli.EXPERIMENT);
        TestCli first = TestCli.run("run", "--runner", "direct", "--store", store(), file);
        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        assertThat(first.out())
                .contains("12 of 12 stages to run", "✓ teacher", "12 stages run, 0 cached")
                .contains("fd[classifier-1a2b3c4d] ◆", "✓ pass", "3.602 < 14.13");
        Path report = Path.of(
                first.out().substring(first.out().indexOf("Report: ") + 8).strip());
        assertThat(Files.readString(report))
                .contains("row-observation", "row-held-out", "Teacher loss", "selected 0.7500")
                .contains("This run reused 0 stages from the store");

        TestCli second = TestCli.run("run", "--runner", "direct", "--store", store(), file);
        assertThat(second.out()).contains("all 12 stages are cached", "0 stages run, 12 cached");

        TestCli compared = TestCli.run("compare", "--store", store(), file);
        assertThat(compared.code()).isZero();
        assertThat(compared.out()).contains("tiny, seed 1", "protocol fd[classifier-1a2b3c4d] ◆", "✓ pass");

        TestCli json = TestCli.run("compare", "--json", "--store", store(), file);
        assertThat(json.out())
                .startsWith("[")
                .contains("\"row\" : \"generator\"", "\"seed\" : 1", "\"extractor-sha256\"", "\"oracle\" : true");

        String harder = file(TestCli.EXPERIMENT.replace("generator.fd < observation.fd", "generator.fd < 1"));
        TestCli failed = TestCli.run("compare", "--store", store(), harder);
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("seed 1 fails generator.fd < 1: not 3.602 < 1.000");

        TestCli other = TestCli.run("compare", "--store", store(), "--set", "distillation.loss.alpha=1", file);
        assertThat(other.code()).as("a run with other settings does not count").isEqualTo(2);
    }

    @Test
    void samplingWithoutAGeneratorIsWrongInput() throws IOException {
        TestCli none = TestCli.run("sample", folder.resolve("none.onnx").toString());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("none.onnx does not exist");
        Path text = Files.writeString(folder.resolve("text.onnx"), "no model");
        TestCli broken = TestCli.run("sample", text.toString());
        assertThat(broken.code()).isEqualTo(2);
        assertThat(broken.err()).contains("text.onnx is not a generator or denoiser exported by dcd");
    }

    @Test
    void sampleDrawsTheSameImagesForTheSameSeed() throws IOException {
        Path model = Files.write(folder.resolve("generator.onnx"), PassNoise.generator());
        Path one = folder.resolve("one.png");
        Path two = folder.resolve("two.png");
        TestCli done = TestCli.run("sample", model.toString(), "-n", "9", "-o", one.toString(), "--seed", "3");
        assertThat(done.code()).isZero();
        assertThat(done.out()).contains("9 images of 1x8x8");
        TestCli.run("sample", model.toString(), "-n", "9", "-o", two.toString(), "--seed", "3");
        assertThat(two).hasSameBinaryContentAs(one);
        assertThat(ImageIO.read(one.toFile()).getWidth()).isEqualTo(3 * 9);
    }

    private String store() {
        return folder.resolve("store").toString();
    }

    private String file(String text) throws IOException {
        return TestCli.experiment(folder, text).toString();
    }
}
