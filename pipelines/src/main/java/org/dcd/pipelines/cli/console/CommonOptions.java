package org.dcd.pipelines.cli.console;

import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.store.Store;
import org.dcd.transforms.pretrained.WeightsFolder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command that reads an experiment file: overrides, store, help. */
public final class CommonOptions {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a key of the experiment, such as seed=2; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Mixin
    private StoreOptions storeOptions;

    @Mixin
    private HelpOptions helpOptions;

    /** Values of {@code --set}, each {@code KEY=VALUE}. */
    public List<String> overrides() {
        return overrides;
    }

    /** The store that {@code --store} names, or the default one. */
    public Store store() {
        return storeOptions.store();
    }

    /** The folder of imported weights. */
    public WeightsFolder weights() {
        return storeOptions.weights();
    }
}
