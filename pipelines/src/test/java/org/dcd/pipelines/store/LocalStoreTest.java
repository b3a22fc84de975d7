package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A store on the local file system. */
class LocalStoreTest extends StoreContract {
    @TempDir
    private Path folder;

    @Override
    Store newStore() {
        return Store.open(folder.resolve("store"));
    }

    @Override
    Store elsewhere(Store store) {
        return Store.open(store.location());
    }

    @Override
    void tamper(Store store, String stageFile, String text) throws IOException {
        Path file = Path.of(store.stage(Stages.ID).location(), stageFile);
        if (text == null) {
            Files.delete(file);
        } else {
            Files.writeString(file, text);
        }
    }
}
