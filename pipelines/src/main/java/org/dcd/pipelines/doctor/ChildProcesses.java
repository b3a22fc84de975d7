package org.dcd.pipelines.doctor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.dcd.schemas.io.Reasons;

/**
 * Runs examinations in a process of their own. If it crashes or hangs, the examination that was running gets an error,
 * and the others run in another process.
 *
 * @param options additional options of the JVM
 */
record ChildProcesses(List<String> options) {
    /** The first start on a machine copies libtorch from its jar. */
    private static final long TIMEOUT_SECONDS = 60;

    private static final int SIGNALS = 128;
    private static final Pattern OPTION = Pattern.compile("(-D|-X|--add-opens|--add-exports).*");

    ChildProcesses {
        options = List.copyOf(options);
    }

    /** Runs examinations by name. */
    List<Finding> run(List<String> names) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        List<String> left = new ArrayList<>(names);
        while (!left.isEmpty()) {
            List<Finding> found = findings(left);
            findings.addAll(found);
            left.removeAll(found.stream().map(Finding::check).toList());
            if (found.stream().anyMatch(ExaminationProcess::isWithoutLibtorch)) {
                left.forEach(name -> findings.add(Finding.skipped(name)));
                return findings;
            }
        }
        return findings;
    }

    /** Findings of one process: at least that of the first examination. */
    private List<Finding> findings(List<String> names) throws InterruptedException {
        try {
            Path folder = Files.createTempDirectory("dcd-doctor");
            try {
                return findings(folder, names);
            } finally {
                for (Path file : List.of(log(folder), crash(folder), results(folder), folder)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            return List.of(new Notes()
                    .error("no process could be started: " + Reasons.of(e), "set TMPDIR to a writable folder")
                    .finding(names.get(0), 0));
        }
    }

    private List<Finding> findings(Path folder, List<String> names) throws IOException, InterruptedException {
        Files.createFile(results(folder));
        Process process = new ProcessBuilder(command(folder, names))
                .redirectErrorStream(true)
                .redirectOutput(log(folder).toFile())
                .start();
        boolean ended;
        try {
            process.getOutputStream().close();
            ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
        List<Finding> found = new ArrayList<>(ExaminationProcess.findings(results(folder)));
        int code = process.waitFor();
        if (!ended || code != 0) {
            String name = ExaminationProcess.running(results(folder))
                    .orElse(names.get(Math.min(found.size(), names.size() - 1)));
            found.removeIf(finding -> finding.check().equals(name));
            found.add(new Notes()
                    .error(
                            ended ? death(code, folder) : "does not end within " + TIMEOUT_SECONDS + " s",
                            "check that the native libraries are for this machine and fit each other (docs/gpu.md), or"
                                    + " rebuild: delete runners/target and run again")
                    .finding(name, 0));
        }
        return found;
    }

    private List<String> command(Path folder, List<String> names) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> OPTION.matcher(option).matches())
                .forEach(command::add);
        command.add("-XX:ErrorFile=" + crash(folder));
        command.add("-XX:-CreateCoredumpOnCrash");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ExaminationProcess.class.getName()));
        command.add(results(folder).toString());
        command.addAll(names);
        return command;
    }

    private static String death(int code, Path folder) throws IOException {
        return death(
                code,
                Files.exists(crash(folder)) ? Files.readAllLines(crash(folder)) : List.of(),
                Files.readAllLines(log(folder)));
    }

    /**
     * Why a process ended.
     *
     * @param code exit code
     * @param crash what the JVM wrote about its crash: the reason in lines that start with two spaces, then the place
     * @param output what the process printed
     */
    static String death(int code, List<String> crash, List<String> output) {
        String reason = crash.stream()
                .filter(line -> line.startsWith("#  ") && !line.contains("Internal Error"))
                .findFirst()
                .map(line -> "crashed: " + line.substring(1).strip())
                .orElse(code > SIGNALS ? "was ended by signal " + (code - SIGNALS) : "ended with exit code " + code);
        int frame = crash.indexOf("# Problematic frame:");
        if (frame >= 0 && frame + 1 < crash.size()) {
            return reason + " in " + crash.get(frame + 1).substring(1).strip();
        }
        String last = crash.isEmpty() ? said(output) : "";
        return reason + (last.isEmpty() ? "" : ": " + last);
    }

    /** The line of the output that names the reason: that of a C++ exception, or the last one. */
    private static String said(List<String> output) {
        return output.stream()
                .map(String::strip)
                .filter(line -> line.startsWith("what():"))
                .findFirst()
                .orElseGet(() -> output.stream().filter(line -> !line.isBlank()).reduce("", (before, line) -> line));
    }

    private static Path results(Path folder) {
        return folder.resolve("results");
    }

    private static Path log(Path folder) {
        return folder.resolve("log");
    }

    private static Path crash(Path folder) {
        return folder.resolve("crash");
    }
}
