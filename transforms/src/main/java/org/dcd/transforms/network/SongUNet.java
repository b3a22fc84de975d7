package org.dcd.transforms.network;

import java.util.List;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.settings.Range;

/**
 * The DDPM++ U-Net of Song et al. 2021 as EDM writes it ({@code SongUNet} with positional embedding, standard encoder
 * and decoder, resampling filter [1, 1]). Structure and parameter names are EDM's, so that public checkpoints import
 * one to one.
 *
 * @param channels of the first level, a multiple of 16 (libtorch's CPU convolutions are only trusted there)
 * @param multipliers channels of each level, times {@code channels}; each level halves the resolution
 * @param blocks residual blocks of each level in the encoder; the decoder has one more
 * @param attention resolutions (heights) whose blocks have self-attention; the innermost block always has it
 * @param dropout probability inside residual blocks
 */
@TypeName("song-unet")
public record SongUNet(
        int channels,
        List<Integer> multipliers,
        int blocks,
        @Default("[16]") List<Integer> attention,
        @Default("0") double dropout)
        implements Denoiser {
    public SongUNet {
        Range.within("song-unet.channels", channels, 16, 4096);
        if (channels % 16 != 0) {
            throw new IllegalArgumentException("song-unet.channels must be a multiple of 16, was " + channels);
        }
        Range.within("number of song-unet.multipliers", multipliers.size(), 1, 8);
        multipliers.forEach(multiplier -> Range.within("song-unet.multipliers", multiplier, 1, 64));
        Range.within("song-unet.blocks", blocks, 1, 64);
        attention.forEach(resolution -> Range.within("song-unet.attention", resolution, 1, 65_536));
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("song-unet.dropout must be in [0, 1), was " + dropout);
        }
        multipliers = List.copyOf(multipliers);
        attention = List.copyOf(attention);
    }

    @Override
    public <T> T apply(Ops<T> ops, String prefix, T x, T noiseLabels, ImageShape shape, int conditionChannels) {
        return new SongUNetWalk<>(this, ops, prefix, shape, conditionChannels).apply(x, noiseLabels);
    }

    @Override
    public void checkShape(ImageShape shape) {
        int divisor = 1 << (multipliers.size() - 1);
        if (shape.height() != shape.width() || shape.height() % divisor != 0) {
            throw new IllegalArgumentException("song-unet with " + multipliers.size()
                    + " levels needs square images whose side is a multiple of " + divisor + ", was " + shape);
        }
    }
}
