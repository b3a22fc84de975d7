package org.dcd.transforms.files;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.data.IdxDataset;
import org.dcd.transforms.data.arrays.NpyDataset;
import org.dcd.transforms.data.cifar.Cifar10Dataset;
import org.dcd.transforms.data.folder.ImageSets;
import org.dcd.transforms.files.npy.NpyReader;
import org.dcd.transforms.files.weights.WeightFile;
import org.dcd.transforms.metric.StatisticsFile;
import org.dcd.transforms.model.pretrained.PretrainedDenoiser;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailedDownloadTest {
    private static final String POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:"
            + "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    private static final String PAGE = "\n<!DOCTYPE html>\n<html lang=\"en\"><head><title>Sign in</title>";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<html><body>404 | is a web page (HTML)",
                "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC> | is a web page (HTML)",
                "<!-- a --><!-- b --> <HTML> | is a web page (HTML)",
                "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code> | is the error response of a server, not data: '<?xml",
                "{\"error\":\"Repository not found\"} | is the error response of a server, not data: '{\"error\"",
                "Entry not found | is the error response of a server, not data: 'Entry not found'",
                "../../blobs/4d7a214614ab | contains only the target of a link, '../../blobs/4d7a214614ab'",
                "/annex/objects/SHA256E-s31--ab.gz | run git annex get in its repository",
            })
    void detectsFailedDownloads(String text, String message) {
        byte[] head = text.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> FailedDownload.reject("a.bin", head))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("a.bin: the file ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u0000\u0000\u0008\u0003", "PK\u0003\u0004", "{\"w\": {\"dtype\"", "<", "version 1.0", "P5"})
    void acceptsEverythingElse(String text) {
        byte[] head = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThatCode(() -> FailedDownload.reject("a.bin", head)).doesNotThrowAnyException();
    }

    /** Each reader gets a git-LFS pointer, a web page and an empty file. */
    @Test
    void everyReaderReportsFailedDownloads() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        for (Map.Entry<String, String> file : Map.of(
                        POINTER,
                        "is a git-LFS pointer, not the data of 12345 bytes; run git lfs pull",
                        PAGE,
                        "is a web page (HTML), not data",
                        "",
                        "is empty (0 bytes)")
                .entrySet()) {
            for (Map.Entry<String, ThrowingCallable> reader :
                    readers(file.getKey()).entrySet()) {
                softly.assertThatThrownBy(reader.getValue())
                        .as(reader.getKey() + " of '" + file.getKey() + "'")
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining(file.getValue());
            }
        }
        softly.assertAll();
    }

    private Map<String, ThrowingCallable> readers(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Map<String, ThrowingCallable> readers = new LinkedHashMap<>();
        for (String name : new String[] {"w.safetensors", "w.pth"}) {
            Path file = file(name, text);
            readers.put("weights " + name, () -> WeightFile.read(file));
            readers.put("weights by hash " + name, () -> WeightFile.read(file, "0".repeat(64)));
            readers.put("shapes " + name, () -> WeightFile.shapes(file));
        }
        Path pickle = file("net.pkl", text);
        readers.put("network", () -> PretrainedDenoiser.read(pickle));
        readers.put("maps", () -> NpyReader.complex(bytes, "maps.npy"));
        Path array = file("npy/a.npy", text);
        readers.put("arrays", () -> new NpyDataset(array.getParent(), List.of(), 1, 0, 1).summarise());
        for (String name : new String[] {"train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"}) {
            Path idx = file(name, text);
            readers.put(name, () -> new IdxDataset(idx, 0, 1, 0, 1).summarise());
        }
        for (String name : new String[] {"bin/test_batch.bin", "py/test_batch", "tar/cifar-10-binary.tar.gz"}) {
            Path cifar = file(name, text).getParent();
            readers.put(name, () -> new Cifar10Dataset(cifar, Cifar10Dataset.Split.TEST, 0, 1, 0, 1).read(image -> {}));
        }
        Path statistics = file("train.npz", text);
        readers.put("statistics", () -> StatisticsFile.read(statistics, OptionalInt.empty()));
        Path zip = file("images.zip", text);
        readers.put("zip", () -> ImageSets.open(zip));
        Path image = file("images/a.png", text);
        readers.put("images", () -> ImageSets.open(image.getParent()));
        Path table = file("table/images-00000-of-00001.parquet", text);
        readers.put("folder of a table", () -> ImageSets.open(table.getParent()));
        readers.put("table", () -> ImageSets.open(table));
        Path model = file("generator.onnx", text);
        readers.put("model", () -> OrtModel.open(
                        Folder.at(folder.toString()), model.getFileName().toString(), OrtOptions.cpu(1))
                .close());
        return readers;
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
