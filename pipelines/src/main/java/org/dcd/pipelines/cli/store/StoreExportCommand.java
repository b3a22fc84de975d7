package org.dcd.pipelines.cli.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcd.pipelines.archive.RunExport;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.OutputFile;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.run.RunRecords;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd store export}. */
@Command(
        name = "export",
        description = "Write a finished run to a zip file: its record and all of its stages, without the source"
                + " data. The"
                + " same run gives the same bytes.")
final class StoreExportCommand implements Callable<Integer> {
    private static final Pattern ABSOLUTE = Pattern.compile("(?m)(?<=[ \\[\"])/[^\\s,\\]}\"]+");

    private final CommandContext context;

    @Parameters(paramLabel = "RUN", description = "Name of a finished run, or a prefix of it.")
    private String run;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Output file, such as run.zip.")
    private Path output;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    StoreExportCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Store store = options.store();
        OutputFile.of("-o", output, "a zip archive", ".zip");
        RunRecord record = new RunRecords(store).named(run);
        int stages = RunExport.write(record, store, output);
        context.out()
                .println(record.name() + ": " + Count.of(stages, "stage") + ", "
                        + FormattedNumbers.bytes(Files.size(output)) + " in " + output);
        Matcher absolute = ABSOLUTE.matcher(record.yaml());
        if (absolute.find()) {
            context.err()
                    .println("dcd: the exported experiment contains the absolute path " + absolute.group()
                            + ", which may not exist on other machines");
        }
        return 0;
    }
}
