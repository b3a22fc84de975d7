package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.features.ClassifierFeatures;
import org.dcd.transforms.features.RandomFourier;
import org.dcd.transforms.files.HashedFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceFileTest {
    private static final RandomFourier FEATURES = new RandomFourier(2, 0.05, 1);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("clean.npz");
        write(1);
    }

    private void write(double variance) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            StatisticsFile.write(new Gaussian(new double[2], new double[] {variance, 0, 0, 1}), out);
        }
    }

    private ReferenceFile stated(String extractor, String convention) throws IOException {
        return new ReferenceFile(HashedFile.of(file), extractor, convention);
    }

    @Test
    void extractorAndConventionMustBeThoseOfTheExperiment() {
        assertThatCode(() -> stated("random-fourier", "none").check(FEATURES, 2))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> stated("inception", "none").check(FEATURES, 2))
                .hasMessage("its extractor is 'inception', but the features are random-fourier; use the same for both");
        assertThatThrownBy(() -> stated("random-fourier", "pytorch-fid").check(FEATURES, 2))
                .hasMessageContaining("its convention is 'pytorch-fid', but that of the features is none");
        assertThatThrownBy(() -> stated("random-fourier", "none").check(FEATURES, 3))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is of 2 features, but the extractor gives 3");
    }

    /** Its network depends on the experiment and seed, so no file can match it. */
    @Test
    void aTrainedExtractorHasNoFile() {
        assertThatThrownBy(() -> stated("classifier", "none").check(new ClassifierFeatures(16, 2, 1, 32, 2e-3), 2))
                .hasMessageContaining("classifier is trained by every experiment");
    }

    @Test
    void aFileThatChangedIsRefused() throws IOException {
        ReferenceFile reference = stated("random-fourier", "none");
        write(2);

        assertThatThrownBy(() -> reference.read(2))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("its SHA-256 is")
                .hasMessageContaining("expected " + reference.file().sha256());
        Files.delete(file);
        assertThatThrownBy(() -> reference.check(FEATURES, 2)).hasMessageContaining("clean.npz");
    }

    @Test
    void isSerialisable() throws Exception {
        ReferenceFile reference = stated("random-fourier", "none");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(reference);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(reference);
        }
    }
}
