package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.schemas.Count;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * exp E KL(p(y|x) ‖ p(y)) of a classifier's posteriors (Salimans et al. 2016), in [1, number of classes]. With the
 * posteriors of Inception it is the Inception Score. Mean over splits of the shuffled row, the same as in
 * torch-fidelity.
 *
 * @param splits number of splits of the row
 */
@TypeName("classifier-score")
@Scores(value = "classifier-score", higherIsBetter = true)
public record ClassifierScore(@Default("10") @Range("[1, 1000]") int splits) implements Metric {
    /** Seed of the shuffle in torch-fidelity. */
    private static final int SEED = 2020;

    public ClassifierScore {
        Ranges.check(ClassifierScore.class, splits);
    }

    @Override
    public MetricInput input() {
        return MetricInput.CLEAN_FEATURES;
    }

    @Override
    public String estimator() {
        return "exp of the mean KL divergence, " + splits + " splits as torch-fidelity shuffles them";
    }

    @Override
    public void checkCounts(long row, long reference) {
        if (row < splits) {
            throw new IllegalArgumentException("classifier-score.splits must be at most the " + Count.of(row, "image")
                    + " of a row, was " + splits + "; lower it or score more images");
        }
    }

    @Override
    public boolean hasReference() {
        return false;
    }

    @Override
    public boolean needsLogits() {
        return true;
    }

    @Override
    public Accumulator accumulator(SetPart part) {
        return new SplitSums(splits, part.total());
    }

    @Override
    public List<MetricValue> finish(SetSummary row, SetSummary reference) {
        return List.of(MetricValue.meanOf("classifier-score", ((SplitSums) row).scores()));
    }

    /** The split of each position. */
    private static int[] splits(int total, int splits) {
        int[] order = new NumpyRandom(SEED).permutation(total);
        int[] splitOf = new int[total];
        for (int split = 0; split < splits; split++) {
            int end = Math.toIntExact((split + 1L) * total / splits);
            for (int place = Math.toIntExact((long) split * total / splits); place < end; place++) {
                splitOf[order[place]] = split;
            }
        }
        return splitOf;
    }

    private static void logSoftmax(float[] logits, int offset, double[] logP) {
        double most = Double.NEGATIVE_INFINITY;
        for (int y = 0; y < logP.length; y++) {
            if (!Float.isFinite(logits[offset + y])) {
                throw new ArithmeticException("logit " + y + " of an image is " + logits[offset + y]);
            }
            most = Math.max(most, logits[offset + y]);
        }
        double sum = 0;
        for (int y = 0; y < logP.length; y++) {
            sum += Math.exp(logits[offset + y] - most);
        }
        double logSum = most + Math.log(sum);
        for (int y = 0; y < logP.length; y++) {
            logP[y] = logits[offset + y] - logSum;
        }
    }

    /** Sums of each split: number of images, Σ Σ_y p log p, and Σ p [classes]. */
    private static final class SplitSums implements Accumulator {
        private static final long serialVersionUID = 1;

        private final int splits;
        private final long total;
        private long count;
        /** [splits, 2 + classes]; empty before the first images. */
        private double[] sums = {};
        /** Split of each position; computed when images are added. */
        private transient int[] splitOf;

        SplitSums(int splits, long total) {
            this.splits = splits;
            this.total = total;
        }

        @Override
        public long count() {
            return count;
        }

        @Override
        public void add(FeatureBatch batch) {
            int classes = batch.logits().length / batch.n();
            int length = 2 + classes;
            if (splitOf == null) {
                splitOf = ClassifierScore.splits(Math.toIntExact(total), splits);
            }
            double[] added = new double[splits * length];
            double[] logP = new double[classes];
            for (int i = 0; i < batch.n(); i++) {
                logSoftmax(batch.logits(), i * classes, logP);
                int at = splitOf[Math.toIntExact(batch.first() + i)] * length;
                added[at]++;
                for (int y = 0; y < classes; y++) {
                    double p = Math.exp(logP[y]);
                    added[at + 1] += p * logP[y];
                    added[at + 2 + y] += p;
                }
            }
            add(batch.n(), added);
        }

        @Override
        public void merge(Accumulator other) {
            SplitSums more = (SplitSums) other;
            add(more.count, more.sums);
        }

        private void add(long images, double[] added) {
            if (added.length == 0) {
                return;
            }
            if (sums.length == 0) {
                sums = new double[added.length];
            }
            if (added.length != sums.length) {
                throw new IllegalArgumentException(
                        "cannot add " + added.length + " sums to " + sums.length + ": the numbers of classes differ");
            }
            for (int i = 0; i < sums.length; i++) {
                sums[i] += added[i];
            }
            count = Math.addExact(count, images);
        }

        @Override
        public SplitSums copy() {
            SplitSums copy = new SplitSums(splits, total);
            copy.merge(this);
            return copy;
        }

        /** exp of the mean divergence of each split. */
        double[] scores() {
            int length = sums.length / splits;
            double[] scores = new double[splits];
            for (int split = 0; split < splits; split++) {
                int at = split * length;
                double n = sums[at];
                double divergence = sums[at + 1] / n;
                for (int y = 0; y < length - 2; y++) {
                    double q = sums[at + 2 + y] / n;
                    divergence -= q > 0 ? q * Math.log(q) : 0;
                }
                scores[split] = Math.exp(divergence);
            }
            return scores;
        }
    }
}
