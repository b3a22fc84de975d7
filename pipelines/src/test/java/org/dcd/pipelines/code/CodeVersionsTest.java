package org.dcd.pipelines.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Downsample;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.measurement.NoNoise;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageKinds;
import org.dcd.transforms.stage.corrupt.CorruptSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which changes of code change its version. */
class CodeVersionsTest {
    private static final String DOWNSAMPLE = "transforms/src/main/java/org/dcd/transforms/measurement/Downsample.java";
    private static final String AVERAGE = "column / factor == row ? 1.0 / factor : 0";
    private static final CorruptSpec SPEC =
            new CorruptSpec(new Corruption(new Downsample(2, Downsample.Method.AVERAGE), new NoNoise()), 1);

    @TempDir
    Path folder;

    @Test
    void codeOfTheLedgerHasItsVersion() {
        assertThat(CodeVersions.ofThisProgram().of("corrupt", SPEC))
                .containsEntry("stage corrupt", "1")
                .containsEntry("forward operator downsample", "1")
                .containsEntry("noise model none", "1")
                .hasSize(3);
    }

    @Test
    void anEditedOperatorHasAHashAndNothingElseChanges() throws IOException {
        CodeVersions edited = EditedCode.edit(DOWNSAMPLE, AVERAGE, AVERAGE.replace("1.0", "0.5"), folder);

        SortedMap<String, String> expected = CodeVersions.ofThisProgram().of("corrupt", SPEC);
        String version = edited.of("corrupt", SPEC).get("forward operator downsample");
        assertThat(version).matches("modified, sha [0-9a-f]{32}");
        expected.put("forward operator downsample", version);
        assertThat(edited.of("corrupt", SPEC)).isEqualTo(expected);
        assertThat(edited.hash(Downsample.class))
                .isNotEqualTo(CodeVersions.ofThisProgram().hash(Downsample.class));
    }

    /** Another comment, other lines, other names of locals and no debug information at all. */
    @Test
    void debugInformationDoesNotCount() throws IOException {
        CodeVersions edited = EditedCode.edit(
                DOWNSAMPLE,
                "double t = Math.abs(",
                "// as in Pillow\n\n\n        final double t = Math.abs(",
                folder,
                "-g:none");

        byte[] compiled = Files.readAllBytes(folder.resolve("classes/org/dcd/transforms/measurement/Downsample.class"));
        assertThat(compiled)
                .isNotEqualTo(CodeBase.ofThisProject()
                        .classFile("org/dcd/transforms/measurement/Downsample")
                        .orElseThrow());
        assertThat(edited.of("corrupt", SPEC))
                .isEqualTo(CodeVersions.ofThisProgram().of("corrupt", SPEC));
    }

    /** Shared code counts for all its callers; an operator that does not call it keeps its version. */
    @Test
    void codeThatIsCalledCounts() throws IOException {
        CodeVersions edited = EditedCode.edit(
                "transforms/src/main/java/org/dcd/transforms/measurement/AxisMap.java",
                "static AxisMap of(",
                "static int unused() {\n return 1; }\n static AxisMap of(",
                folder);

        assertThat(edited.of("corrupt", SPEC).get("forward operator downsample"))
                .startsWith("modified, sha ");
        assertThat(edited.of("corrupt", SPEC).get("stage corrupt"))
                .isEqualTo(CodeVersions.ofThisProgram().of("corrupt", SPEC).get("stage corrupt"));

        CodeVersions seeds = EditedCode.edit(
                "transforms/src/main/java/org/dcd/transforms/random/Seeds.java",
                "implements Serializable {",
                "implements Serializable {\n private static int unused() {\n return 1; }",
                Files.createDirectory(folder.resolve("seeds")));
        assertThat(seeds.of("corrupt", SPEC).get("stage corrupt")).startsWith("modified, sha ");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aKindIncludesItsWorkAndSpecificationButNoChosenMember(StageKind<?> kind) {
        List<String> classes = List.copyOf(CodeVersions.ofThisProgram().classes(kind));

        assertThat(classes)
                .containsAll(CodeVersions.roots(kind.getClass()))
                .contains(CodeVersions.internalName(kind.spec()));
        assertThat(classes)
                .doesNotContain(
                        CodeVersions.internalName(Downsample.class),
                        "org/dcd/transforms/loss/Sid",
                        "org/dcd/transforms/metric/Kd",
                        "org/dcd/transforms/data/IdxDataset",
                        CodeVersions.internalName(StageKinds.class));
    }

    static List<StageKind<?>> kinds() {
        return StageKinds.all();
    }

    /** A plug-in is a jar or a folder of its own, with what it calls inside. */
    @Test
    void aPluginCountsByTheHashOfItsOwnCode() throws Exception {
        String first = version(plugin("a", "", "1"));
        assertThat(first).matches("sha [0-9a-f]{32}");
        assertThat(version(plugin("same", "", "1"))).isEqualTo(first);
        assertThat(version(plugin("b", "", "2"))).matches("sha [0-9a-f]{32}").isNotEqualTo(first);
    }

    @Test
    void aPluginWithAVersionCountsByThat() throws Exception {
        String annotation = "@org.dcd.transforms.registry.CodeVersion(7)";

        assertThat(version(plugin("a", annotation, "1"))).isEqualTo("7");
        assertThat(version(plugin("b", annotation, "2"))).isEqualTo("7");
    }

    private static String version(ForwardOperator operator) {
        return CodeVersions.ofThisProgram()
                .of("corrupt", new CorruptSpec(new Corruption(operator, new NoNoise()), 1))
                .get("forward operator brighter");
    }

    /** An operator whose gain is a method of another class of the plug-in. */
    private ForwardOperator plugin(String name, String annotation, String gain) throws Exception {
        Path sources = Files.createDirectories(folder.resolve(name));
        Path operator = Files.writeString(
                sources.resolve("Brighter.java"),
                """
                package com.example;
                import org.dcd.transforms.measurement.ForwardOperator;
                import org.dcd.transforms.image.ImageShape;
                import org.dcd.transforms.ops.Ops;
                @org.dcd.transforms.registry.TypeName("brighter") %s
                public record Brighter() implements ForwardOperator {
                    public <T> T apply(Ops<T> ops, T x, T gain, ImageShape image) {
                        return ops.multiply(x, Gain.of());
                    }
                    public <T> T adjoint(Ops<T> ops, T y, T gain, ImageShape image) {
                        return ops.multiply(y, Gain.of());
                    }
                }
                """
                        .formatted(annotation));
        Path called = Files.writeString(
                sources.resolve("Gain.java"),
                "package com.example; final class Gain { static double of() { return Math.sqrt(" + gain + "); } }");
        Path classes = sources.resolve("classes");
        EditedCode.compile(List.of(operator, called), classes);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, CodeVersionsTest.class.getClassLoader())) {
            return (ForwardOperator)
                    loader.loadClass("com.example.Brighter").getConstructor().newInstance();
        }
    }
}
