package org.dcd.transforms.metric;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Numbers that add up over images. Mutable, not thread-safe. */
public final class Sums implements Statistic, Contribution {
    private static final long serialVersionUID = 1;

    private long count;
    private final double[] values;

    /**
     * @param count images
     * @param values their sums; kept, not copied
     */
    public Sums(long count, double[] values) {
        this.count = count;
        this.values = values;
    }

    @Override
    public long count() {
        return count;
    }

    /** A copy. */
    @Override
    public Sums toStatistic() {
        return new Sums(count, values.clone());
    }

    /** The sums themselves. */
    public double[] values() {
        return values;
    }

    @Override
    public void merge(Statistic other) {
        Sums more = (Sums) other;
        if (more.values.length != values.length) {
            throw new IllegalArgumentException(
                    "cannot add " + more.values.length + " sums to " + values.length + " of them");
        }
        count = Math.addExact(count, more.count);
        for (int i = 0; i < values.length; i++) {
            values[i] += more.values[i];
        }
    }

    @Override
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(Long.BYTES + values.length * Double.BYTES);
        out.putLong(count);
        for (double value : values) {
            out.putDouble(value);
        }
        return out.array();
    }

    /** Inverse of {@link #toBytes}. */
    public static Sums fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long count = in.getLong();
        double[] values = new double[in.remaining() / Double.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getDouble();
        }
        return new Sums(count, values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sums sums && count == sums.count && Arrays.equals(values, sums.values);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(count) + Arrays.hashCode(values);
    }
}
