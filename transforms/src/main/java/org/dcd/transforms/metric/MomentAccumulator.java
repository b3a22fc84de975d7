package org.dcd.transforms.metric;

/**
 * Moments of features. As long as the vectors of the first batch are fewer numbers than their moments, which of 2048
 * features have 34 MB, it keeps the vectors.
 */
public final class MomentAccumulator implements Accumulator {
    private static final long serialVersionUID = 1;

    private final int dimension;
    /** Vectors of the first batch [n, d]; null when there is none or they are among the moments. */
    private float[] vectors;
    /** Null as long as there are no images, or few. */
    private FeatureMoments moments;

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

    /** Of the vectors. */
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

    /** Needs two images. */
    @Override
    public Gaussian gaussian() {
        return (moments == null ? computed() : moments).gaussian();
    }
}
