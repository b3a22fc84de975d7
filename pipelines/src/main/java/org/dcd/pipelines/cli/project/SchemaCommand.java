package org.dcd.pipelines.cli.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.Json;
import org.dcd.pipelines.cli.console.Session;
import org.dcd.pipelines.reference.JsonSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dcd schema}. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of experiment files, by which editors complete and check them.",
        footer = {"", "Example:", "  dcd schema > experiments/experiment.schema.json"})
final class SchemaCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private HelpOptions help;

    SchemaCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        session.out().println(Json.pretty(JsonSchema.ofExperiments()));
        return 0;
    }
}
