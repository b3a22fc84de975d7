package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    private static final String COMMIT = "0123456789".repeat(4);

    @Test
    void theCommitIsMarkedWhenTheWorkTreeWasChanged() {
        assertThat(Environment.commit(git(COMMIT, "false"))).isEqualTo(COMMIT);
        assertThat(Environment.commit(git(COMMIT, "true"))).isEqualTo(COMMIT + "-changed");
        assertThat(Environment.commit(new Properties())).isEqualTo("unknown");
        assertThat(Environment.commit(git("${git.commit.id}", "false"))).isEqualTo("unknown");
    }

    @Test
    void theBuildContainsAllVersions() {
        assertThat(Environment.versions())
                .hasSize(9)
                .allSatisfy((name, version) ->
                        assertThat(version).as(name).matches("[0-9a-z].*").doesNotContain("$"));
    }

    /** Also in a linked work tree, where .git is a file. */
    @Test
    void theBuildContainsTheCommitThatIsCheckedOut() throws IOException, InterruptedException, URISyntaxException {
        Path root = Path.of("").toAbsolutePath().getParent();
        assumeTrue(Files.exists(root.resolve(".git")), "sources are not in git");
        URL written = Environment.class.getResource("git.properties");
        assumeTrue(written != null, "built without Maven");
        Path log = root.resolve(ask(root, "rev-parse", "--git-path", "logs/HEAD"));
        assumeTrue(
                Files.exists(log)
                        && Files.getLastModifiedTime(Path.of(written.toURI())).compareTo(Files.getLastModifiedTime(log))
                                > 0,
                "checked out or committed since the build");

        assertThat(Environment.versions().get("dcd-commit")).startsWith(ask(root, "rev-parse", "HEAD"));
    }

    private static String ask(Path folder, String... words) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("git"), Stream.of(words)).toList();
        Process git;
        try {
            git = new ProcessBuilder(command).directory(folder.toFile()).start();
        } catch (IOException noGit) {
            return abort("git is not installed");
        }
        String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(git.waitFor() == 0, "git does not read this folder");
        return answer;
    }

    private static Properties git(String commit, String dirty) {
        Properties git = new Properties();
        git.setProperty("git.commit.id.full", commit);
        git.setProperty("git.dirty", dirty);
        return git;
    }
}
