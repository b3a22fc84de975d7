package org.dcd.transforms.data.folder;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dcd.transforms.files.Sha256;

/**
 * Identifies the JPEG decoder of this Java by the pixels of a few built-in images. JDKs link different libraries:
 * libjpeg 6b (Temurin, Oracle) or libjpeg-turbo (Debian, Fedora). Their pixels are equal for all chroma samplings
 * except 4:4:0, where libjpeg 6b repeats rows and libjpeg-turbo, like Pillow, interpolates. The key of a data set must
 * contain everything that its pixels depend on. Vendor names do not identify a decoder; pixels do.
 */
final class JpegPixels {
    static final List<String> USUAL = List.of("grey", "444", "422", "420", "411", "420-progressive", "420-tiny");
    static final List<String> TALL = List.of("440", "440-progressive");

    /** Hash of the pixels of {@link #USUAL} in Pillow 9.4 with libjpeg-turbo 2.1.5, and in libjpeg 6b. */
    private static final String USUAL_PIXELS = "e9b4da2df801595d20284d73e7c35007bfa5c5c43d86b1e838de1273dc645f8e";

    private JpegPixels() {}

    /** Holder for lazy initialisation. */
    private static final class Usual {
        private static final String HASH = hash(USUAL);
    }

    private static final class Tall {
        private static final String HASH = hash(TALL);
    }

    /** Hash of the pixels of the images with usual chroma sampling. */
    static String usual() {
        return Usual.HASH;
    }

    /** Whether these pixels are those of libjpeg and libjpeg-turbo. */
    static boolean areUsual() {
        return usual().equals(USUAL_PIXELS);
    }

    /** Hash of the pixels of the images with 4:4:0 sampling: chroma has half the rows and all the columns. */
    static String tall() {
        return Tall.HASH;
    }

    private static String hash(List<String> names) {
        StringBuilder hashes = new StringBuilder();
        for (String name : names) {
            hashes.append(Sha256.of(planes(name)));
        }
        return Sha256.of(hashes.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** u8 planes of a built-in image. */
    static byte[] planes(String name) {
        String resource = "probe/" + name + ".jpg";
        try (InputStream in = JpegPixels.class.getResourceAsStream(resource);
                ImageDecoder decoder = new ImageDecoder()) {
            byte[] jpeg = in.readAllBytes();
            ImageHeader header = ImageHeader.read(new ByteArrayInputStream(jpeg), resource);
            return decoder.decode(jpeg, header, header.whole(), resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
