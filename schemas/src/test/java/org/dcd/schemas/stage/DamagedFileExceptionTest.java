package org.dcd.schemas.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.dcd.schemas.io.Folder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedFileExceptionTest {
    private static String message(String folder) {
        return new DamagedFileException(Folder.at(folder), "images.parquet", "is missing").getMessage();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/.dcd/stages/sample/0123456789abcdef0123456789abcdef",
                "/a/.dcd/stages/kind-of-a-plug-in/0123456789abcdef0123456789abcdef",
                "/a/.dcd/work/teacher/0123456789abcdef0123456789abcdef.3-01234567"
            })
    void inAStoreTheRemedyIsToRunTheStageAgain(String folder) {
        assertThat(message(folder)).endsWith("delete the folder " + folder + " and run again to recreate its stage");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/me",
                "/home/me/work",
                "/data/stages/sample",
                "/data/work/thesis/0123456789ab",
                "/data/Work/a/0123456789abcdef"
            })
    void outsideAStoreTheRemedyDeletesNothing(String folder) {
        assertThat(message(folder))
                .isEqualTo(folder + "/images.parquet is missing; restore the file, or use another one");
    }
}
