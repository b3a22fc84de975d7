package org.dcd.transforms.data;

import java.nio.ByteBuffer;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Settings shared by all data sets of u8 images.
 *
 * @param pad zero pixels added on every side
 * @param downsample k: the mean of each k x k square of the padded image, rounded to the nearest u8, halves up
 * @param heldOut number of images excluded from training
 * @param subset fraction of the other images used for training
 */
public record CommonSettings(
        @Range(CommonSettings.PAD) int pad,
        @Range(CommonSettings.DOWNSAMPLE) int downsample,
        @Range("[0, )") int heldOut,
        @Range("(0, 1]") double subset) {
    /** Range of {@code pad}, in pixels. */
    public static final String PAD = "[0, 1024]";

    /** Range of {@code downsample}. */
    public static final String DOWNSAMPLE = "[1, 64]";

    public CommonSettings {
        Ranges.check(CommonSettings.class, pad, downsample, heldOut, subset);
    }

    /**
     * Returns the summary of a data set after padding and downsampling.
     *
     * @param where path of the file, for error messages
     * @param count number of images
     * @param raw shape of the stored images
     * @param classes number of label classes; 0 without labels
     * @throws BadInputException if a padded side is not a multiple of {@code downsample}
     */
    public DatasetSource.Summary summary(String where, long count, ImageShape raw, int classes) {
        ImageShape shape = shape(where, raw);
        return new DatasetSource.Summary(count, shape.channels(), shape.height(), shape.width(), classes);
    }

    /**
     * Returns the shape after padding and downsampling.
     *
     * @param where path of the file, for error messages
     * @param raw shape of the stored images
     * @throws BadInputException if a padded side is not a multiple of {@code downsample}
     */
    public ImageShape shape(String where, ImageShape raw) {
        return new ImageShape(raw.channels(), side(where, "height", raw.height()), side(where, "width", raw.width()));
    }

    private int side(String where, String name, int side) {
        int padded = side + 2 * pad;
        if (padded % downsample != 0) {
            throw new BadInputException(where + ": " + name + " " + side + " with pad " + pad + " is " + padded
                    + ", not a multiple of downsample " + downsample + "; change pad or downsample");
        }
        return padded / downsample;
    }

    /**
     * Builds a clean image from stored pixels: pads and downsamples them.
     *
     * @param id id of the image
     * @param label class of the image; -1 without labels
     * @param raw shape of the stored image
     * @param shape result of {@link #shape} for {@code raw}
     * @param pixels u8 planes of shape {@code raw}; copied
     */
    public Image image(long id, int label, ImageShape raw, ImageShape shape, byte[] pixels) {
        byte[] shown = pad == 0 && downsample == 1 ? pixels.clone() : average(pixels, raw, shape);
        return new Image(
                id,
                Origin.CLEAN,
                label,
                shape.channels(),
                shape.height(),
                shape.width(),
                DataType.U8,
                ByteBuffer.wrap(shown));
    }

    private byte[] average(byte[] pixels, ImageShape raw, ImageShape shape) {
        int[] sums = new int[shape.size()];
        for (int i = 0; i < raw.size(); i++) {
            int plane = i / (raw.height() * raw.width());
            int row = (i / raw.width() % raw.height() + pad) / downsample;
            int column = (i % raw.width() + pad) / downsample;
            sums[(plane * shape.height() + row) * shape.width() + column] += pixels[i] & 0xff;
        }
        int count = downsample * downsample;
        byte[] means = new byte[sums.length];
        for (int i = 0; i < sums.length; i++) {
            means[i] = (byte) ((2 * sums[i] + count) / (2 * count));
        }
        return means;
    }
}
