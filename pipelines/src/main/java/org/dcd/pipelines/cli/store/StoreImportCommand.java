package org.dcd.pipelines.cli.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dcd.pipelines.archive.RunImport;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.Session;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.schemas.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dcd store import}. */
@Command(
        name = "import",
        description = "Takes a run that dcd store export wrote into the store. Every hash is checked before anything is"
                + " written; stages that are there already are kept.")
final class StoreImportCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "A file that dcd store export wrote.")
    private Path file;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    StoreImportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        RunImport.Outcome done =
                RunImport.read(file, options.store(), message -> session.err().println("dcd: " + message));
        session.out()
                .println(done.run() + ": " + Count.of(done.imported(), "stage") + " imported, " + done.equal()
                        + " were there and are the same, " + done.kept() + " were there and are others");
        return 0;
    }
}
