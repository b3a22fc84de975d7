package org.dcd.transforms.measurement;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.dcd.schemas.Count;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Multi-coil magnetic resonance imaging, A = Σ_c S_cᴴ F⁻¹ M F S_c (paper, App. K.4): the zero-filled image of the
 * vertical k-space lines that M keeps. Images are complex, with real and imaginary part as two channels.
 *
 * <p>M acts on columns only, so the transforms along the height cancel, and only those along the width are computed.
 *
 * @param acceleration R; ⌊width/R⌋ lines are kept
 * @param centreLines number of kept lines at the centre of k-space; 0 for 20 of 320, scaled to the width
 * @param maps sensitivity maps S_c of the coils
 */
@TypeName("multicoil-fourier")
public record MulticoilFourier(
        @Range("[1, 64]") int acceleration,
        @Default("0") @Range("[0, 4096]") int centreLines,
        @Default("{type: birdcage}") CoilMapSource maps)
        implements ForwardOperator {
    private static final int CHANNELS = 2;
    private static final double REFERENCE_CENTRE = 20.0 / 320;

    public MulticoilFourier {
        Ranges.check(MulticoilFourier.class, acceleration, centreLines);
    }

    /** Uses simulated birdcage maps. */
    public MulticoilFourier(int coils, int acceleration, int centreLines) {
        this(acceleration, centreLines, new BirdcageMaps(coils));
    }

    @Override
    public <T> T apply(Ops<T> ops, T x, T parameters, ImageShape image) {
        Complex<T> sensitivities = maps.maps(image).constants(ops);
        CentredFourier fourier = new CentredFourier(image.width());
        Complex<T> coilImages = Complex.ofChannels(ops, x).times(ops, sensitivities);
        Complex<T> lines = fourier.transform(ops, coilImages).masked(ops, parameters);
        return fourier.inverse(ops, lines)
                .timesConjugate(ops, sensitivities)
                .sum(ops, 1)
                .toChannels(ops);
    }

    /** A is Hermitian. */
    @Override
    public <T> T adjoint(Ops<T> ops, T y, T parameters, ImageShape image) {
        return apply(ops, y, parameters, image);
    }

    /** False for measured maps: their noise creates differences between neighbouring pixels. */
    @Override
    public boolean isSmooth() {
        return !(maps instanceof NpyCoilMaps);
    }

    @Override
    public Optional<ImageShape> parameterShape(ImageShape image) {
        return Optional.of(new ImageShape(1, 1, image.width()));
    }

    /** 1 for lines that are kept: the centre and a random selection of the others. */
    @Override
    public float[] drawParameters(ImageShape image, long seed) {
        checkLines(image);
        int w = image.width();
        float[] all = new float[w];
        Arrays.fill(all, 1);
        return dropOuter(all, lines(w), seed);
    }

    /**
     * Drops random lines outside the centre.
     *
     * @param mask 1 for lines that are kept so far, [width]
     * @param left number of lines to keep
     * @param seed seed of the selection
     * @return a new mask
     */
    public float[] dropOuter(float[] mask, int left, long seed) {
        float[] kept = mask.clone();
        int[] outer = IntStream.range(0, mask.length)
                .filter(i -> mask[i] > 0 && !isCentre(i, mask.length))
                .toArray();
        int drop = centre(mask.length) + outer.length - left;
        UniformRandomProvider random = Seeds.stream(seed);
        for (int i = 0; i < drop; i++) {
            int other = i + random.nextInt(outer.length - i);
            int line = outer[other];
            outer[other] = outer[i];
            kept[line] = 0;
        }
        return kept;
    }

    /** Number of lines that are kept. */
    public int lines(int width) {
        return width / acceleration;
    }

    /** Number of lines at the centre of k-space, all of which are kept. */
    public int centre(int width) {
        return centreLines > 0 ? centreLines : Math.max(1, (int) Math.round(width * REFERENCE_CENTRE));
    }

    /** Whether a line belongs to the centre of k-space, whose zero frequency is line ⌊width/2⌋. */
    public boolean isCentre(int line, int width) {
        int first = width / 2 - centre(width) / 2;
        return line >= first && line < first + centre(width);
    }

    @Override
    public void checkImage(ImageShape image) {
        checkLines(image);
        maps.checkImage(image);
    }

    private void checkLines(ImageShape image) {
        if (image.channels() != CHANNELS) {
            throw new IllegalArgumentException(
                    "multicoil-fourier needs images with 2 channels (real and imaginary part), was " + image);
        }
        if (lines(image.width()) < centre(image.width())) {
            throw new IllegalArgumentException("multicoil-fourier.acceleration " + acceleration + " keeps "
                    + lines(image.width()) + " of " + Count.of(image.width(), "line") + ", fewer than the "
                    + centre(image.width()) + " at the centre; lower acceleration or centre-lines");
        }
    }
}
