package org.dcd.pipelines.cli.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.Json;
import org.dcd.pipelines.reference.JsonSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dcd schema}. */
@Command(
        name = "schema",
        description = "Print the JSON Schema of experiment files, which editors use to complete and check them.",
        footer = {"", "Example:", "  dcd schema > experiments/experiment.schema.json"})
final class SchemaCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private HelpOptions help;

    SchemaCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        context.out().println(Json.pretty(JsonSchema.ofExperiments()));
        return 0;
    }
}
