package org.dcd.pipelines.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.dcd.transforms.image.ImageShape;
import org.junit.jupiter.api.Test;

class PngTest {
    @Test
    void colourPlanesBecomeColours() throws IOException {
        byte[] image = {(byte) 255, 1, 2, (byte) 200, 3, (byte) 250};
        BufferedImage grid = read(Png.grid(List.of(image, image), new ImageShape(3, 1, 2), 1));
        assertThat(grid.getWidth()).isEqualTo(3);
        assertThat(grid.getHeight()).isEqualTo(4);
        assertThat(grid.getRGB(0, 0)).isEqualTo(0xffff0203);
        assertThat(grid.getRGB(1, 2)).isEqualTo(0xff01c8fa);
    }

    @Test
    void gapsAreTransparent() throws IOException {
        BufferedImage grid = read(Png.grid(List.of(new byte[4]), new ImageShape(1, 2, 2), 2));
        assertThat(grid.getRGB(2, 0) >>> 24).isZero();
        assertThat(grid.getRGB(1, 1)).isEqualTo(0xff000000);
        assertThat(grid.getRGB(4, 1) >>> 24).as("no second image").isZero();
    }

    private static BufferedImage read(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }
}
