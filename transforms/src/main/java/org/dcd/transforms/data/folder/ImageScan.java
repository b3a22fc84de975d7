package org.dcd.transforms.data.folder;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.image.ImageShape;

/** Reads the headers of the images of a data set in order; collects the common shape and how the images are coded. */
final class ImageScan {
    private final int resizeTo;
    private ImageShape first;
    private String firstName;
    private long jpegs;
    private long tall;

    /** @param resizeTo side to which images are resized; 0 if all must have the same size */
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
     * @throws BadInputException if the image differs from the first in channels or, without resizing, in size
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
                    + "; convert all images to one of the two");
        }
        if (resizeTo == 0 && !shape.equals(first)) {
            throw new BadInputException(where + " is " + size(shape) + " (height x width), but " + firstName + " is "
                    + size(first) + "; set resize-to to resize all images to one size");
        }
        jpegs += header.format() == ImageHeader.Format.JPEG ? 1 : 0;
        tall += header.coding().tall() ? 1 : 0;
        return header;
    }

    /** Shape of all images before padding and downsampling. */
    ImageShape raw() {
        return resizeTo == 0 ? first : new ImageShape(first.channels(), resizeTo, resizeTo);
    }

    /** Identifiers of decoders that pixels depend on; empty for PNG, and for JPEG with the usual chroma sampling. */
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

    /** The same as {@link #decoders}, in words for the plan. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (jpegs > 0 && !JpegPixels.areUsual()) {
            notes.add("the JPEG decoder of this Java gives different pixels than libjpeg (stage keys include decoder "
                    + JpegPixels.usual().substring(0, 8) + ")");
        }
        if (tall > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d JPEG %s 4:4:0 chroma sampling, which decoders interpolate differently (stage keys include"
                            + " decoder %s)",
                    tall,
                    tall == 1 ? "image has" : "images have",
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
