package org.dcd.pipelines.cli.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcd.pipelines.archive.RunExport;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.OutputFile;
import org.dcd.pipelines.cli.console.Session;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd store export}. */
@Command(
        name = "export",
        description = "Writes a finished run into one file: its record and all of its stages, not its source data. The"
                + " same run gives the same bytes.")
final class StoreExportCommand implements Callable<Integer> {
    private static final Pattern ABSOLUTE = Pattern.compile("(?m)(?<=[ \\[\"])/[^\\s,\\]}\"]+");

    private final Session session;

    @Parameters(paramLabel = "RUN", description = "Name of a run in the store's folder runs, or the beginning of one.")
    private String run;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Zip file to write, such as run.zip.")
    private Path output;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    StoreExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Store store = options.store();
        OutputFile.of("-o", output, "a zip archive", ".zip");
        RunRecord record = RunRecord.named(run, store);
        int stages = RunExport.write(record, store, output);
        session.out()
                .println(record.name() + ": " + Count.of(stages, "stage") + ", "
                        + FormattedNumbers.bytes(Files.size(output)) + " in " + output);
        Matcher absolute = ABSOLUTE.matcher(record.yaml());
        if (absolute.find()) {
            session.err()
                    .println("dcd: the file names " + absolute.group()
                            + ", a path of this machine, as the experiment did");
        }
        return 0;
    }
}
