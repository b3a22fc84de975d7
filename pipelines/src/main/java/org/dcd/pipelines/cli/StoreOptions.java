package org.dcd.pipelines.cli;

import java.nio.file.Path;
import org.dcd.pipelines.store.Store;
import org.dcd.transforms.pretrained.WeightsFolder;
import picocli.CommandLine.Option;

/** Options of every command that reads what was made or imported before. */
final class StoreOptions {
    private static final String STORE_FOLDER = ".dcd";
    private static final String WEIGHTS_FOLDER = "weights";

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "Where finished stages are kept; .dcd beside the project by default.")
    private Path store;

    @Option(
            names = "--weights",
            paramLabel = "DIR",
            description = "Where imported weights are kept; the folder weights of the store by default.")
    private Path weights;

    Store store() {
        return Store.open(root());
    }

    WeightsFolder weights() {
        return new WeightsFolder(weights == null ? root().resolve(WEIGHTS_FOLDER) : weights);
    }

    private Path root() {
        return store == null ? CommonOptions.home().resolve(STORE_FOLDER) : store;
    }
}
