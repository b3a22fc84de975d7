package org.dcd.pipelines.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcd.transforms.image.ImageShape;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report in a browser, when one is installed. */
class ReportPageTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1280,1,16", "400,1,16", "400,3,64"})
    void thePageFitsTheWindowAndEveryCurveIsDrawn(int width, int channels, int side)
            throws IOException, InterruptedException {
        String html = Report.html(SyntheticReport.named(
                "a-rather-long-name-of-an-experiment-about-noise-and-blur", new ImageShape(channels, side, side)));
        // windows of headless Chromium are at least 500 pixels wide, so a frame is used
        Files.writeString(folder.resolve("report.html"), html);
        Files.writeString(
                folder.resolve("frame.html"),
                """
                <iframe src="report.html" style="border:0;width:%dpx;height:900px" onload="
                  const page = frames[0].document;
                  const root = page.documentElement;
                  document.title = root.scrollWidth + '/' + root.clientWidth + '/'
                    + page.querySelectorAll('.plot canvas').length"></iframe>"""
                        .formatted(width));
        Matcher found = Pattern.compile("<title>(\\d+)/(\\d+)/(\\d+)</title>").matcher(dump("frame.html"));
        assertThat(found.find()).as("the page ran").isTrue();
        assertThat(Integer.parseInt(found.group(1))).isEqualTo(Integer.parseInt(found.group(2)));
        assertThat(Integer.parseInt(found.group(2))).isBetween(width - 20, width);
        assertThat(Integer.parseInt(found.group(3))).as("curves drawn").isEqualTo(7);
    }

    private String dump(String page) throws IOException, InterruptedException {
        Path browser = Stream.of("/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assumeThat(browser).as("a Chromium is installed").isNotNull();
        Path dump = folder.resolve("dump.html");
        Process process = new ProcessBuilder(List.of(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--allow-file-access-from-files",
                        "--window-size=1400,1000",
                        "--virtual-time-budget=4000",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--dump-dom",
                        folder.resolve(page).toUri().toString()))
                .redirectOutput(dump.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS))
                    .as("the browser ended")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(dump, StandardCharsets.UTF_8);
    }
}
