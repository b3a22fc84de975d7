package org.dcd.transforms.network;

import java.util.List;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.TypeName;

/** EDM's DDPM++ U-Net. */
@TypeName("song-unet")
public record SongUNet(
        int channels,
        List<Integer> multipliers,
        int blocks,
        @Default("[16]") List<Integer> attention,
        @Default("0") double dropout)
        implements Denoiser {
    @Override
    public <T> T apply(Ops<T> ops, String prefix, T x, T noiseLabels, ImageShape shape) {
        throw new IllegalStateException("being written");
    }

    @Override
    public void checkShape(ImageShape shape) {}
}
