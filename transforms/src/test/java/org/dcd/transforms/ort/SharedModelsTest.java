package org.dcd.transforms.ort;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.onnx.TinyModels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedModelsTest {
    private static final OrtOptions OPTIONS = OrtOptions.cpu(1);

    @TempDir
    Path store;

    @BeforeEach
    @AfterEach
    void closeAll() {
        SharedModels.closeUnused();
    }

    private Folder model(String name) throws Exception {
        Folder folder = Folder.at(store.resolve(name).toString());
        folder.write("m.onnx", out -> out.write(TinyModels.generator(new ImageShape(1, 4, 4))));
        return folder;
    }

    @Test
    void allUsersShareOneModel() throws Exception {
        Folder folder = model("a");
        try (SharedModels.Lease one = SharedModels.lease(folder, "m.onnx", OPTIONS);
                SharedModels.Lease other = SharedModels.lease(folder, "m.onnx", OPTIONS)) {
            assertThat(one.model()).isSameAs(other.model());
        }
        try (SharedModels.Lease later = SharedModels.lease(folder, "m.onnx", OPTIONS)) {
            SharedModels.closeUnused();
            assertThat(later.model().inputSize("z")).isEqualTo(16);
            assertThat(SharedModels.open()).isEqualTo(1);
        }
        SharedModels.closeUnused();
        assertThat(SharedModels.open()).isZero();
    }

    @Test
    void closesUnusedModelsBeyondALimit() throws Exception {
        List<SharedModels.Lease> leases = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            leases.add(SharedModels.lease(model("m" + i), "m.onnx", OPTIONS));
        }
        assertThat(SharedModels.open()).isEqualTo(5);
        for (SharedModels.Lease lease : leases) {
            lease.close();
            lease.close();
        }
        assertThat(SharedModels.open()).isEqualTo(2);
    }
}
