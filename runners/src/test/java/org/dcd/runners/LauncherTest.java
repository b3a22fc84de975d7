package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.dcd.pipelines.store.files.FolderTree;
import org.dcd.runners.Installation.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script {@code dcd} in various environments. */
class LauncherTest {
    @TempDir
    private static Path folder;

    private static Path root() {
        return Path.of(System.getProperty("basedir", ".")).toAbsolutePath().getParent();
    }

    private static Installation built(String name) throws IOException, InterruptedException {
        Installation made = Installation.in(folder, name);
        assertThat(made.run(Map.of()).get("home")).isEqualTo(made.home().toString());
        return made;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "C", "xx_YY.UTF-8"})
    void pathsThatAreNotAsciiWorkInEveryLocale(String locale) throws Exception {
        Installation there = Installation.in(folder, "größe π/" + (locale.isEmpty() ? "none" : locale));
        Path file = Files.writeString(folder.resolve("tools").resolve("bild ä.txt"), "");

        Output output = there.run(
                locale.isEmpty() ? Map.of() : Map.of("LC_ALL", locale),
                file.getFileName().toString(),
                "σ=1 *");

        assertThat(output.get("exists")).isEqualTo("true");
        assertThat(output.get("args")).isEqualTo("bild ä.txt|σ=1 *");
        assertThat(output.get("home")).isEqualTo(there.home().toString());
        assertThat(output.get("charset")).isEqualTo("UTF-8");
    }

    @Test
    void thePathOfTheCheckoutMayHaveAColon() throws Exception {
        Installation there = Installation.in(folder, "a:b/c:");

        assertThat(there.run(Map.of()).get("home")).isEqualTo(there.home().toString());
        assertThat(there.builds().get(there.builds().size() - 1))
                .as("Maven builds from a path without a colon")
                .containsPattern(" -f [^:]*/pom.xml ");
    }

    @Test
    void theSerialCollectorIsTheDefaultAndEveryVariableCanChooseAnother() throws Exception {
        Installation there = built("collectors");

        assertThat(there.run(Map.of()).get("collectors")).contains("Copy");
        for (String variable : List.of("DCD_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            assertThat(there.run(Map.of(variable, "-XX:+UseParallelGC")).get("collectors"))
                    .as(variable)
                    .contains("PS Scavenge");
        }
    }

    /** Java counts one survivor space less than its limit. */
    @Test
    void theHeapHasOneGigabyteUnlessTheUserChoosesItsSize() throws Exception {
        Installation there = built("heaps");
        assertHeap(there.run(Map.of()), 1024, true);
        assertHeap(there.run(Map.of("DCD_JAVA_OPTS", "-XX:+UseSerialGC")), 1024, true);
        assertHeap(there.run(Map.of("DCD_HEAP", "300m")), 300, false);
        assertHeap(there.run(Map.of("DCD_JAVA_OPTS", "-Xss2m -Xmx200m")), 200, false);
        assertHeap(there.run(Map.of("JAVA_TOOL_OPTIONS", "-XX:MaxHeapSize=200m", "DCD_HEAP", "")), 1024, false);
    }

    private static void assertHeap(Output output, int megabytes, boolean byDefault) {
        assertThat(Integer.parseInt(output.get("heap"))).isBetween(megabytes - megabytes / 10, megabytes);
        assertThat(output.get("chosen")).isEqualTo(Boolean.toString(byDefault));
    }

    @Test
    void pluginsFollowTheJarsOfTheBuild() throws Exception {
        Installation there = built("plugins");
        Path first = Files.writeString(folder.resolve("a plug-in.jar"), "");
        Path second = Files.writeString(folder.resolve("other.jar"), "");

        assertThat(there.run(Map.of()).get("plugins")).isEmpty();
        Output output = there.run(Map.of("DCD_PLUGINS", first + "::" + second));
        assertThat(output.get("plugins")).isEqualTo(first + ":" + second);
        assertThat(output.get("classpath")).endsWith("probe.jar:" + first + ":" + second);

        Output missing = there.run(Map.of("DCD_PLUGINS", first + ":" + folder.resolve("missing.jar")));
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.text())
                .contains("dcd: the plug-in " + folder.resolve("missing.jar")
                        + " in DCD_PLUGINS is not a readable file; correct the path, or unset DCD_PLUGINS");
    }

    @Test
    void temporaryFilesGoToTmpdirOrElsewhereWithAMessage() throws Exception {
        Installation there = built("temporary");
        Path given = Files.createDirectories(folder.resolve("tmp here"));
        Path missing = folder.resolve("missing");

        Output output = there.run(Map.of("TMPDIR", given.toString()));
        assertThat(output.get("tmp")).matches(given + "/dcd-\\d+-[0-9a-f]{8}");
        assertThat(output.text()).doesNotContain("TMPDIR");
        assertThat(Files.getPosixFilePermissions(Path.of(output.get("tmp"))))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));

        output = there.run(Map.of("TMPDIR", missing.toString()));
        assertThat(output.get("tmp")).matches("/tmp/dcd-\\d+-[0-9a-f]{8}");
        assertThat(output.text())
                .contains("dcd: temporary files go to /tmp, because " + missing
                        + " cannot be used (No such file or directory);"
                        + " set TMPDIR to a writable folder");
        FolderTree.delete(Path.of(output.get("tmp")));
    }

    @ParameterizedTest
    @CsvSource({"size=64k, No space left on device", "ro, Read-only file system"})
    void aFullOrReadOnlyTemporaryFolderIsNotUsed(String options, String reason) throws Exception {
        Installation there = built("disks-" + options);
        Path disk = Files.createDirectories(folder.resolve("disk-" + options));
        assumeThat(exitCode("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString()))
                .as("skipped: only root can mount")
                .isZero();
        try {
            Output output = there.run(Map.of("TMPDIR", disk.toString()));

            assertThat(output.get("tmp")).startsWith("/tmp/dcd-");
            assertThat(output.text()).contains(disk + " cannot be used (" + reason + ")");
            assertThat(disk).isEmptyDirectory();
            FolderTree.delete(Path.of(output.get("tmp")));
        } finally {
            exitCode("umount", "--lazy", disk.toString());
        }
    }

    private static int exitCode(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noSuchProgram) {
            return -1;
        }
    }

    @Test
    void anInstallationOfAnotherUserRunsWithoutABuild() throws Exception {
        Installation there = Installation.in(folder, "shared");
        assertThat(there.run(Map.of("DCD_BUILD_ARGS", "-Pcuda")).get("home")).isNotEmpty();
        int builds = there.builds().size();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path target = there.home().resolve("runners/target");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
        List<String> asAnother = Files.isWritable(target)
                ? List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
                : List.of();
        Path open = Files.createDirectories(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assumeThat(asAnother.isEmpty() || exitCode("setpriv", "--reuid", "65534", "true") == 0)
                .as("skipped: this user may write everywhere and become nobody else")
                .isTrue();

        Output output = there.run(asAnother, Map.of("TMPDIR", open.toString()), "plan");
        assertThat(output.get("args")).isEqualTo("plan");

        Files.writeString(there.home().resolve("schemas/src/New.java"), "");
        Output changed = there.run(asAnother, Map.of(), "plan");
        assertThat(changed.code()).isEqualTo(1);
        assertThat(changed.text())
                .startsWith("dcd: needs a build (sources have changed), but this user cannot write " + target)
                .contains("build as a user who can");
        assertThat(there.builds()).hasSize(builds);
    }

    @Test
    void withoutAHomeNoCacheIsWritten() throws Exception {
        Installation there = built("homeless");
        Path temporary = Files.createDirectories(folder.resolve("empty"));
        boolean before = Files.exists(Path.of("/tmp/.cache/dcd"), LinkOption.NOFOLLOW_LINKS);

        there.run(Map.of("TMPDIR", temporary.toString(), "DCD_JEMALLOC", ""), "run")
                .get("args");

        assertThat(temporary).isDirectoryContaining("glob:**/dcd-*").isDirectoryNotContaining("glob:**/.cache");
        assertThat(Files.exists(Path.of("/tmp/.cache/dcd"), LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(before);
    }

    @Test
    void aBuildThatOutlivesItsLauncherStillHoldsTheLock() throws Exception {
        Installation there = Installation.in(folder.resolve("lock"), "home");
        Path gate = there.tools().resolve("gate");
        assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor())
                .isZero();
        Process first = start(there);
        try (BufferedReader firstSays = first.errorReader()) {
            assertThat(firstSays.readLine()).contains("building (first use");
            awaitBuilds(there, 1);
            first.destroyForcibly().waitFor();

            Process second = start(there);
            Process third = start(there);
            try (BufferedReader secondSays = second.errorReader();
                    BufferedReader thirdSays = third.errorReader()) {
                assertThat(secondSays.readLine()).contains("another dcd is building, waiting for it");
                assertThat(thirdSays.readLine()).contains("another dcd is building, waiting for it");
                assertThat(there.builds()).hasSize(1);

                // ends the build of the first launcher, then that of one of the others
                Files.writeString(gate, "go\n");
                awaitBuilds(there, 2);
                Files.writeString(gate, "go\n");

                assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();
                assertThat(third.waitFor(1, TimeUnit.MINUTES)).isTrue();
                assertThat(List.of(second.exitValue(), third.exitValue())).containsOnly(0);
                assertThat(there.builds()).hasSize(2).noneMatch("overlap"::equals);
            } finally {
                second.destroyForcibly();
                third.destroyForcibly();
            }
        }
    }

    private static Process start(Installation there) throws IOException {
        return there.command(List.of(), Map.of())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void awaitBuilds(Installation there, int builds) throws IOException {
        long start = System.nanoTime();
        while (there.builds().size() < builds) {
            if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(1)) {
                throw new AssertionError("no build " + builds + ": " + there.builds());
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void everyTrackedFileHasTheSameBytesInEveryCheckout() throws Exception {
        Process git = new ProcessBuilder("git", "ls-files", "--eol")
                .directory(root().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> files = git.inputReader().lines().toList();
        assumeThat(git.waitFor() == 0 && !files.isEmpty())
                .as("skipped: no work tree of git")
                .isTrue();

        // as index, work tree, attributes, name; a file without any line has no ending to change
        Map<String, String> wrong = new TreeMap<>();
        for (String file : files) {
            if (!file.matches("i/(lf|none) .*attr/text=auto eol=lf\\s+.*|i/-text .*attr/-text\\s+.*")) {
                wrong.put(file.replaceFirst(".*\t", ""), file);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theScriptsPassShellcheck() throws Exception {
        ProcessBuilder check = new ProcessBuilder("shellcheck", "dcd", ".ci/run")
                .directory(root().toFile())
                .redirectErrorStream(true);
        Process process;
        try {
            process = check.start();
        } catch (IOException noSuchProgram) {
            assumeThat(false).as("skipped: no shellcheck").isTrue();
            return;
        }
        assertThat(process.inputReader().lines().toList()).isEmpty();
        assertThat(process.waitFor()).isZero();
    }
}
