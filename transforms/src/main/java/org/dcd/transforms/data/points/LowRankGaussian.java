package org.dcd.transforms.data.points;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.dcd.schemas.Image;
import org.dcd.transforms.data.RandomAccessSource;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.Renamed;
import org.dcd.transforms.registry.TypeName;

/**
 * Points x = Ez with z ~ N(0, I_r), where E [d, r] has orthonormal columns: the data of the paper's theory (Assumption
 * 3).
 *
 * @param dimension d
 * @param rank r
 * @param count number of points, including held-out ones
 * @param distributionSeed seed of E and of the points
 * @param heldOut number of points excluded from training
 * @param subset fraction of the other points used for training, in (0, 1]
 */
@TypeName("low-rank-gaussian")
public record LowRankGaussian(
        @Range("[2, 256]") int dimension,
        @Range("[1, dimension)") int rank,
        @Default("100000") @Range(PointSettings.COUNT) int count,
        @Default("1") @Renamed(from = "law-seed") long distributionSeed,
        @Default("0") @Range("[0, count)") int heldOut,
        @Default("1") @Range("(0, 1]") double subset)
        implements RandomAccessSource {
    public LowRankGaussian {
        Ranges.check(LowRankGaussian.class, dimension, rank, count, heldOut, subset);
    }

    /** E [d, r], row-major: a Gaussian matrix whose columns are orthonormalised (Gram-Schmidt). */
    public double[] factor() {
        float[] draw = Seeds.normal(new Seeds(distributionSeed).of("low-rank-gaussian/e", 0), dimension * rank);
        double[] e = new double[draw.length];
        for (int i = 0; i < e.length; i++) {
            e[i] = draw[i];
        }
        for (int j = 0; j < rank; j++) {
            for (int k = 0; k < j; k++) {
                double projection = product(e, j, k);
                for (int i = 0; i < dimension; i++) {
                    e[i * rank + j] -= projection * e[i * rank + k];
                }
            }
            double length = Math.sqrt(product(e, j, j));
            for (int i = 0; i < dimension; i++) {
                e[i * rank + j] /= length;
            }
        }
        return e;
    }

    /** Scalar product of two columns. */
    private double product(double[] e, int j, int k) {
        double sum = 0;
        for (int i = 0; i < dimension; i++) {
            sum += e[i * rank + j] * e[i * rank + k];
        }
        return sum;
    }

    @Override
    public List<Path> files() {
        return List.of();
    }

    @Override
    public Summary summarise() {
        return settings().summary();
    }

    @Override
    public void read(LongStream ids, Consumer<Image> consumer) {
        double[] e = factor();
        Seeds seeds = new Seeds(distributionSeed);
        settings()
                .read(
                        ids,
                        id -> {
                            float[] z = Seeds.normal(seeds.of("low-rank-gaussian/z", id), rank);
                            float[] x = new float[dimension];
                            for (int i = 0; i < dimension; i++) {
                                double sum = 0;
                                for (int j = 0; j < rank; j++) {
                                    sum += e[i * rank + j] * z[j];
                                }
                                x[i] = (float) sum;
                            }
                            return x;
                        },
                        consumer);
    }

    private PointSettings settings() {
        return new PointSettings(dimension, count, heldOut, subset);
    }
}
