package org.dcd.pipelines.cli.score;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.Json;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd inspect MODEL}. */
@Command(
        name = "inspect",
        description = "Show the metadata of an exported network: its shapes, the stages that trained and exported"
                + " it, their"
                + " settings and code versions, and the hash of the data.",
        footer = {"", "Example:", "  dcd inspect generator.onnx"})
final class InspectCommand implements Callable<Integer> {
    private static final String PREFIX = "dcd.";
    private static final String INDENT = "  ";

    private final CommandContext context;

    @Parameters(paramLabel = "MODEL", description = "ONNX file exported by dcd.")
    private Path model;

    @Option(names = "--json", description = "Print a JSON object.")
    private boolean json;

    @Mixin
    private HelpOptions helpOptions;

    InspectCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(model)) {
            throw new BadInputException(
                    model + " does not exist; dcd run writes generator.onnx to stages/export of the store");
        }
        Map<String, String> facts = new TreeMap<>();
        try (OrtModel network = OrtModel.open(model.toString(), Files.readAllBytes(model), OrtOptions.cpu(1))) {
            network.metadata().forEach((key, value) -> {
                if (key.startsWith(PREFIX)) {
                    facts.put(key.substring(PREFIX.length()), value.replaceAll("\\p{Cntrl}", " "));
                }
            });
        } catch (IllegalArgumentException e) {
            throw new BadInputException(model + " is not a valid ONNX network: " + e.getMessage(), e);
        }
        if (facts.isEmpty()) {
            throw new BadInputException(
                    model + " has no metadata of dcd; only networks exported by dcd can be inspected");
        }
        try (var in = Files.newInputStream(model)) {
            facts.put("sha256", Sha256.of(in));
        }
        if (json) {
            context.out().println(Json.pretty(facts));
            return 0;
        }
        int names = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
        facts.forEach((name, value) -> print(name + " ".repeat(names - name.length()), value));
        return 0;
    }

    /** Prints a name with its value; JSON that is too long for one line goes below the name. */
    private void print(String name, String value) {
        int width = context.width() - 2 * INDENT.length();
        List<String> lines =
                Json.tree(value).map(json -> JsonLayout.of(json, width)).orElse(List.of(value));
        context.out().println((INDENT + name + INDENT + (lines.size() == 1 ? value : "")).stripTrailing());
        if (lines.size() > 1) {
            lines.forEach(line -> context.out().println(INDENT + INDENT + line));
        }
    }
}
