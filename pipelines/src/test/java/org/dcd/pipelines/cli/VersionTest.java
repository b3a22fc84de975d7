package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void theVersionIsThatOfThePom() throws IOException {
        Matcher pom = Pattern.compile("<artifactId>dcd-parent</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Path.of("../pom.xml")));
        assertThat(pom.find()).isTrue();

        TestCli done = TestCli.run("--version");

        assertThat(done.code()).isZero();
        assertThat(done.out().strip())
                .startsWith("dcd " + pom.group(1) + " (commit ")
                .endsWith(", Java " + System.getProperty("java.version") + ")")
                .matches("dcd \\S+ \\(commit ([0-9a-f]{12}(-changed)?|unknown), Java 17\\S*\\)");
    }

    @Test
    void theCommitIsShortenedAndKeepsItsDirtyMark() {
        String commit = "98d715a0c1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6";

        assertThat(Version.of(Map.of("dcd", "1.2", "dcd-commit", commit), "17.0.15"))
                .isEqualTo("dcd 1.2 (commit 98d715a0c1e2, Java 17.0.15)");
        assertThat(Version.of(Map.of("dcd", "1.2", "dcd-commit", commit + "-changed"), "17"))
                .isEqualTo("dcd 1.2 (commit 98d715a0c1e2-changed, Java 17)");
        assertThat(Version.of(Map.of("dcd", "1.2", "dcd-commit", "unknown"), "17"))
                .isEqualTo("dcd 1.2 (commit unknown, Java 17)");
    }
}
