package org.dcd.transforms.ort;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dcd.schemas.io.Folder;

/**
 * Models shared by the workers of this process. Each model is opened once and used by all threads. A few unused models
 * stay open, because the next shard usually needs the same model.
 */
public final class SharedModels {
    private static final int MAX_IDLE = 2;
    /** From the least to the most recently used. */
    private static final Map<Key, Shared> OPEN = new LinkedHashMap<>(16, 0.75f, true);

    private SharedModels() {}

    private record Key(String location, String file, OrtOptions options) {}

    private static final class Shared {
        private final OrtModel model;
        private int users;

        Shared(OrtModel model) {
            this.model = model;
        }
    }

    /** A model that is in use until the lease is closed. Closing again has no effect. */
    public static final class Lease implements AutoCloseable {
        private final Shared shared;
        private boolean returned;

        private Lease(Shared shared) {
            this.shared = shared;
        }

        /** The model. Do not close it. */
        public OrtModel model() {
            return shared.model;
        }

        @Override
        public void close() {
            synchronized (OPEN) {
                if (!returned) {
                    returned = true;
                    shared.users--;
                    closeIdle(MAX_IDLE);
                }
            }
        }
    }

    /**
     * Leases the model of a file, opening it if necessary. The file must belong to a finished stage, as it must not
     * change.
     */
    public static Lease lease(Folder folder, String file, OrtOptions options) throws IOException {
        Key key = new Key(folder.location(), file, options);
        synchronized (OPEN) {
            Shared shared = OPEN.get(key);
            if (shared == null) {
                shared = new Shared(OrtModel.open(folder, file, options));
                OPEN.put(key, shared);
            }
            shared.users++;
            return new Lease(shared);
        }
    }

    /** Closes unused models. */
    public static void closeUnused() {
        synchronized (OPEN) {
            closeIdle(0);
        }
    }

    /** Number of open models. */
    static int open() {
        synchronized (OPEN) {
            return OPEN.size();
        }
    }

    private static void closeIdle(int kept) {
        long idle = OPEN.values().stream().filter(shared -> shared.users == 0).count();
        for (Iterator<Shared> all = OPEN.values().iterator(); all.hasNext() && idle > kept; ) {
            Shared shared = all.next();
            if (shared.users == 0) {
                all.remove();
                shared.model.close();
                idle--;
            }
        }
    }
}
