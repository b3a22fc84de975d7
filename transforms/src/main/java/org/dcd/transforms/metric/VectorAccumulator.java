package org.dcd.transforms.metric;

import java.io.IOException;
import java.util.List;
import org.dcd.schemas.FeatureVector;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.TableWriter;

/** The vectors of a set that metrics of one input compare, in memory and ordered by position. */
final class VectorAccumulator implements Accumulator {
    private static final long serialVersionUID = 1;

    private final long total;
    private final int dimension;
    private final List<Integer> caps;
    private long count;
    private int kept;
    private long[] positions;
    /** [kept, d], row-major, with capacity for all kept vectors of the part. */
    private float[] values = {};

    VectorAccumulator(SetPart part) {
        this(part.total(), part.dimension(), part.mostVectors());
        int room = 0;
        for (long at = part.first(); at < part.first() + part.images(); at++) {
            room += isKept(at) ? 1 : 0;
        }
        positions = new long[room];
    }

    private VectorAccumulator(long total, int dimension, List<Integer> caps) {
        this.total = total;
        this.dimension = dimension;
        this.caps = List.copyOf(caps);
        this.positions = new long[0];
    }

    private boolean isKept(long position) {
        for (int most : caps) {
            if (Vectors.isKept(position, total, most)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the kept vectors of the part are exactly the vectors of this batch. */
    private boolean isKeptWhole(FeatureBatch batch) {
        boolean whole = batch.n() == positions.length;
        for (int i = 0; i < batch.n() && whole; i++) {
            whole = isKept(batch.first() + i);
        }
        return whole;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void add(FeatureBatch batch) {
        requireEqual(batch.dimension());
        boolean all = values.length == 0 && isKeptWhole(batch);
        if (values.length == 0) {
            values = all ? batch.vectors() : new float[Math.multiplyExact(positions.length, dimension)];
        }
        for (int i = 0; i < batch.n(); i++) {
            if (isKept(batch.first() + i)) {
                positions[kept] = batch.first() + i;
                if (!all) {
                    System.arraycopy(batch.vectors(), i * dimension, values, kept * dimension, dimension);
                }
                kept++;
            }
        }
        count += batch.n();
    }

    @Override
    public void merge(Accumulator other) {
        VectorAccumulator more = (VectorAccumulator) other;
        requireEqual(more.dimension);
        long[] places = new long[kept + more.kept];
        float[] both = new float[Math.multiplyExact(places.length, dimension)];
        int mine = 0;
        int theirs = 0;
        for (int at = 0; at < places.length; at++) {
            boolean own = theirs == more.kept || mine < kept && positions[mine] <= more.positions[theirs];
            VectorAccumulator from = own ? this : more;
            int index = own ? mine++ : theirs++;
            places[at] = from.positions[index];
            System.arraycopy(from.values, index * dimension, both, at * dimension, dimension);
        }
        positions = places;
        values = both;
        kept = places.length;
        count += more.count;
    }

    private void requireEqual(int other) {
        if (other != dimension) {
            throw new IllegalArgumentException(
                    "cannot add vectors of " + other + " numbers to vectors of " + dimension);
        }
    }

    @Override
    public VectorAccumulator copy() {
        VectorAccumulator copy = new VectorAccumulator(total, dimension, caps);
        copy.merge(this);
        return copy;
    }

    @Override
    public Vectors vectors(int most) {
        int n = 0;
        for (int i = 0; i < kept; i++) {
            n += Vectors.isKept(positions[i], total, most) ? 1 : 0;
        }
        if (n == kept && values.length == n * dimension) {
            return new Vectors(n, dimension, values);
        }
        float[] some = new float[n * dimension];
        int at = 0;
        for (int i = 0; i < kept; i++) {
            if (Vectors.isKept(positions[i], total, most)) {
                System.arraycopy(values, i * dimension, some, dimension * at++, dimension);
            }
        }
        return new Vectors(n, dimension, some);
    }

    @Override
    public Accumulator storedIn(Folder folder, String table, String part) throws IOException {
        TableWriter.write(folder, part, FeatureVector.class, out -> {
            for (int i = 0; i < kept; i++) {
                VectorTable.add(out, positions[i], values, i * dimension, dimension);
            }
        });
        return new Stored(folder, table, total, count);
    }

    /** The vectors of a set in the parts of a table. Workers exchange this reference instead of the vectors. */
    private static final class Stored implements Accumulator {
        private static final long serialVersionUID = 1;

        private final Folder folder;
        private final String table;
        private final long total;
        private long count;

        /**
         * @param table table in which the id of a vector is its position in the set
         * @param total number of images of the set
         * @param count number of images of the written parts
         */
        Stored(Folder folder, String table, long total, long count) {
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
            throw new IllegalStateException("the part of table " + table + " is already written");
        }

        @Override
        public void merge(Accumulator other) {
            Stored more = (Stored) other;
            if (!more.table.equals(table)) {
                throw new IllegalArgumentException("cannot merge vectors of tables " + table + " and " + more.table);
            }
            count += more.count;
        }

        @Override
        public Stored copy() {
            return new Stored(folder, table, total, count);
        }

        @Override
        public Vectors vectors(int most) throws IOException {
            return VectorTable.read(folder, table, total, most);
        }
    }
}
