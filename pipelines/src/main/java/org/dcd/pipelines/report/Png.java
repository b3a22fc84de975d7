package org.dcd.pipelines.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.dcd.transforms.image.ImageShape;

/** Encodes 8-bit images, and grids of them, as PNG. */
public final class Png {
    /** Transparent pixels to the right of and below every image, so that adjacent grids have even spacing. */
    public static final int GAP = 1;

    private Png() {}

    /**
     * A grid of images in reading order, separated by {@link #GAP} transparent pixels.
     *
     * @param images channels x height x width each, 1 or 3 channels
     * @param columns number of images in a line
     */
    public static byte[] grid(List<byte[]> images, ImageShape shape, int columns) {
        int rows = Math.max(1, (images.size() + columns - 1) / columns);
        BufferedImage grid = new BufferedImage(
                columns * (shape.width() + GAP), rows * (shape.height() + GAP), BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < images.size(); i++) {
            draw(grid, images.get(i), shape, i % columns * (shape.width() + GAP), i / columns * (shape.height() + GAP));
        }
        return encode(grid);
    }

    /**
     * One image, without a gap.
     *
     * @param pixels channels x height x width, 1 or 3 channels
     */
    public static byte[] image(byte[] pixels, ImageShape shape) {
        int type = shape.channels() == 3 ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY;
        BufferedImage image = new BufferedImage(shape.width(), shape.height(), type);
        if (shape.channels() == 3) {
            draw(image, pixels, shape, 0, 0);
        } else {
            // set through the raster, since setting a colour would convert between colour spaces
            image.getRaster().setDataElements(0, 0, shape.width(), shape.height(), pixels);
        }
        return encode(image);
    }

    private static byte[] encode(BufferedImage grid) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(grid, "png", png)) {
                throw new IllegalStateException("this Java installation has no PNG writer");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }

    private static void draw(BufferedImage grid, byte[] pixels, ImageShape shape, int left, int top) {
        int plane = shape.height() * shape.width();
        int green = shape.channels() == 3 ? plane : 0;
        for (int at = 0; at < plane; at++) {
            int argb = 0xff000000
                    | (pixels[at] & 0xff) << 16
                    | (pixels[at + green] & 0xff) << 8
                    | (pixels[at + 2 * green] & 0xff);
            grid.setRGB(left + at % shape.width(), top + at / shape.width(), argb);
        }
    }
}
