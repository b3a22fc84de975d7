package org.dcd.transforms.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Image;
import org.dcd.transforms.data.ImageSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SkippedFilesTest {
    private static final byte[] IMAGE = Pictures.png(1, 4, 4, 1);

    @TempDir
    Path temp;

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    @Test
    void countsSkippedFilesByKind() throws IOException {
        put("cat/1.png", "cat/2.JFIF", "dog/3.jpe", "dog/4.jpg", "dog/png", "bmp");
        put("notes.txt", "cat/more.TXT", "labels.csv", "dog/.hidden.png", ".cache/x.png", "cat/Thumbs.db", "._1.png");
        put("dog/@eaDir/1.png/SYNOPHOTO_THUMB_M.jpg", "cat/@eaDir/5.png", "__MACOSX/cat/._1.png");
        String found = "4 images, 2 classes; skipped 3 system folders (@eaDir, __MACOSX), 2 files without extension"
                + " (bmp, dog/png), 2 system files (._1.png, cat/Thumbs.db), 1 hidden file (dog/.hidden.png),"
                + " 1 hidden folder (.cache), 2 .txt (cat/more.TXT, notes.txt), 1 .csv (labels.csv)";

        assertThat(dataset(folder()).summarise().describe()).isEqualTo(found);
        assertThat(dataset(zip()).summarise().describe()).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@eaDir", "@EADIR", "#recycle", "#snapshot", "lost+found", "$RECYCLE.BIN", "System Volume Information",
                ".snapshot", ".ipynb_checkpoints", "__MACOSX", ".Trash-1000", ".git", ".@__thumb", "FOUND.000"
            })
    void skipsSystemFolders(String name) throws IOException {
        put("1.png", name + "/2.png", name + "/deep/3.png", name + "/4.bmp", name + "/dataset.json");
        for (Path path : List.of(folder(), zip())) {
            assertThat(dataset(path).summarise().describe())
                    .isEqualTo("1 image, no labels; skipped 1 system folder (" + name + ")");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bmp", "gif", "webp", "tif", "tiff", "TIFF", "ppm", "pgm", "pnm", "tga", "heic", "avif", "jp2", "jxl",
                "dng", "NEF", "CR2", "exr", "apng", "ico"
            })
    void rejectsOtherImageFormatsByName(String ending) throws IOException {
        put("a.png", "sub/b." + ending);
        for (Path path : List.of(folder(), zip())) {
            assertThatThrownBy(() -> ImageFiles.open(path))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("b." + ending + ": unsupported image format, only PNG and JPEG are read");
        }
    }

    @Test
    void aFolderWithoutImagesListsItsFiles() throws IOException {
        put("a.npy", "b.npy", "c/readme");
        assertThatThrownBy(() -> dataset(folder()).summarise())
                .hasMessageContaining(
                        "jpe files, only 1 file without extension (c/readme), 2 .npy (a.npy, b.npy); give");
    }

    @Test
    void followsLinks() throws IOException {
        Path elsewhere = Files.createDirectories(temp.resolve("elsewhere/deep"));
        Files.write(elsewhere.resolve("9.png"), IMAGE);
        put("cat/1.png");
        Path folder = folder();
        Files.createSymbolicLink(folder.resolve("dog"), temp.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("cat/2.png"), elsewhere.resolve("9.png"));

        assertThat(dataset(folder).names()).containsExactly("cat/1.png", "cat/2.png", "dog/deep/9.png");
        assertThat(dataset(folder).summarise().describe()).isEqualTo("3 images, 2 classes");
        List<Image> images = new ArrayList<>();
        dataset(folder).read(images::add);
        assertThat(images).extracting(Image::getLabel).containsExactly(0, 0, 1);
    }

    @Test
    void rejectsALinkToAParentFolder() throws IOException {
        put("cat/1.png");
        Path folder = folder();
        Files.createSymbolicLink(folder.resolve("cat/again"), folder);
        assertThatThrownBy(() -> dataset(folder).summarise())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(folder.resolve("cat/again") + " is a link to " + folder.toRealPath()
                        + ", which contains the link; remove the link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.png", "dog", "notes.txt"})
    void rejectsABrokenLink(String name) throws IOException {
        put("1.png");
        Path folder = folder();
        Files.createSymbolicLink(folder.resolve(name), temp.resolve("gone"));
        assertThatThrownBy(() -> dataset(folder).summarise())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(
                        folder.resolve(name) + " is a link to " + temp.resolve("gone") + ", which does not exist");
    }

    @Test
    void skipsLinksWithHiddenAndSystemNames() throws IOException {
        put("1.png");
        Path folder = folder();
        Files.createSymbolicLink(folder.resolve(".#1.png"), Path.of("user@host.123"));
        Files.createSymbolicLink(folder.resolve(".up"), folder);
        assertThat(dataset(folder).summarise().describe())
                .isEqualTo("1 image, no labels; skipped 1 hidden file (.#1.png), 1 hidden folder (.up)");
    }

    @Test
    void rejectsLabelsFilesInSubfolders() throws IOException {
        put("train/1.png", "test/2.png");
        files.put("train/dataset.json", json("{'labels': [['1.png', 3]]}"));
        for (Path path : List.of(folder(), zip())) {
            assertThatThrownBy(() -> dataset(path).summarise())
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("train/dataset.json is in a subfolder, where labels are not read");
        }
        files.put("dataset.json", json("{'labels': [['train/1.png', 3], ['test/2.png', 0]]}"));
        assertThat(dataset(folder()).summarise().describe())
                .isEqualTo("2 images, 4 classes; skipped 1 .json (train/dataset.json)");
    }

    @Test
    void matchesLabelsIndependentlyOfUnicodeNormalisation() throws IOException {
        String composed = "caf\u00e9.png";
        files.put(Normalizer.normalize(composed, Normalizer.Form.NFD), IMAGE);
        files.put("dataset.json", json("{'labels': [['" + composed + "', 4]]}"));
        assertThat(dataset(folder()).summarise().classes()).isEqualTo(5);
    }

    /** Image sets for scores and statistics do not read labels. */
    @Test
    void imageSetsDoNotReadLabels() throws IOException {
        put("1.png", "sub/2.png", "sub/deep/3.png");
        files.put("dataset.json", json("not JSON"));
        files.put("sub/dataset.json", json("{"));
        Path folder = folder();
        assertThatThrownBy(() -> dataset(folder).summarise()).isInstanceOf(BadInputException.class);

        ImageSet set = ImageSets.open(folder);

        assertThat(set.names()).containsExactly("1", "sub/2", "sub/deep/3");
        assertThat(set.describe()).isEqualTo("3 images in 3 folders; skipped 1 .json (sub/dataset.json)");
    }

    @Test
    void readsAnImageSetInTheRequestedOrder() throws IOException {
        for (int i = 1; i <= 3; i++) {
            files.put("a" + i + ".png", Pictures.png(1, 4, 4, i));
        }
        ImageSet set = ImageSets.open(folder());
        List<float[]> images = read(set);
        List<float[]> reordered = read(set.inOrderOf(List.of("a3", "a1", "a2")).orElseThrow());
        assertThat(reordered.get(0)).isEqualTo(images.get(2)).isNotEqualTo(images.get(0));
        assertThat(reordered.get(1)).isEqualTo(images.get(0));
        assertThat(reordered.get(2)).isEqualTo(images.get(1));
    }

    private static List<float[]> read(ImageSet set) throws IOException {
        List<float[]> images = new ArrayList<>();
        try (ImageSet.Reader reader = set.reader()) {
            for (int i = 0; i < set.names().size(); i++) {
                images.add(reader.next());
            }
        }
        return images;
    }

    private void put(String... names) {
        for (String name : names) {
            files.put(name, IMAGE);
        }
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private Path folder() throws IOException {
        Path root = Files.createTempDirectory(temp, "images");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = root.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
        return root;
    }

    private Path zip() throws IOException {
        return Files.write(temp.resolve("images.zip"), Pictures.zip(files));
    }

    private static ImageFolderDataset dataset(Path path) {
        return new ImageFolderDataset(path, 0, 0, 1, 0, 1);
    }
}
