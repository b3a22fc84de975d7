package org.dcd.transforms.data.folder;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.data.folder.ImageHeader.Format;
import org.dcd.transforms.data.folder.ImageHeader.Window;
import org.dcd.transforms.image.ImageShape;

/** Decodes PNG and JPEG files with the JDK's readers, which are reused from file to file. */
final class ImageDecoder implements Closeable {
    private final Map<Format, ImageReader> readers = new EnumMap<>(Format.class);
    private String warning;

    /**
     * Decodes a part of an image. Warnings of the decoder are errors, for example missing data that it replaces.
     *
     * @param file the whole file; its metadata is overwritten
     * @param header header of the file
     * @param window part of the image to return
     * @param where name of the file in error messages
     * @return u8 planes, channels x window height x window width
     */
    byte[] decode(byte[] file, ImageHeader header, Window window, String where) {
        byte[] checked =
                switch (header.format()) {
                    case PNG -> PngChunks.checked(file, where);
                    case JPEG -> jpeg(file, header, where);
                };
        Raster raster = raster(checked, header, where);
        ImageShape shape = header.shape();
        byte[] planes = new byte[shape.channels() * window.height() * window.width()];
        int[] row = new int[window.width()];
        int at = 0;
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int y = 0; y < window.height(); y++) {
                raster.getSamples(window.left(), window.top() + y, window.width(), 1, channel, row);
                for (int sample : row) {
                    planes[at++] = (byte) sample;
                }
            }
        }
        return planes;
    }

    private static byte[] jpeg(byte[] file, ImageHeader header, String where) {
        if (header.coding().progressive() && !JpegScans.areWhole(file)) {
            throw new BadInputException(
                    where + ": the last scans of a progressive JPEG are missing, so decoders would give"
                            + " different pixels; get it again or remove it");
        }
        return JpegMarkers.plain(file);
    }

    private Raster raster(byte[] file, ImageHeader header, String where) {
        ImageReader reader = readers.computeIfAbsent(header.format(), this::newReader);
        warning = null;
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            checkSize(header.shape(), reader.getWidth(0), reader.getHeight(0));
            BufferedImage image = reader.read(0);
            Raster raster = image.getRaster();
            checkSize(header.shape(), raster.getWidth(), raster.getHeight());
            if (raster.getNumBands() != header.shape().channels()) {
                throw new IOException(Count.of(raster.getNumBands(), "channel") + ", unlike its header");
            }
            if (warning != null) {
                throw new IOException(warning);
            }
            return raster;
        } catch (IOException | RuntimeException e) {
            // the JDK's readers throw exceptions of many types for damaged files
            readers.remove(header.format()).dispose();
            throw new BadInputException(
                    where + ": damaged or truncated (" + e.getMessage() + "); get it again or remove it", e);
        }
    }

    private static void checkSize(ImageShape shape, int width, int height) throws IOException {
        if (width != shape.width() || height != shape.height()) {
            throw new IOException("decodes to " + height + "x" + width + ", not the size in its header");
        }
    }

    private ImageReader newReader(Format format) {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format.name()).next();
        reader.addIIOReadWarningListener(new IIOReadWarningListener() {
            @Override
            public void warningOccurred(ImageReader source, String message) {
                warning = message;
            }
        });
        return reader;
    }

    @Override
    public void close() {
        readers.values().forEach(ImageReader::dispose);
    }
}
