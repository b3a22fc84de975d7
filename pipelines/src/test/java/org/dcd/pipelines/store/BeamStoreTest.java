package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A remote store on Beam's file system of local files. */
class BeamStoreTest extends RemoteStoreContract {
    @TempDir
    private Path folder;

    @Override
    boolean createsExclusively() {
        return false;
    }

    @Override
    String newLocation() {
        return folder.resolve("store").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://bucket/a*b", "s3://bucket/[x]", "hdfs://name/a b"})
    void aLocationWithWildcardsOrSpacesIsBadInput(String location) {
        assertThatThrownBy(() -> Store.open(location))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(location);
    }

    @Test
    void anUnsupportedFileSystemIsBadInput() {
        assertThatThrownBy(() -> Store.open("gopher://host/store").prepare())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("gopher://host/store")
                .hasMessageContaining("s3, hdfs");
    }
}
