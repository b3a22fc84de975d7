package org.dcd.transforms.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvidiaDriverTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024', 535.183.01",
        "'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.10  Release Build  (dvs-builder@U22)', 570.86.10"
    })
    void readsTheVersionOfBothKernelModules(String line, String version) throws IOException {
        Path info = Files.writeString(folder.resolve("version"), line + "\nGCC version:  gcc version 12.2.0\n");

        assertThat(NvidiaDriver.of(info)).contains(new NvidiaDriver(version));
    }

    @Test
    void isAbsentWithoutTheFileAndWithoutAVersion() throws IOException {
        assertThat(NvidiaDriver.of(folder.resolve("none"))).isEmpty();
        assertThat(NvidiaDriver.of(Files.writeString(folder.resolve("empty"), "GCC version:  12.2.0\n")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"470.82.01, 12.8, 525", "570.86.15, 13.0, 580", "418.39, 11.8, 450"})
    void anOldDriverIsReportedWithBothVersions(String driver, String cuda, String needed) {
        assertThat(new NvidiaDriver(driver).problem(cuda)).hasValueSatisfying(problem -> assertThat(problem.message())
                .contains("driver " + driver)
                .contains("CUDA " + cuda + ", which needs version " + needed)
                .contains("; update the driver"));
    }

    @ParameterizedTest
    @CsvSource({"525.60.13, 12.8", "580.65.06, 13.0", "580.65.06, 12.8", "535.183.01, 99.1"})
    void newerDriversFit(String driver, String cuda) {
        assertThat(new NvidiaDriver(driver).problem(cuda)).isEmpty();
    }

    @Test
    void rejectsOtherTexts() {
        assertThatThrownBy(() -> new NvidiaDriver("r570")).hasMessageContaining("was 'r570'");
    }
}
