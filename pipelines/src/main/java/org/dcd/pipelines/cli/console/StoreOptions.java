package org.dcd.pipelines.cli.console;

import java.nio.file.Path;
import org.dcd.pipelines.store.Store;
import org.dcd.transforms.pretrained.WeightsFolder;
import picocli.CommandLine.Option;

/** Options of every command that uses the store: its location, and that of imported weights. */
public final class StoreOptions {
    private static final String WEIGHTS_FOLDER = "weights";

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "Folder or URI of the store with finished stages, such as s3://bucket/path; .dcd in the"
                    + " project folder by default.")
    private String store;

    @Option(
            names = "--weights",
            paramLabel = "DIR",
            description = "Folder of imported weights; weights/ in the store by default.")
    private Path weights;

    /** The store that {@code --store} names, or the default one. */
    public Store store() {
        return store == null ? Store.open(home()) : Store.open(store);
    }

    /** The folder of imported weights; always on this machine. */
    public WeightsFolder weights() {
        return new WeightsFolder(weights == null ? folder().resolve(WEIGHTS_FOLDER) : weights);
    }

    /** A local folder, also when the store is remote. */
    private Path folder() {
        return store == null || Store.isRemote(store) ? home() : Store.path(store);
    }

    private static Path home() {
        return DcdHome.folder().resolve(DcdHome.STORE);
    }
}
