package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.npy.Npy;
import org.dcd.transforms.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyCoilMapsTest {
    private static final ImageShape IMAGE = new ImageShape(2, 1, 2);

    @TempDir
    private Path folder;

    /** Two coils and two pixels, the second without signal. */
    private Path write(float size) throws IOException {
        byte[] data = Npy.floats(ByteOrder.LITTLE_ENDIAN, 0.6f * size, 0, 0, 0, 0, 0.8f * size, 0, 0);
        return Files.write(folder.resolve("maps.npy"), Npy.file(Npy.header("<c8", "(2, 1, 2)"), data));
    }

    @Test
    void areReadFromTheFile() throws IOException {
        CoilMaps maps = new NpyCoilMaps(HashedFile.of(write(1))).maps(IMAGE);

        assertThat(maps.coils()).isEqualTo(2);
        assertThat(maps.real()).containsExactly(0.6f, 0, 0, 0);
        assertThat(maps.imaginary()).containsExactly(0, 0, 0.8f, 0);
    }

    @Test
    void areIdentifiedByTheirHashOnWorkersToo() throws Exception {
        Path here = write(1);
        Path there = Files.copy(here, folder.resolve("copy.npy"));
        NpyCoilMaps maps = new NpyCoilMaps(HashedFile.of(here));

        assertThat(new NpyCoilMaps(HashedFile.of(there)).file().sha256())
                .isEqualTo(maps.file().sha256());
        assertThat(Examples.sent(maps)).isEqualTo(maps);
        write(0.999f);
        assertThat(new NpyCoilMaps(HashedFile.of(here)).file().sha256())
                .isNotEqualTo(maps.file().sha256());
        assertThatThrownBy(() -> Examples.sent(maps).maps(IMAGE))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(here + ": its SHA-256 is ")
                .hasMessageContaining("expected " + maps.file().sha256())
                .hasMessageContaining("restore it, or plan again");
    }

    @Test
    void areRejectedForImagesOfAnotherShape() throws IOException {
        MulticoilFourier operator = new MulticoilFourier(1, 0, new NpyCoilMaps(HashedFile.of(write(1))));

        assertThatThrownBy(() -> operator.checkImage(new ImageShape(2, 2, 1)))
                .isInstanceOf(BadInputException.class)
                .hasMessage(
                        folder.resolve("maps.npy") + ": has shape [2, 1, 2], but images of 2x1 (height x width) need"
                                + " [coils, 2, 1] with 1 to 64 coils; crop the maps like the images");
    }

    @Test
    void areRejectedIfNotNormalised() throws IOException {
        for (float size : new float[] {0.9f, 1.1f, 0}) {
            NpyCoilMaps maps = new NpyCoilMaps(HashedFile.of(write(size)));
            assertThatThrownBy(() -> maps.checkImage(IMAGE))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("the maximum of Σ|S|² over the coils is ")
                    .hasMessageContaining("divide the maps by the square root of that sum");
        }
    }

    @Test
    void aMissingFileIsReported() {
        NpyCoilMaps none = new NpyCoilMaps(HashedFile.unhashed(folder.resolve("none.npy")));

        assertThatThrownBy(() -> none.maps(IMAGE))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(folder.resolve("none.npy") + ": cannot be read (")
                .hasMessageEndingWith("check path and permissions");
    }
}
