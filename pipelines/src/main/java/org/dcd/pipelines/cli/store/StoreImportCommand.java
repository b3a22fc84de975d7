package org.dcd.pipelines.cli.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dcd.pipelines.archive.RunImport;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.schemas.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dcd store import}. */
@Command(
        name = "import",
        description = "Import a run that dcd store export wrote. Every hash is checked before anything is written;"
                + " stages that the store already has are kept.")
final class StoreImportCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "FILE", description = "Zip file written by dcd store export.")
    private Path file;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    StoreImportCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        RunImport.Outcome done =
                RunImport.read(file, options.store(), message -> context.err().println("dcd: " + message));
        context.out()
                .println(done.run() + ": " + Count.of(done.imported(), "stage") + " imported, " + done.equal()
                        + " already present and equal, " + done.kept() + " already present and different (kept)");
        return 0;
    }
}
