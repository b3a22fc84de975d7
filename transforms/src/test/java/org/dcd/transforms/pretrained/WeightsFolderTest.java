package org.dcd.transforms.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.features.lpips.Backbone;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.weights.ImportedWeights;
import org.dcd.transforms.files.weights.Provenance.Verification;
import org.dcd.transforms.files.weights.WeightSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsFolderTest {
    private static final Path HEADS = Path.of("src/test/resources/weights/lpips-v0.1-alex.pth");
    private static final String SHA = "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0";

    @TempDir
    private Path temp;

    private WeightsFolder folder() {
        return new WeightsFolder(temp.resolve("weights"));
    }

    private static String read(Path path) throws IOException {
        return Files.readString(path);
    }

    @Test
    void whatIsImportedIsFoundUnderItsName() throws IOException {
        Pretrained heads = Pretrained.read(HEADS);
        ImportedWeights imported = folder().add("lpips-alex", heads, new HashCheck("", false).of(heads));
        Pretrained found = folder().find("lpips-alex").orElseThrow();

        assertThat(heads.sha256()).isEqualTo(SHA);
        assertThat(found.sha256()).isEqualTo(SHA);
        assertThat(found.tensors()).hasSize(5);
        found.tensors().forEach((name, tensor) -> assertThat(tensor.floats())
                .isEqualTo(heads.tensors().get(name).floats()));
        assertThat(WeightSource.hashed(imported.path()).sha256()).isEqualTo(SHA);
        assertThat(imported.provenance().verification()).isEqualTo(Verification.PUBLISHED);
        assertThat(read(imported.path()))
                .contains("\"source-file\" : \"lpips-v0.1-alex.pth\"", "\"verification\" : \"published\"", SHA)
                .endsWith("}\n");
        assertThat(folder().find("alexnet")).isEmpty();
        assertThat(folder().list()).containsOnlyKeys("lpips-alex");
    }

    /** The same file gives the same bytes; another one replaces it, and old files are deleted. */
    @Test
    void importingAgainReplaces() throws IOException {
        Pretrained heads = Pretrained.read(HEADS);
        ImportedWeights first = folder().add("lpips-alex", heads, Verification.PUBLISHED);
        String json = read(first.path());
        folder().add("lpips-alex", heads, Verification.PUBLISHED);
        assertThat(read(first.path())).isEqualTo(json);

        Folder files = Folder.at(temp.toString());
        new Safetensors(heads.tensors(), Map.of("by", "another")).write(files, "mine.safetensors");
        Pretrained mine = Pretrained.read(temp.resolve("mine.safetensors"));
        folder().add("lpips-alex", mine, Verification.NONE);

        assertThat(folder().find("lpips-alex").orElseThrow().sha256())
                .isEqualTo(mine.sha256())
                .isNotEqualTo(SHA);
        assertThat(Folder.at(folder().path().toString()).list())
                .containsExactly("lpips-alex-" + mine.sha256().substring(0, 12) + ".safetensors", "lpips-alex.json");
    }

    @Test
    void onlyTheConvolutionsOfABackboneAreKept() throws IOException {
        new Safetensors(States.of(Backbone.ALEX), Map.of()).write(Folder.at(temp.toString()), "alexnet.safetensors");
        Pretrained read = Pretrained.read(temp.resolve("alexnet.safetensors"));

        assertThat(read.name()).isEqualTo("alexnet");
        assertThat(read.tensors()).hasSize(10).doesNotContainKey("classifier.1.weight");
    }

    @Test
    void rejectsAnotherHashUnlessAccepted() throws IOException {
        new Safetensors(States.of(Backbone.ALEX), Map.of()).write(Folder.at(temp.toString()), "alexnet.safetensors");
        Pretrained mine = Pretrained.read(temp.resolve("alexnet.safetensors"));
        HashCheck published = new HashCheck("", false);

        assertThatThrownBy(() -> published.of(mine))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("the tensors are those of alexnet, but the SHA-256 is " + mine.sha256())
                .hasMessageContaining("expected 7be5be79… of alexnet-owt-7be5be79.pth")
                .hasMessageContaining("or give --sha256 " + mine.sha256() + " or --unverified");
        assertThat(new HashCheck("", true).of(mine)).isEqualTo(Verification.NONE);
        assertThat(new HashCheck(mine.sha256(), false).of(mine)).isEqualTo(Verification.STATED);
        assertThatThrownBy(() -> new HashCheck(SHA, false).of(mine))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("its SHA-256 is " + mine.sha256() + ", expected " + SHA);
        assertThatThrownBy(() -> new HashCheck("7be5be79", false)).hasMessageContaining("64 hexadecimal digits");
        assertThatThrownBy(() -> new HashCheck(SHA, true)).hasMessageContaining("are mutually exclusive");
        Pretrained heads = Pretrained.read(HEADS);
        assertThat(new HashCheck(SHA, false).of(heads)).isEqualTo(Verification.PUBLISHED);
    }

    @Test
    void rejectsUnknownNetworksWithTheirTensors() throws IOException {
        Folder files = Folder.at(temp.toString());
        Tensor one = Tensor.of(new float[] {1}, 1);
        new Safetensors(Map.of("a", one, "b", one, "c", one, "d", one), Map.of()).write(files, "other.safetensors");
        Files.writeString(temp.resolve("text.pth"), "not weights");

        assertThatThrownBy(() -> Pretrained.read(temp.resolve("other.safetensors")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no known weights match its 4 tensors (a[1], b[1], c[1], …)")
                .hasMessageContaining("alexnet")
                .hasMessageContaining("inception-v3");
        assertThatThrownBy(() -> Pretrained.read(temp.resolve("text.pth")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is neither a zip archive nor a pickle");
        assertThatThrownBy(() -> Pretrained.read(temp.resolve("none.pth")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void detectsDamage() throws IOException {
        Pretrained heads = Pretrained.read(HEADS);
        ImportedWeights imported = folder().add("lpips-alex", heads, Verification.PUBLISHED);
        Path tensors = folder().path().resolve(imported.provenance().tensors());
        byte[] bytes = Files.readAllBytes(tensors);
        bytes[bytes.length - 1] ^= 1;
        Files.write(tensors, bytes);

        assertThatThrownBy(() -> folder().find("lpips-alex"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("its SHA-256 is");
        Files.delete(tensors);
        assertThatThrownBy(() -> folder().find("lpips-alex"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("of the imported weights is missing; import them again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"kind\": \"lpips-alex\"}",
                "{\"files\": {\"../../etc/passwd\": \"0\"}}",
                "{\"kind\": 1} x"
            })
    void rejectsAnInvalidProvenance(String json) throws IOException {
        Path file = folder().file("lpips-alex");
        Files.createDirectories(file.getParent());
        Files.writeString(file, json);

        assertThatThrownBy(() -> folder().find("lpips-alex"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("lpips-alex.json: not a valid provenance file of imported weights (")
                .hasMessageEndingWith("); import them again");
    }

    @Test
    void filesOutsideTheFolderAreNotRead() throws IOException {
        ImportedWeights imported = folder().add("lpips-alex", Pretrained.read(HEADS), Verification.PUBLISHED);
        String outside = read(imported.path()).replace(imported.provenance().tensors(), "../secret.safetensors");
        Files.writeString(imported.path(), outside);

        assertThatThrownBy(() -> folder().find("lpips-alex"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("files has an invalid name or SHA-256");
        assertThatThrownBy(() -> folder().file("../lpips-alex"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("was '../lpips-alex'");
    }
}
