package org.dcd.transforms.data.folder;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Tiny image files for tests. */
public final class Pictures {
    private Pictures() {}

    /** Random u8 planes. */
    static byte[] planes(int channels, int height, int width, long seed) {
        byte[] planes = new byte[channels * height * width];
        new Random(seed).nextBytes(planes);
        return planes;
    }

    /** PNG of random planes, grey or RGB. */
    public static byte[] png(int channels, int height, int width, long seed) {
        return encode("png", channels, height, width, planes(channels, height, width, seed));
    }

    static byte[] encode(String format, int channels, int height, int width, byte[] planes) {
        int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
        BufferedImage image = new BufferedImage(width, height, type);
        for (int i = 0; i < planes.length; i++) {
            int plane = i / (height * width);
            image.getRaster().setSample(i % width, i / width % height, plane, planes[i] & 0xff);
        }
        return encode(format, image);
    }

    static byte[] encode(String format, BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A PNG with the given header and compressed data, which may be invalid. */
    static byte[] png(int width, int height, int depth, int colours, byte[] inflated) {
        Deflater deflater = new Deflater();
        deflater.setInput(inflated);
        deflater.finish();
        byte[] deflated = new byte[inflated.length / 500 + 1000];
        int length = deflater.deflate(deflated);
        deflater.end();
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) depth).put((byte) colours);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        out.writeBytes(chunk("IHDR", header.array(), 13));
        out.writeBytes(chunk("IDAT", deflated, length));
        out.writeBytes(chunk("IEND", new byte[0], 0));
        return out.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data, int length) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + length).putInt(length);
        chunk.put(type.getBytes(StandardCharsets.US_ASCII));
        chunk.put(data, 0, length);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + length);
        return chunk.putInt((int) crc.getValue()).array();
    }

    static byte[] zip(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
                out.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
