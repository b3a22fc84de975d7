package org.dcd.pipelines.cli;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.dcd.schemas.Image;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.TypeName;

/** A data set with a summary and no images. */
@TypeName("tiny-source")
record TinySource(@NotInKey Path path, int heldOut) implements DatasetSource {
    @Override
    public List<Path> files() {
        return List.of();
    }

    @Override
    public Summary summarise() {
        return new Summary(60, 1, 16, 16, 10);
    }

    @Override
    public void read(Consumer<Image> consumer) {}

    /** Paths are not serializable. */
    private Object writeReplace() {
        return new Written(path.toString(), heldOut);
    }

    private record Written(String path, int heldOut) implements Serializable {
        private Object readResolve() {
            return new TinySource(Path.of(path), heldOut);
        }
    }
}
