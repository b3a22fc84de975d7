package org.dcd.pipelines.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Image;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.TypeName;

/** A data set for tests of plans: one image for each byte of a file. */
@TypeName("bytes-source")
record BytesSource(
        @NotInKey Path path,
        @Default("2") int heldOut,
        @Default("16") int side,
        @Default("10") int classes,
        @Default("1") double subset)
        implements DatasetSource {
    @Override
    public String location() {
        return path.toString();
    }

    @Override
    public List<Path> files() {
        if (!Files.exists(path)) {
            throw new BadInputException("dataset.path " + path + " does not exist");
        }
        return List.of(path);
    }

    @Override
    public Summary summarise() throws IOException {
        return new Summary(Files.size(files().get(0)), 1, side, side, classes);
    }

    @Override
    public void read(Consumer<Image> consumer) {
        throw new AssertionError("a plan reads no images");
    }
}
