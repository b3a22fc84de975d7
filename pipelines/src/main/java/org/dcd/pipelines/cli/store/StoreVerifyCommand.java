package org.dcd.pipelines.cli.store;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreContents;
import org.dcd.schemas.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dcd store verify}. */
@Command(
        name = "verify",
        description =
                "Check the hash of every file of every finished stage. Exit code 1 when a stage is damaged; the next"
                        + " run that needs it moves it aside and runs it again.")
final class StoreVerifyCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    StoreVerifyCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Store store = options.store();
        StoreContents contents = store.contents();
        long bytes = 0;
        int damaged = 0;
        int stages = 0;
        for (StoreContents.Stage stage : contents.stages()) {
            Optional<String> damage = contents.damage(stage);
            damage.ifPresent(reason -> context.err().println("dcd: damaged: " + reason));
            damaged += damage.isPresent() ? 1 : 0;
            bytes += stage.bytes();
            stages++;
        }
        context.out()
                .println(Count.of(stages, "stage") + ", " + FormattedNumbers.bytes(bytes) + " in " + store.location()
                        + ": " + (damaged == 0 ? "no damage found" : damaged + " damaged"));
        return damaged == 0 ? 0 : ExitCode.FAILED;
    }
}
