package org.dcd.transforms.data.points;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.dcd.schemas.Image;
import org.dcd.transforms.data.points.CurveDataset.Curve;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Points on the Archimedean spiral r = t / t_max at angle t, the toy data of the paper's Figures 2 and 15. t is uniform
 * between t_min = 2π·start and t_max = 2π·(start + turns), as in scikit-learn's Swiss roll. All points are in the unit
 * circle.
 *
 * @param count number of points, including held-out ones
 * @param start turns omitted at the centre
 * @param turns turns of the spiral
 * @param heldOut number of points excluded from training
 * @param subset fraction of the other points used for training, in (0, 1]
 */
@TypeName("spiral")
public record Spiral(
        @Default("20000") @Range(PointSettings.COUNT) int count,
        @Default("0.75") @Range("(0, 1e9]") double start,
        @Default("1.5") @Range("[0.01, 100]") double turns,
        @Default("2000") @Range("[0, count)") int heldOut,
        @Default("1") @Range("(0, 1]") double subset)
        implements CurveDataset {
    private static final long LAW = new Seeds(0x5917a1).of("spiral", 0);

    public Spiral {
        Ranges.check(Spiral.class, count, start, turns, heldOut, subset);
    }

    @Override
    public Curve curve() {
        return fraction -> {
            double t = 2 * Math.PI * (start + turns * fraction);
            double radius = t / (2 * Math.PI * (start + turns));
            return new double[] {radius * Math.cos(t), radius * Math.sin(t)};
        };
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
        Curve curve = curve();
        Seeds seeds = new Seeds(LAW);
        settings()
                .read(
                        ids,
                        id -> {
                            double[] point =
                                    curve.at(Seeds.stream(seeds.of("point", id)).nextDouble());
                            return new float[] {(float) point[0], (float) point[1]};
                        },
                        consumer);
    }

    private PointSettings settings() {
        return new PointSettings(2, count, heldOut, subset);
    }
}
