package org.dcd.pipelines.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.dcd.schemas.Image;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/** A data set without data, with one component of each kind. */
@TypeName("test-source")
record TestSource(
        @NotInKey Path path,
        @Default("0") @Range("[0, 16]") int pad,
        @Default("0") int heldOut,
        @Default("false") boolean mirror,
        @Default("all") String split)
        implements DatasetSource {
    TestSource {
        Ranges.check(TestSource.class, pad);
    }

    @Override
    public String location() {
        return path.toString();
    }

    @Override
    public List<Path> files() {
        return List.of();
    }

    @Override
    public Summary summarise() {
        return new Summary(0, 1, 1, 1, 0);
    }

    @Override
    public void read(Consumer<Image> consumer) {}
}
