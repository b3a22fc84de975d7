package org.dcd.transforms.data.folder;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.image.ImageShape;

/**
 * What the headers of the images of a data set tell, one after another: what all have in common, how they are coded.
 */
final class ImageScan {
    private final int resizeTo;
    private ImageShape first;
    private String firstName;
    private long jpegs;
    private long tall;

    /** @param resizeTo side to which images are resized; with 0 all must have one size */
    ImageScan(int resizeTo) {
        this.resizeTo = resizeTo;
    }

    /** Reads the headers of all images. */
    static ImageScan of(ImageFiles files, int resizeTo) throws IOException {
        ImageScan scan = new ImageScan(resizeTo);
        for (String name : files.images()) {
            scan.header(files, name);
        }
        return scan;
    }

    /**
     * Reads the next header.
     *
     * @throws BadInputException when the image differs from the first in what all must have in common
     */
    ImageHeader header(ImageFiles files, String name) throws IOException {
        String where = files.where(name);
        ImageHeader header;
        try (InputStream in = files.open(name)) {
            header = ImageHeader.read(in, where);
        }
        ImageShape shape = header.shape();
        if (first == null) {
            first = shape;
            firstName = where;
        }
        if (shape.channels() != first.channels()) {
            throw new BadInputException(where + " is " + colours(shape) + ", but " + firstName + " is " + colours(first)
                    + "; convert the images to one of them");
        }
        if (resizeTo == 0 && !shape.equals(first)) {
            throw new BadInputException(where + " is " + size(shape) + " (height x width), but " + firstName + " is "
                    + size(first) + "; give resize-to, the side to which all are to be resized");
        }
        jpegs += header.format() == ImageHeader.Format.JPEG ? 1 : 0;
        tall += header.coding().tall() ? 1 : 0;
        return header;
    }

    /** Shape of all images before padding and averaging. */
    ImageShape raw() {
        return resizeTo == 0 ? first : new ImageShape(first.channels(), resizeTo, resizeTo);
    }

    /** The decoders whose choice changes pixels; none for PNG, nor for JPEG of the usual samplings. */
    List<String> decoders() {
        List<String> decoders = new ArrayList<>();
        if (jpegs > 0 && !JpegPixels.areUsual()) {
            decoders.add("jpeg decoder " + JpegPixels.usual());
        }
        if (tall > 0) {
            decoders.add("jpeg 4:4:0 decoder " + JpegPixels.tall());
        }
        return decoders;
    }

    /** The same for people. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (jpegs > 0 && !JpegPixels.areUsual()) {
            notes.add("the JPEG decoder of this Java gives other pixels than libjpeg (decoder "
                    + JpegPixels.usual().substring(0, 8) + ", which keys of stages include)");
        }
        if (tall > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d JPEG %s sampled 4:4:0, whose pixels depend on the decoder (here %s, which keys of stages"
                            + " include)",
                    tall,
                    tall == 1 ? "image is" : "images are",
                    JpegPixels.tall().substring(0, 8)));
        }
        return notes;
    }

    private static String colours(ImageShape shape) {
        return shape.channels() == 1 ? "grey" : "RGB";
    }

    private static String size(ImageShape shape) {
        return shape.height() + "x" + shape.width();
    }
}
