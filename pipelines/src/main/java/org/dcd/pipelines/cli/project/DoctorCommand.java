package org.dcd.pipelines.cli.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.Json;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.doctor.Doctor;
import org.dcd.pipelines.doctor.Finding;
import org.dcd.pipelines.doctor.Problem;
import org.dcd.pipelines.doctor.Severity;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dcd doctor}. */
@Command(
        name = "doctor",
        description = "Show what this machine offers and what is wrong with it: Java, memory, disk, native libraries,"
                + " speed, GPUs. Each problem comes with its remedy. Exit code 1 when there is an error.",
        footer = {"", "Examples:", "  dcd doctor", "  dcd doctor --json", "  dcd doctor --store /data/store"})
final class DoctorCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(names = "--json", description = "Print a JSON object; docs/gpu.md describes it.")
    private boolean json;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    DoctorCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws JsonProcessingException, InterruptedException {
        long start = System.nanoTime();
        String store = options.store().location();
        List<Finding> findings = Doctor.examine(Store.isRemote(store) ? Optional.empty() : Optional.of(Path.of(store)));
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (json) {
            context.out().println(Json.pretty(json(findings, seconds)));
        } else {
            print(findings, seconds);
        }
        return findings.stream().anyMatch(finding -> finding.worst() == Severity.ERROR) ? ExitCode.FAILED : 0;
    }

    private void print(List<Finding> findings, double seconds) {
        TextTable table = TextTable.ofWords();
        for (Finding finding : findings) {
            String summary = finding.summary().isEmpty() ? "see below" : finding.summary();
            table.line(List.of(finding.worst().label(), finding.check(), summary));
        }
        table.render().forEach(context.out()::println);
        context.out().println();
        for (Finding finding : findings) {
            for (Problem problem : finding.problems()) {
                context.out().println(problem.severity().label() + ": " + finding.check() + ": " + problem.problem());
                context.out().println("  remedy: " + problem.remedy());
            }
        }
        context.out().println(total(findings) + " (" + FormattedNumbers.duration(seconds) + ")");
    }

    /** {@code 1 error, 2 warnings}, or that there are none. */
    private static String total(List<Finding> findings) {
        List<String> counts = new ArrayList<>();
        for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE)) {
            long count = findings.stream()
                    .flatMap(finding -> finding.problems().stream())
                    .filter(problem -> problem.severity() == severity)
                    .count();
            if (count > 0) {
                counts.add(Count.of(count, severity.label()));
            }
        }
        return counts.isEmpty() ? "No problems found" : String.join(", ", counts);
    }

    private static Map<String, Object> json(List<Finding> findings, double seconds) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put(
                "status",
                findings.stream()
                        .map(Finding::worst)
                        .max(Severity::compareTo)
                        .orElse(Severity.OK)
                        .label());
        report.put("seconds", seconds);
        report.put("checks", findings.stream().map(DoctorCommand::json).toList());
        return report;
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> check = new LinkedHashMap<>();
        check.put("name", finding.check());
        check.put("status", finding.worst().label());
        check.put("summary", finding.summary());
        check.put("seconds", finding.seconds());
        check.put("facts", finding.facts());
        check.put(
                "problems",
                finding.problems().stream()
                        .map(problem -> Map.of(
                                "severity", problem.severity().label(),
                                "problem", problem.problem(),
                                "remedy", problem.remedy()))
                        .toList());
        return check;
    }
}
