package org.dcd.transforms.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.SourceHash;
import org.dcd.transforms.files.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The built-in images were written with {@code javax.imageio}, quality 0.75, with {@code HsamplingFactor} and
 * {@code VsamplingFactor} of the first {@code componentSpec} of the {@code javax_imageio_jpeg_image_1.0} metadata set
 * to 1x1 (444), 2x1 (422), 2x2 (420), 4x1 (411) and 1x2 (440), 1x1 of the others, {@code progressive} with
 * {@code MODE_DEFAULT}. Hashes are those of the planes of Pillow 9.4 with libjpeg-turbo 2.1.5:
 * {@code sha256(numpy.asarray(Image.open(file)).transpose(2, 0, 1).tobytes())}.
 */
class JpegDecodersTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "grey, c93873a42f1fd2d8ee126065f744a5a56e652ae13a4e2438530cb69aebf4e555",
        "444, a703e647548a0482c2b8c55b917e28a51f5666bc20e144f4210263384d9295fb",
        "422, 77a1f1f40ef3d68ae6b6a034acd96efd9f1c28ec7a8a0e2660c36e3ed1bdeafa",
        "420, 16682d65db8ab40d3831e2f7d8a1b5f11681c2fcb4bd436b6d8bd84c7ceb8fa0",
        "411, 21ab426e0ebf2570226aca83c7dc3559a652400b3d6c6d62a3a07e71a9d12ec4",
        "420-progressive, 14aede193d22dff43a453afa39a81fe685b0cd5108bcfd643d3588dad16b5136",
        "420-tiny, 8caf4778747e207399fe3560363e59d1697920416e1126710404966708d04ff9"
    })
    void pixelsOfUsualSamplingsEqualPillow(String name, String sha256) {
        assertThat(JpegPixels.USUAL).contains(name);
        assertThat(Sha256.of(JpegPixels.planes(name))).isEqualTo(sha256);
        assertThat(JpegPixels.areUsual()).isTrue();
    }

    @Test
    void theKeyContainsTheDecoderWherePixelsDependOnIt() throws Exception {
        write("a.jpg", probe("444"));
        write("b.jpg", probe("420"));
        ImageFolderDataset dataset = dataset();
        assertThat(dataset.decoders()).isEmpty();
        assertThat(dataset.summarise().notes()).isEmpty();
        assertThat(SourceHash.sha256(dataset)).isEqualTo(hash(dataset, List.of()));

        write("b.jpg", probe("440"));
        assertThat(dataset.decoders()).containsExactly("jpeg 4:4:0 decoder " + JpegPixels.tall());
        assertThat(SourceHash.sha256(dataset))
                .isEqualTo(hash(dataset, dataset.decoders()))
                .isNotEqualTo(hash(dataset, List.of()));
        assertThat(dataset.summarise().describe())
                .startsWith("2 images, no labels; 1 JPEG image has 4:4:0 chroma sampling, which decoders interpolate"
                        + " differently (stage keys include decoder "
                        + JpegPixels.tall().substring(0, 8) + ")");
    }

    /**
     * Sampling factors as in the table B.2.2 of ITU T.81, of which a component has half the rows and all the columns.
     */
    @ParameterizedTest
    @CsvSource({
        "11 11 11, false", "21 11 11, false", "22 11 11, false", "41 11 11, false", "14 11 11, false",
        "12 11 11, true", "22 21 11, true", "22 12 21, true", "11 12 12, true", "12 12 12, false"
    })
    void recognisesSamplingsThatDecodersInterpolateDifferently(String factors, boolean tall) throws IOException {
        byte[] jpeg = probe("444");
        int frame = frame(jpeg);
        String[] each = factors.split(" ");
        for (int i = 0; i < 3; i++) {
            jpeg[frame + 11 + 3 * i] = (byte) Integer.parseInt(each[i], 16);
        }
        assertThat(ImageHeader.read(new ByteArrayInputStream(jpeg), "a").coding())
                .isEqualTo(new ImageHeader.Coding(false, tall));
    }

    /** Decoders smooth missing frequencies of a progressive file: libjpeg 6b and libjpeg-turbo differ by up to 43. */
    @ParameterizedTest
    @ValueSource(strings = {"420-progressive", "440-progressive"})
    void rejectsAProgressiveFileWithoutItsLastScans(String name) throws IOException {
        byte[] whole = probe(name);
        List<Integer> scans = scans(whole);
        assertThat(scans).hasSizeGreaterThan(5);
        assertThat(JpegScans.areWhole(whole)).isTrue();
        for (int kept = 1; kept < scans.size(); kept++) {
            ByteArrayOutputStream cut = new ByteArrayOutputStream();
            cut.write(whole, 0, scans.get(kept));
            cut.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
            write("a.jpg", cut.toByteArray());
            assertThatThrownBy(() -> dataset().read(image -> {}))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("a.jpg: the last scans of a progressive JPEG are missing");
        }
    }

    @Test
    void aFlippedByteOfAProgressiveFileIsBadInputOrHarmless() throws IOException {
        byte[] whole = probe("420-progressive");
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 + at * 7 % 255);
            write("a.jpg", changed);
            try {
                dataset().read(image -> {});
            } catch (BadInputException e) {
                assertThat(e).hasMessageContaining("a.jpg");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0xC3, 0xC5, 0xC9, 0xCA, 0xCB, 0xCF})
    void rejectsCodingsThatSomeDecodersLack(int marker) throws IOException {
        byte[] jpeg = probe("420");
        jpeg[frame(jpeg) + 1] = (byte) marker;
        write("a.jpg", jpeg);
        assertThatThrownBy(() -> dataset().summarise())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a.jpg is an arithmetic, lossless or hierarchical JPEG");
    }

    @Test
    void rejectsInvalidSamplingFactors() throws IOException {
        byte[] jpeg = probe("420");
        jpeg[frame(jpeg) + 11] = 0x05;
        write("a.jpg", jpeg);
        assertThatThrownBy(() -> dataset().summarise())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a.jpg has sampling factors 0x5");
    }

    /** Hash of the same files and names with the given decoders. */
    private static String hash(DatasetSource source, List<String> decoders) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (Path file : source.files()) {
            sha.update(ByteBuffer.allocate(8).putLong(Files.size(file)).array());
            sha.update(Files.readAllBytes(file));
        }
        for (String text :
                Stream.concat(source.names().stream(), decoders.stream()).toList()) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            sha.update(ByteBuffer.allocate(8).putLong(utf8.length).array());
            sha.update(utf8);
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static byte[] probe(String name) throws IOException {
        try (InputStream in = JpegPixels.class.getResourceAsStream("probe/" + name + ".jpg")) {
            return in.readAllBytes();
        }
    }

    private static int frame(byte[] jpeg) {
        for (int at = 0; ; at++) {
            if ((jpeg[at] & 0xff) == 0xFF && JpegMarkers.isFrame(jpeg[at + 1] & 0xff)) {
                return at;
            }
        }
    }

    private static List<Integer> scans(byte[] jpeg) {
        List<Integer> scans = new ArrayList<>();
        for (int at = 0; at + 1 < jpeg.length; at++) {
            if ((jpeg[at] & 0xff) == 0xFF && (jpeg[at + 1] & 0xff) == 0xDA) {
                scans.add(at);
            }
        }
        return scans;
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private ImageFolderDataset dataset() {
        return new ImageFolderDataset(folder, 0, 0, 1, 0, 1);
    }
}
