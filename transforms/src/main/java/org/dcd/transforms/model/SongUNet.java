package org.dcd.transforms.model;

import java.util.List;
import org.dcd.schemas.Count;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * The U-Nets of Song et al. 2021 in EDM's implementation ({@code SongUNet} with standard decoder). Structure and
 * parameter names are EDM's, so published networks can be imported. The defaults are DDPM++; NCSN++ is
 * {@code embedding: fourier, noise-multiplier: 2, encoder: residual, resample-filter: [1, 3, 3, 1]}.
 *
 * @param channels channels of the first level, a multiple of 16 (libtorch's CPU convolutions may be wrong otherwise)
 * @param multipliers channels of each level as multiples of {@code channels}; each level halves the resolution
 * @param blocks residual blocks per level of the encoder; the decoder has one more
 * @param attention resolutions (heights) whose blocks have self-attention; the innermost block always has it
 * @param dropout dropout probability in residual blocks
 * @param embedding embedding of the noise level
 * @param noiseMultiplier length of the noise embedding as a multiple of {@code channels}
 * @param encoder whether the encoder gets the image again at every level
 * @param resampleFilter filter taps for downsampling and upsampling, symmetric
 * @param augmentLabels length of the augmentation labels; 0 for none
 */
@TypeName("song-unet")
public record SongUNet(
        @Range("[16, 4096]") int channels,
        @Range("[1, 64]") List<Integer> multipliers,
        @Range("[1, 64]") int blocks,
        @Default("[16]") @Range("[1, 65536]") List<Integer> attention,
        @Default("0") @Range("[0, 1)") double dropout,
        @Default("positional") NoiseEmbedding embedding,
        @Default("1") @Range("[1, 16]") int noiseMultiplier,
        @Default("standard") Encoder encoder,
        @Default("[1, 1]") List<Integer> resampleFilter,
        @Default("0") @Range("[0, 64]") int augmentLabels)
        implements Denoiser {
    /** Architecture of the encoder. */
    public enum Encoder {
        /** Residual blocks only. */
        STANDARD,
        /** The input of each level is averaged with the image, which is convolved and downsampled separately. */
        RESIDUAL
    }

    public SongUNet {
        Ranges.check(SongUNet.class, channels, multipliers, blocks, attention, dropout, noiseMultiplier, augmentLabels);
        if (multipliers.isEmpty() || multipliers.size() > 8) {
            throw new IllegalArgumentException("song-unet.multipliers must have 1 to 8 items, was " + multipliers);
        }
        if (channels % 16 != 0) {
            throw new IllegalArgumentException("song-unet.channels must be a multiple of 16, was " + channels);
        }
        checkFilter(resampleFilter);
        multipliers = List.copyOf(multipliers);
        attention = List.copyOf(attention);
        resampleFilter = List.copyOf(resampleFilter);
    }

    /** Creates a DDPM++ without augmentation labels. */
    public SongUNet(int channels, List<Integer> multipliers, int blocks, List<Integer> attention, double dropout) {
        this(
                channels,
                multipliers,
                blocks,
                attention,
                dropout,
                NoiseEmbedding.POSITIONAL,
                1,
                Encoder.STANDARD,
                List.of(1, 1),
                0);
    }

    private static void checkFilter(List<Integer> taps) {
        int n = taps.size();
        boolean symmetric = true;
        for (int i = 0; i < n; i++) {
            symmetric &= taps.get(i) > 0 && taps.get(i).equals(taps.get(n - 1 - i));
        }
        if (n < 2 || n > 8 || n % 2 != 0 || !symmetric) {
            throw new IllegalArgumentException(
                    "song-unet.resample-filter must have 2, 4, 6 or 8 positive, symmetric taps, was " + taps);
        }
    }

    @Override
    public <T> T apply(Ops<T> ops, String prefix, T x, T noiseLabels, ImageShape shape, int conditionChannels) {
        return new SongUNetForward<>(this, ops, prefix, shape, conditionChannels).apply(x, noiseLabels, null);
    }

    @Override
    public <T> T applyAugmented(
            Ops<T> ops, String prefix, T x, T noiseLabels, T labels, ImageShape shape, int conditionChannels) {
        if (augmentLabels == 0) {
            throw new IllegalArgumentException(
                    "song-unet.augment-labels is 0, so the network takes no augmentation labels");
        }
        return new SongUNetForward<>(this, ops, prefix, shape, conditionChannels).apply(x, noiseLabels, labels);
    }

    @Override
    public void checkShape(ImageShape shape) {
        int divisor = 1 << (multipliers.size() - 1);
        if (shape.height() % divisor != 0 || shape.width() % divisor != 0) {
            throw new IllegalArgumentException("song-unet with " + Count.of(multipliers.size(), "level")
                    + " needs images whose height and width are multiples of " + divisor + ", was " + shape);
        }
    }
}
