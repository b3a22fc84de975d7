package org.dcd.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.experiment.Sweep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with real repositories; skipped when git is not installed. */
class SourceCommitTest {
    private static final String SMALL = "base.yaml";

    @TempDir
    Path folder;

    private Path repo;

    @BeforeEach
    void makeRepository() throws IOException, InterruptedException {
        assumeTrue(Git.ask(folder, List.of("--version")).isPresent(), "git is not installed");
        folder = folder.toRealPath();
        repo = Files.createDirectories(folder.resolve("repo"));
        git("init", "-q");
    }

    private void commit(String... files) throws IOException, InterruptedException {
        for (String file : files) {
            git("add", "--", file);
        }
        git("commit", "-q", "-m", "more");
    }

    private String git(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "git", "-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"));
        command.addAll(List.of(words));
        Process git = new ProcessBuilder(command)
                .directory(repo.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(output).isZero();
        return output.strip();
    }

    private Path write(String file, String text) throws IOException {
        Path path = repo.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private static SourceCommit of(Path... files) {
        return SourceCommit.of(files[0].getParent(), List.of(files)).orElseThrow();
    }

    @Test
    void aFolderOutsideOfGitHasNoCommit() throws IOException {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        assertThat(SourceCommit.of(plain, List.of(Files.writeString(plain.resolve("a.yaml"), "a: 1\n"))))
                .isEmpty();
    }

    @Test
    void aRepositoryWithoutCommitsIsReported() throws IOException {
        SourceCommit none = of(write("a.yaml", "a: 1\n"));
        assertThat(none.commit()).isNull();
        assertThat(none.clean()).isFalse();
        assertThat(none.unknown()).isEqualTo("the commit: the repository has none yet");
    }

    @Test
    void theCommitIsHeadAndCleanWithoutChanges() throws IOException, InterruptedException {
        Path file = write("a.yaml", "a: 1\n");
        commit("a.yaml");
        assertThat(of(file)).isEqualTo(new SourceCommit(git("rev-parse", "HEAD"), true, List.of(), ""));

        Files.writeString(file, "a: 2\n");
        assertThat(of(file).clean()).isFalse();
        assertThat(of(file).notCommitted()).containsExactly("a.yaml");

        Files.writeString(file, "a: 1\n");
        write("notes.txt", "new");
        assertThat(of(file).clean()).as("another file of the folder").isFalse();
        assertThat(of(file).notCommitted()).isEmpty();
    }

    @Test
    void anIgnoredFileIsNotCommitted() throws IOException, InterruptedException {
        write(".gitignore", "*.local.yaml\n/private/\n");
        commit(".gitignore");
        Path ignored = write("mine.local.yaml", "a: 1\n");
        Path below = write("private/deep.yaml", "a: 1\n");

        assertThat(of(ignored).clean()).isFalse();
        assertThat(of(ignored).notCommitted()).containsExactly("mine.local.yaml");
        assertThat(of(below).clean()).isFalse();
        assertThat(of(below).notCommitted()).containsExactly("deep.yaml");
    }

    @Test
    void aFileThatGitAssumesUnchangedIsCompared() throws IOException, InterruptedException {
        Path file = write("a.yaml", "a: 1\n");
        commit("a.yaml");
        git("update-index", "--assume-unchanged", "a.yaml");
        Files.writeString(file, "a: 2\n");

        assertThat(git("status", "--porcelain")).as("git status").isEmpty();
        assertThat(of(file).clean()).isFalse();
        assertThat(of(file).notCommitted()).containsExactly("a.yaml");
    }

    @Test
    void lineEndingsOfACheckoutAreNoChange() throws IOException, InterruptedException {
        write(".gitattributes", "*.yaml text eol=crlf\n");
        Path file = write("a.yaml", "a: 1\r\nb: 2\r\n");
        commit(".gitattributes", "a.yaml");

        assertThat(of(file).clean()).isTrue();
    }

    /** Files that an experiment extends, in other folders and outside of the repository. */
    @Test
    void extendedFilesAreCompared() throws IOException, InterruptedException {
        Path base = write("shared/" + SMALL, Files.readString(Path.of("../experiments/quickstart.yaml")));
        Path file = write("runs/mine ü.yaml", "extends: ../shared/" + SMALL + "\nexperiment: mine\n");
        commit(".");
        Sweep sweep = ExperimentReader.readSweep(file, List.of());
        assertThat(sweep.files()).containsExactly(file, base);
        assertThat(SourceCommit.of(sweep).orElseThrow().clean()).isTrue();

        Files.writeString(base, Files.readString(base) + "# more\n");
        SourceCommit changed = SourceCommit.of(sweep).orElseThrow();
        assertThat(changed.clean()).isFalse();
        assertThat(changed.notCommitted()).containsExactly("../shared/" + SMALL);

        Path outside = Files.copy(base, folder.resolve("outside.yaml"));
        Files.writeString(file, "extends: ../../outside.yaml\nexperiment: mine\n");
        commit(".");
        SourceCommit away =
                SourceCommit.of(ExperimentReader.readSweep(file, List.of())).orElseThrow();
        assertThat(outside).exists();
        assertThat(away.notCommitted()).containsExactly("../../outside.yaml");
        assertThat(away.clean()).isFalse();
    }

    @Test
    void aLinkedWorkTreeHasItsOwnCommit() throws IOException, InterruptedException {
        write("a.yaml", "a: 1\n");
        commit("a.yaml");
        Path linked = folder.resolve("linked");
        git("worktree", "add", "-q", "-b", "other", linked.toString());
        write("a.yaml", "a: 2\n");
        commit("a.yaml");

        SourceCommit there = of(linked.resolve("a.yaml"));
        assertThat(there.clean()).isTrue();
        assertThat(there.commit()).isEqualTo(git("rev-parse", "other")).isNotEqualTo(git("rev-parse", "HEAD"));
    }

    /** As {@code root} sees a folder that another user cloned. */
    @Test
    void aRepositoryOfAnotherUserIsReported() throws IOException, InterruptedException {
        Path file = write("a.yaml", "a: 1\n");
        commit("a.yaml");
        assumeTrue(giveAway(repo) && giveAway(repo.resolve(".git")), "only root can give files away");
        assumeTrue(!Git.ask(repo, List.of("rev-parse", "HEAD")).isPresent(), "this git trusts every folder");

        SourceCommit foreign = of(file);
        assertThat(foreign.commit()).isNull();
        assertThat(foreign.unknown()).contains("the repository belongs to another user");
        assertThat(foreign.unknown()).doesNotContain(folder.toString());
        assertThat(foreign.problem().orElseThrow()).contains("git config --global --add safe.directory");
    }

    private static boolean giveAway(Path path) {
        try {
            Files.setAttribute(path, "unix:uid", 12345);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Test
    void aBrokenRepositoryIsReported() throws IOException {
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.writeString(broken.resolve(".git"), "gitdir: nowhere\n");
        Optional<SourceCommit> source = SourceCommit.of(broken, List.of());

        assertThat(source.orElseThrow().unknown()).contains("git does not accept the .git of the folder");
    }
}
