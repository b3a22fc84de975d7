package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorFile;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.ParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors of libtorch that are read and written without copies in Java's memory. */
class ParameterSetTest {
    private static final TorchEngine ENGINE = TorchEngine.cpu();
    private static final ParameterSpec W = new ParameterSpec("w", Init.ONE, 2, 2);
    private static final ParameterSpec B = new ParameterSpec("b", Init.ONE, 3);
    private static final String DOUBLED = "doubled";

    private static ParameterSet small() {
        return ParameterSet.of(
                ENGINE,
                List.of(W, B),
                ParameterValues.arrays(spec -> spec == W ? new float[] {1, 2, 3, 4} : new float[] {5, 6, 7}));
    }

    @Test
    void viewsGiveTheCurrentValues() throws IOException {
        try (ParameterSet set = small()) {
            Map<String, TensorSource> views = set.values();
            assertThat(views).containsOnlyKeys("w", "b");
            assertThat(views.get("w").shape()).containsExactly(2, 2);
            assertThat(views.get("w").floats()).containsExactly(1, 2, 3, 4);

            set.set(name -> name.equals("w")
                    ? Tensor.of(new float[] {9, 8, 7, 6}, 2, 2)
                    : Tensor.of(new float[] {0, -1, -2}, 3));

            assertThat(views.get("w").floats()).containsExactly(9, 8, 7, 6);
            assertThat(views.get("b").floats()).containsExactly(0, -1, -2);
        }
    }

    @Test
    void functionsThatWereCalledBeforeUseTheNewValues() throws IOException {
        TorchProgram.Builder builder = TorchProgram.builder("test")
                .function(
                        DOUBLED, ops -> Map.of(DOUBLED, ops.multiply(ops.parameter("net/w", Init.ONE, W.shape()), 2)));
        try (TorchProgram program = builder.compile(ENGINE);
                ParameterSet set = small()) {
            Map<String, ParameterSet> sets = Map.of("net", set);
            assertThat(program.run(DOUBLED, sets, 1, Map.of()).get(DOUBLED)).containsExactly(2, 4, 6, 8);

            set.set(name -> name.equals("w") ? Tensor.of(new float[] {4, 3, 2, 1}, 2, 2) : Tensor.of(new float[3], 3));

            assertThat(program.run(DOUBLED, sets, 1, Map.of()).get(DOUBLED)).containsExactly(8, 6, 4, 2);
        }
    }

    @Test
    void zerosAreZero() {
        try (ParameterSet set = ParameterSet.zeros(ENGINE, List.of(W, B))) {
            assertThat(set.values().get("w").floats()).containsExactly(0, 0, 0, 0);
            assertThat(set.values().get("b").floats()).containsExactly(0, 0, 0);
        }
    }

    @Test
    void valuesOfAnotherShapeChangeNothing() {
        try (ParameterSet set = small()) {
            assertThatThrownBy(() -> set.set(
                            name -> name.equals("w") ? Tensor.of(new float[4], 2, 2) : Tensor.of(new float[4], 4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("parameter b of shape [3] cannot be set to F32[4]");
            assertThatThrownBy(() -> set.set(name -> name.equals("w") ? Tensor.of(new float[4], 2, 2) : null))
                    .hasMessageContaining("parameter b of shape [3] cannot be set to a missing tensor");
            assertThat(set.values().get("w").floats()).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void missingOrWrongInitialValuesAreRejected() {
        assertThatThrownBy(() -> ParameterSet.of(ENGINE, List.of(W), ParameterValues.arrays(spec -> null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameter w needs 4 values, none were given");
        assertThatThrownBy(() -> ParameterSet.of(ENGINE, List.of(W), ParameterValues.arrays(spec -> new float[3])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameter w needs 4 F32 values, was F32[3]");
    }

    /** A closed set must not give access to memory that libtorch has freed. */
    @Test
    void aClosedSetCannotBeRead() {
        ParameterSet set = small();
        Map<String, TensorSource> views = set.values();
        set.close();
        assertThatThrownBy(() -> views.get("w").floats()).isInstanceOf(IllegalStateException.class);
    }

    /** One write and two reads through the heap would allocate at least three copies of all values. */
    @Test
    void largeSetsPassThroughNeitherHeapNorDirectBuffers(@TempDir Path path) throws IOException {
        int parameters = 64;
        List<ParameterSpec> specs = java.util.stream.IntStream.range(0, parameters)
                .mapToObj(i -> new ParameterSpec("p" + i, Init.ONE, 512, 256))
                .toList();
        long bytes = parameters * 512L * 256 * Float.BYTES;
        Folder folder = Folder.at(path.toString());
        long direct = directBuffers();
        try (ParameterSet set = ParameterSet.zeros(ENGINE, specs);
                ParameterSet copy = ParameterSet.zeros(ENGINE, specs)) {
            set.set(name -> Tensor.of(filled(name), 512, 256));
            long allocated = allocated();
            Safetensors.write(folder, "state", set.values(), Map.of());
            Map<String, TensorSource> stored = TensorFile.open(folder, "state").tensors();
            copy.set(stored::get);
            try (ParameterSet third =
                    ParameterSet.of(ENGINE, specs, parameter -> java.util.Optional.of(stored.get(parameter.name())))) {
                assertThat(allocated() - allocated)
                        .as("heap allocated by one write and two reads")
                        .isLessThan(2 * bytes);
                assertThat(directBuffers() - direct).isLessThan(bytes / 4);
                assertThat(third.values().get("p63").floats()).containsExactly(filled("p63"));
            }
            assertThat(copy.values().get("p7").floats()).containsExactly(filled("p7"));
        }
    }

    private static float[] filled(String name) {
        float[] values = new float[512 * 256];
        for (int i = 0; i < values.length; i++) {
            values[i] = name.hashCode() + i;
        }
        return values;
    }

    /** Bytes that this thread has allocated on the heap. */
    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static long directBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
