package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.schemas.Count;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * exp E KL(p(y|x) ‖ p(y)) of a classifier's posteriors (Salimans et al. 2016), which on Inception's is the Inception
 * Score: 1 at least, the number of classes at most. Mean over splits of the shuffled row, the same as in
 * torch-fidelity.
 *
 * @param splits parts of the row
 */
@TypeName("classifier-score")
@Scores(value = "classifier-score", higherIsBetter = true)
public record ClassifierScore(@Default("10") @Range("[1, 1000]") int splits) implements SumMetric {
    /** Seed of the shuffle in torch-fidelity. */
    private static final int SEED = 2020;

    public ClassifierScore {
        Ranges.check(ClassifierScore.class, splits);
    }

    @Override
    public View view() {
        return View.CLEAN_FEATURES;
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

    /** For each split: its images, Σ Σ_y p log p, and Σ p [classes]. */
    @Override
    public Sums of(FeatureBatch logits, long first, long total) {
        int classes = logits.dimension();
        int length = 2 + classes;
        double[] sums = new double[splits * length];
        int[] splitOf = splits(Math.toIntExact(total));
        double[] logP = new double[classes];
        for (int i = 0; i < logits.n(); i++) {
            logSoftmax(logits.features(), i * classes, logP);
            int at = splitOf[Math.toIntExact(first + i)] * length;
            sums[at]++;
            for (int y = 0; y < classes; y++) {
                double p = Math.exp(logP[y]);
                sums[at + 1] += p * logP[y];
                sums[at + 2 + y] += p;
            }
        }
        return new Sums(logits.n(), sums);
    }

    /** The split of each position. */
    private int[] splits(int total) {
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

    @Override
    public List<MetricValue> of(Sums row) {
        double[] sums = row.values();
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
        return List.of(MetricValue.meanOf("classifier-score", scores));
    }
}
