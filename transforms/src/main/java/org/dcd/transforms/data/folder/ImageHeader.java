package org.dcd.transforms.data.folder;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.ZipException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.FailedDownload;
import org.dcd.transforms.image.ImageShape;

/**
 * Header of a PNG (W3C PNG, 11.2.2 IHDR) or JPEG file (ITU T.81, B.2.2 SOF), checked before the image is decoded.
 *
 * @param shape 1 or 3 channels, sides at most 16384, at most 2^25 pixels
 * @param coding coding of a JPEG file; {@link Coding#NONE} for PNG
 */
record ImageHeader(Format format, ImageShape shape, Coding coding) {
    static final int MAX_SIDE = 16384;
    static final int MAX_PIXELS = 1 << 25;
    /** Limit on metadata in bytes, such as embedded thumbnails and colour profiles. */
    private static final int MAX_METADATA = 4 << 20;

    private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int IHDR = 0x49484452;

    /** Format of a file, determined from its content. */
    enum Format {
        PNG,
        JPEG
    }

    /**
     * Properties of a JPEG file on which decoders differ.
     *
     * @param progressive whether the image is in several scans, each refining the earlier ones
     * @param tall whether a component has half the rows and all the columns (4:4:0): libjpeg 6b repeats its rows,
     *     libjpeg-turbo interpolates them
     */
    record Coding(boolean progressive, boolean tall) {
        static final Coding NONE = new Coding(false, false);
    }

    /** A part of an image, in pixels. */
    record Window(int top, int left, int height, int width) {}

    /** Reads the header at the start of a file. */
    static ImageHeader read(InputStream stream, String where) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(stream, 1 << 10));
        try {
            in.mark(FailedDownload.HEAD);
            if (in.read() < 0) {
                FailedDownload.reject(where, new byte[0]);
            }
            in.reset();
            int start = in.readUnsignedShort();
            if (start == 0xFFD8) {
                return jpeg(in, where);
            }
            if (start == PNG_SIGNATURE >>> 48) {
                long signature = ((long) start << 48)
                        | ((long) in.readUnsignedShort() << 32)
                        | Integer.toUnsignedLong(in.readInt());
                if (signature == PNG_SIGNATURE) {
                    return png(in, where);
                }
            }
            in.reset();
            FailedDownload.reject(where, in.readNBytes(FailedDownload.HEAD));
            throw bad(where, "is neither PNG nor JPEG, despite its name", "convert it");
        } catch (EOFException | ZipException e) {
            throw bad(where, "is truncated or damaged within its header", "get it again");
        }
    }

    private static ImageHeader png(DataInputStream in, String where) throws IOException {
        if (in.readInt() != 13 || in.readInt() != IHDR) {
            throw bad(where, "does not start with the IHDR chunk of PNG", "get it again");
        }
        int width = in.readInt();
        int height = in.readInt();
        int depth = in.readUnsignedByte();
        int colours = in.readUnsignedByte();
        String kind =
                switch (colours) {
                    case 0 -> depth + "-bit grey";
                    case 2 -> depth + "-bit RGB";
                    case 3 -> "an image with a palette";
                    case 4, 6 -> depth + "-bit with an alpha channel";
                    default -> "of unknown colour type " + colours;
                };
        if (depth != 8 || (colours != 0 && colours != 2)) {
            throw bad(where, "is " + kind, "only 8-bit grey and RGB are read; convert it");
        }
        return of(Format.PNG, colours == 0 ? 1 : 3, height, width, Coding.NONE, where);
    }

    private static ImageHeader jpeg(DataInputStream in, String where) throws IOException {
        int passed = 0;
        while (passed <= MAX_METADATA) {
            int marker = JpegMarkers.next(in);
            if (JpegMarkers.isFrame(marker)) {
                if (!JpegMarkers.isHuffman(marker)) {
                    throw bad(
                            where,
                            String.format("is an arithmetic, lossless or hierarchical JPEG (marker 0x%02X)", marker),
                            "only baseline and progressive JPEG are read; save it again");
                }
                in.readUnsignedShort();
                int depth = in.readUnsignedByte();
                int height = in.readUnsignedShort();
                int width = in.readUnsignedShort();
                int channels = in.readUnsignedByte();
                if (depth != 8 || (channels != 1 && channels != 3)) {
                    throw bad(
                            where,
                            "has " + Count.of(channels, "channel") + " of " + depth + " bits",
                            "only 8-bit grey and RGB are read; convert it");
                }
                Coding coding = new Coding(JpegMarkers.isProgressive(marker), channels == 3 && isTall(in, where));
                return of(Format.JPEG, channels, height, width, coding, where);
            }
            if (!JpegMarkers.hasSegment(marker)) {
                throw bad(where, String.format("has marker 0x%02X before its size", marker), "get it again");
            }
            int length = in.readUnsignedShort();
            if (length < 2) {
                throw bad(where, "has a segment of length " + length, "get it again");
            }
            in.skipNBytes(length - 2);
            passed += 2 + length;
        }
        throw bad(where, "has no frame header within its first " + MAX_METADATA + " bytes", "remove its metadata");
    }

    /** Reads the sampling factors of three components (ITU T.81, B.2.2: H and V of each). */
    private static boolean isTall(DataInputStream in, String where) throws IOException {
        int[] across = new int[3];
        int[] down = new int[3];
        for (int i = 0; i < 3; i++) {
            in.readUnsignedByte();
            int factors = in.readUnsignedByte();
            across[i] = factors >> 4;
            down[i] = factors & 15;
            in.readUnsignedByte();
            if (across[i] < 1 || across[i] > 4 || down[i] < 1 || down[i] > 4) {
                throw bad(where, "has sampling factors " + across[i] + "x" + down[i], "get it again");
            }
        }
        int mostAcross = Arrays.stream(across).max().orElseThrow();
        int mostDown = Arrays.stream(down).max().orElseThrow();
        return IntStream.range(0, 3).anyMatch(i -> across[i] == mostAcross && 2 * down[i] == mostDown);
    }

    private static ImageHeader of(Format format, int channels, int height, int width, Coding coding, String where) {
        boolean sides = height >= 1 && width >= 1 && height <= MAX_SIDE && width <= MAX_SIDE;
        if (!sides || (long) height * width > MAX_PIXELS) {
            throw bad(
                    where,
                    "is " + Integer.toUnsignedString(height) + "x" + Integer.toUnsignedString(width)
                            + " (height x width)",
                    "sides must be in [1, " + MAX_SIDE + "], with at most " + MAX_PIXELS + " pixels; make it smaller");
        }
        return new ImageHeader(format, new ImageShape(channels, height, width), coding);
    }

    /** Upper limit on the size of a file with an image of this shape, in bytes. */
    int maxBytes() {
        return shape.size() + shape.size() / 4 + MAX_METADATA;
    }

    Window whole() {
        return new Window(0, 0, shape.height(), shape.width());
    }

    /** Centre crop as in EDM (dataset_tool.py), starting at (h - side) / 2, rounded down. */
    Window centralSquare() {
        int side = Math.min(shape.height(), shape.width());
        return new Window((shape.height() - side) / 2, (shape.width() - side) / 2, side, side);
    }

    private static BadInputException bad(String where, String problem, String remedy) {
        return new BadInputException(where + " " + problem + "; " + remedy);
    }
}
