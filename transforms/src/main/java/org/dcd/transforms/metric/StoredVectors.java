package org.dcd.transforms.metric;

import java.io.IOException;
import org.dcd.schemas.io.Folder;

/** The vectors of a set that parts of a table hold, so that workers exchange a reference and no vectors. */
final class StoredVectors implements Accumulator {
    private static final long serialVersionUID = 1;

    private final Folder folder;
    private final String table;
    private final long total;
    private long count;

    /**
     * @param table in which the id of a vector is its position in the set
     * @param total images of the set
     * @param count images that the parts were made of
     */
    StoredVectors(Folder folder, String table, long total, long count) {
        this.folder = folder;
        this.table = table;
        this.total = total;
        this.count = count;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void add(FeatureBatch batch) {
        throw new IllegalStateException("the part of table " + table + " is written; nothing can be added to it");
    }

    @Override
    public void merge(Accumulator other) {
        StoredVectors more = (StoredVectors) other;
        if (!more.table.equals(table)) {
            throw new IllegalArgumentException("cannot merge vectors of table " + table + " and of " + more.table);
        }
        count += more.count;
    }

    @Override
    public StoredVectors copy() {
        return new StoredVectors(folder, table, total, count);
    }

    @Override
    public Vectors vectors(int most) throws IOException {
        return VectorTable.read(folder, table, total, most);
    }
}
