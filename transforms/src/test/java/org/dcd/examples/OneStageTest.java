package org.dcd.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.data.IdxBytes;
import org.dcd.transforms.data.IdxDataset;
import org.dcd.transforms.data.SourceHash;
import org.dcd.transforms.stage.dataset.DatasetIngest;
import org.dcd.transforms.stage.dataset.DatasetSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneStageTest {
    @TempDir
    private Path folder;

    @Test
    void aStageRunsInAPipelineOfOnesOwn() throws IOException {
        Path file = Files.write(folder.resolve("images-idx3-ubyte"), IdxBytes.images(20, 16));
        IdxDataset source = new IdxDataset(file, 0, 1, 5);
        DatasetIngest.run(
                new StageTask<>(
                        new StageId("dataset", "100b8cad"),
                        "dataset",
                        new DatasetSpec(source, SourceHash.sha256(source), 1),
                        List.of(),
                        Folder.at(folder.resolve("dataset").toString())),
                10);

        OneStage.corrupt(folder.resolve("dataset"), folder.resolve("measurements"), PipelineOptionsFactory.create());

        List<Measurement> rows = new ArrayList<>();
        Tables.read(
                Folder.at(folder.resolve("measurements").toString()),
                org.dcd.transforms.stage.FileNames.MEASUREMENTS,
                Measurement.class,
                rows::add);
        assertThat(rows).hasSize(15);
        assertThat(rows).extracting(Measurement::getSigma).containsOnly(0.2);
    }

    /** Code in documents does not age when it is that of a test. */
    @Test
    void theDocumentShowsThisCode() throws IOException {
        String document = Files.readString(Path.of("../docs/java.md"));
        String code = unindented(Files.readString(Path.of("src/test/java/org/dcd/examples/OneStage.java")));
        int start = document.indexOf("```java\n") + "```java\n".length();
        String shown = document.substring(start, document.indexOf("```", start));

        assertThat(code).contains(unindented(shown));
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
