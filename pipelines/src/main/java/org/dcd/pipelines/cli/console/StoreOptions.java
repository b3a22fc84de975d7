package org.dcd.pipelines.cli.console;

import java.nio.file.Path;
import org.dcd.pipelines.store.Store;
import org.dcd.transforms.pretrained.WeightsFolder;
import picocli.CommandLine.Option;

/** Options of every command that reads what was made or imported before. */
public final class StoreOptions {
    private static final String WEIGHTS_FOLDER = "weights";

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "Where finished stages are kept, a folder or a URI such as s3://bucket/path; .dcd beside the"
                    + " project by default.")
    private String store;

    @Option(
            names = "--weights",
            paramLabel = "DIR",
            description = "Where imported weights are kept; the folder weights of the store by default.")
    private Path weights;

    public Store store() {
        return store == null ? Store.open(home()) : Store.open(store);
    }

    public WeightsFolder weights() {
        return new WeightsFolder(weights == null ? folder().resolve(WEIGHTS_FOLDER) : weights);
    }

    /** A folder on this machine, also when the store is elsewhere. */
    private Path folder() {
        return store == null || Store.isRemote(store) ? home() : Store.path(store);
    }

    private static Path home() {
        return Home.folder().resolve(Home.STORE);
    }
}
