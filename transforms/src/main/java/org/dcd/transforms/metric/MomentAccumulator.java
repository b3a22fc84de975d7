package org.dcd.transforms.metric;

/**
 * Accumulates moments of features. It keeps the vectors of the first batch instead while they are smaller than their
 * moments, which have 34 MB for 2048 features.
 */
public final class MomentAccumulator implements Accumulator {
    private static final long serialVersionUID = 1;

    private final int dimension;
    /** Vectors of the first batch [n, d]; null before it and after they are added to the moments. */
    private float[] vectors;
    /** Null while there are no or few images. */
    private FeatureMoments moments;

    /** @param dimension number of features */
    public MomentAccumulator(int dimension) {
        FeatureMoments.requireDimension(dimension);
        this.dimension = dimension;
    }

    @Override
    public long count() {
        if (moments != null) {
            return moments.count();
        }
        return vectors == null ? 0 : vectors.length / dimension;
    }

    @Override
    public void add(FeatureBatch batch) {
        add(batch.vectors(), batch.n());
    }

    private void add(float[] added, int n) {
        requireEqual(added.length / n);
        if (count() == 0 && n <= FeatureMoments.numbers(dimension) / dimension) {
            vectors = added;
        } else {
            moments().add(added, n);
        }
    }

    @Override
    public void merge(Accumulator other) {
        MomentAccumulator more = (MomentAccumulator) other;
        requireEqual(more.dimension);
        if (more.vectors != null) {
            add(more.vectors, more.vectors.length / dimension);
        } else if (more.moments != null) {
            moments().merge(more.moments);
        }
    }

    private void requireEqual(int other) {
        if (other != dimension) {
            throw new IllegalArgumentException("cannot merge moments of " + dimension + " and " + other + " features");
        }
    }

    private FeatureMoments moments() {
        if (moments == null) {
            moments = computed();
            vectors = null;
        }
        return moments;
    }

    /** Moments of the vectors of the first batch. */
    private FeatureMoments computed() {
        FeatureMoments computed = new FeatureMoments(dimension);
        if (vectors != null) {
            computed.add(vectors, vectors.length / dimension);
        }
        return computed;
    }

    @Override
    public MomentAccumulator copy() {
        MomentAccumulator copy = new MomentAccumulator(dimension);
        copy.merge(this);
        return copy;
    }

    /** @throws IllegalStateException with fewer than two images */
    @Override
    public Gaussian gaussian() {
        return (moments == null ? computed() : moments).gaussian();
    }
}
