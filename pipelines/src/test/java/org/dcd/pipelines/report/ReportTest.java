package org.dcd.pipelines.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.dcd.schemas.ClosedForm;
import org.dcd.schemas.InputRef;
import org.dcd.schemas.Manifest;
import org.dcd.transforms.stage.Row;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final String HTML = Report.html(SyntheticReport.named("quickstart"));

    @Test
    void containsEverySectionInOrder() {
        List<String> sections = Pattern.compile("<section id=\"([a-z]+)\"")
                .matcher(HTML)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(sections)
                .containsExactly(
                        "images",
                        "scores",
                        "expectations",
                        "curves",
                        "selection",
                        "graph",
                        "firewall",
                        "notes",
                        "experiment",
                        "provenance",
                        "models",
                        "environment",
                        "keys");
    }

    @Test
    void showsTheProvenanceOfTheRun() {
        assertThat(section("provenance"))
                .contains("runs/synthetic-1-0123456789ab.json", "dcd reproduce synthetic-1-0123456789ab")
                .contains("a &lt;b&gt;.gz, labels.gz", "ab".repeat(32));
    }

    @Test
    void listsTheStagesThatHaveReadCleanImages() {
        String section = section("firewall");
        assertThat(section)
                .contains("No clean image has reached training, selection or restoration")
                .containsPattern("teacher</th><td>no</td><td[^>]*>–<")
                .containsPattern("features:oracle</th><td>yes</td><td[^>]*>dataset → features:oracle<");
    }

    /** The plan refuses such a graph; the report checks it independently. */
    @Test
    void reportsCleanImagesInTraining() {
        Manifest dataset = SyntheticReport.stage("dataset", "{}", Map.of()).manifest();
        dataset.setKey("d0".repeat(16));
        Manifest teacher = SyntheticReport.stage("teacher", "{}", Map.of()).manifest();
        teacher.setInputs(List.of(new InputRef("images", "dataset", dataset.getKey())));

        String section = CleanDataSection.of(List.of(
                        new StageFacts(dataset, StageFacts.Reuse.RUN, List.of()),
                        new StageFacts(teacher, StageFacts.Reuse.RUN, List.of())))
                .markup();

        assertThat(section)
                .contains("class=\"warning\"", "Clean images have reached the stage teacher")
                .containsPattern("teacher</th><td>no</td><td[^>]*>dataset → teacher<");
    }

    private static String section(String id) {
        int start = HTML.indexOf("<section id=\"" + id + "\"");
        return HTML.substring(start, HTML.indexOf("</section>", start));
    }

    @Test
    void startsWithTheResult() {
        String header = HTML.substring(HTML.indexOf("<header>"), HTML.indexOf("</header>"));
        assertThat(header)
                .contains("1 of 3 expectations failed")
                .contains("distance to clean images is 3.602, 3.9 times lower than")
                .contains("seed 1");
    }

    /** Ranks of all six: 1 6 5 4 2 3 and 6 5 4 1 2 3; of the last three: 3 1 2 and 1 2 3. */
    @Test
    void comparesTheSelectedCandidateWithTheBest() {
        String section =
                HTML.substring(HTML.indexOf("<section id=\"selection\""), HTML.indexOf("<section id=\"graph\""));
        assertThat(section)
                .containsPattern("selected by the proximal distance.*50.*0\\.642.*3\\.602.*–")
                .containsPattern("best candidate.*40.*0\\.7.*3\\.500.*2\\.9 %")
                .contains("-0.03 over all 6 candidates, -0.50 over the 3 eligible ones");
    }

    @Test
    void comparesTheEstimatedNoiseLevelWithTheTrueOne() {
        String noise = noise("{\"type\":\"gaussian\",\"sigma\":0.5}");
        assertThat(noise)
                .contains(">0.5350<", "rule mean, times 1.1", ">0.4864<", "of 100 measurements", ">0.6875<", ">0.5000<")
                .contains("known because the experiment simulates the noise; the estimate is 7.0% too high");
        assertThat(noise("{\"least\":0.375,\"most\":0.625,\"type\":\"uniform-sigma\"}"))
                .contains("least 0.375, most 0.625, type uniform-sigma")
                .doesNotContain("too high");
        assertThat(HTML).doesNotContain("Noise level");
    }

    private static String noise(String truth) {
        StageFacts corrupt =
                SyntheticReport.stage("corrupt", "{\"corruption\":{\"noise\":" + truth + "},\"seed\":1}", Map.of());
        StageFacts calibrate = SyntheticReport.stage(
                "calibrate",
                "{\"level\":{\"images\":100,\"rule\":\"mean\",\"scale\":1.1,\"type\":\"estimated\"}}",
                Map.of("sigma", 0.535, "sigma-mean", 0.48636, "sigma-max", 0.6875, "images", 100.0));
        String html = Report.html(of("noise", List.of(corrupt, calibrate)));
        assertThat(html).contains("<section id=\"noise\"");
        return html.substring(html.indexOf("<section id=\"noise\""), html.indexOf("<section id=\"curves\""));
    }

    @Test
    void showsRollbacks() {
        assertThat(HTML.contains("<li class=\"warning\"><b>distil</b> diverged at 22.4 kimg"))
                .isTrue();
        assertThat(HTML.contains("\"label\":\"rollback\"")).isTrue();
    }

    @Test
    void showsWarningsOfThePlan() {
        assertThat(HTML.contains("<li class=\"warning\"><b>plan</b> distillation.loss: sid.alpha 1.5 is above"))
                .isTrue();
    }

    @Test
    void marksTheCandidateWithTheSmallestProximalDistance() {
        assertThat(HTML).contains("\"label\":\"selected 0.6").contains("\"selected\":true");
    }

    @Test
    void escapesHostileText() {
        String html = Report.html(SyntheticReport.named("<script>alert(1)</script>\"'&"));
        assertThat(html)
                .doesNotContain("<script>alert")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
    }

    @Test
    void loadsNothingFromOutside() {
        List<String> loads = Pattern.compile("(?:src|href|url|action|poster|srcset)\\s*[=(]\\s*[\"']?([^\"')\\s>]{4})")
                .matcher(HTML.replaceAll("(?s)<script>.*?</script>", ""))
                .results()
                .map((MatchResult found) -> found.group(1))
                .distinct()
                .toList();
        assertThat(loads).containsExactly("data");
        assertThat(HTML.contains("@import")).isFalse();
        assertThat(HTML.substring(0, 300)).contains("default-src &#39;none&#39;");
    }

    @Test
    void everyImageHasAnAltTextAndRowsHaveEqualNumbers() {
        assertThat(count("<img ")).isEqualTo(Row.values().length * 4).isEqualTo(count("<img alt=\"[a-z]"));
    }

    @Test
    void everyTableHasHeadersWithAScope() {
        assertThat(count("<th[ >]")).isEqualTo(count("<th [^>]*scope=\"(row|col|colgroup)\""));
    }

    @Test
    void shownPixelsAreThePixelsOfTheRow() throws IOException {
        ReportData data = SyntheticReport.named("x");
        List<String> urls = Pattern.compile("data:image/png;base64,([^\"]+)")
                .matcher(HTML)
                .results()
                .map(found -> found.group(1))
                .toList();
        int image = 17;
        int tiles = SyntheticReport.IMAGES / 10;
        int row = Row.GENERATOR.ordinal();
        BufferedImage tile =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(urls.get(row * tiles + image / 10))));
        byte[] expected = data.rows().get(row).pixels().get(image);
        int left = image % 10 % 5 * 17;
        int top = image % 10 / 5 * 17;
        for (int at = 0; at < expected.length; at++) {
            int grey = expected[at] & 0xff;
            assertThat(tile.getRGB(left + at % 16, top + at / 16))
                    .isEqualTo(0xff000000 | grey << 16 | grey << 8 | grey);
        }
    }

    @Test
    void pointsAreDrawnWithACommonScale() {
        PointRow near = new PointRow("generator", "near", new float[] {0.5f, 0, 0, -0.5f});
        PointRow far = new PointRow("observation", "far", new float[] {-1, 1});
        String html = PointSection.of(List.of(far, near)).markup();
        // 1.05 units from the centre to a side of 500
        assertThat(html).contains("d=\"M24 24h0\"").contains("d=\"M738 500h0M500 738h0\"");
    }

    @Test
    void comparesLearnedQuantitiesWithClosedForms() {
        String html = ClosedFormSection.of(List.of(
                        new ClosedForm("gain", 1, List.of(1.02), List.of(1.0)),
                        new ClosedForm("covariance", 2, List.of(1.0, 0.0, 0.0, 1.0), List.of(2.0, 0.5, 0.5, 2.0))))
                .markup();
        assertThat(html).contains("+2.00 %", ">gain<", ">covariance<", ">0.500<");
        assertThat(Pattern.compile("<tr>").matcher(html).results().count()).isEqualTo(6);
    }

    @Test
    void isCompleteWithoutRowsScoresOrStages() {
        String html = Report.html(of("empty", List.of()));
        assertThat(html).contains("No expectations").contains("No scores.").endsWith("</html>\n");
    }

    /** A report with stages only. */
    private static ReportData of(String experiment, List<StageFacts> stages) {
        return new ReportData(
                experiment,
                "experiment: " + experiment + "\n",
                "",
                List.of(),
                List.of(),
                1,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                stages);
    }

    private static long count(String pattern) {
        return Pattern.compile(pattern).matcher(HTML).results().count();
    }
}
