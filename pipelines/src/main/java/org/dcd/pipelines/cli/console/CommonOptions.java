package org.dcd.pipelines.cli.console;

import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.store.Store;
import org.dcd.transforms.pretrained.WeightsFolder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Options of every command that reads experiment files. */
public final class CommonOptions {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a key of the experiment, such as seed=2; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Mixin
    private StoreOptions storeOptions;

    @Mixin
    private HelpOptions helpOptions;

    public List<String> overrides() {
        return overrides;
    }

    public boolean verbose() {
        return helpOptions.verbose();
    }

    public Store store() {
        return storeOptions.store();
    }

    public WeightsFolder weights() {
        return storeOptions.weights();
    }

    public static boolean verbose(ParseResult parsed) {
        return parsed != null
                && (parsed.hasMatchedOption(HelpOptions.VERBOSE)
                        || parsed.hasSubcommand() && verbose(parsed.subcommand()));
    }
}
