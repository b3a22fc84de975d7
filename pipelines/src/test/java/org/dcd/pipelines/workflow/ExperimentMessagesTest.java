package org.dcd.pipelines.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.experiment.ExperimentFiles;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.HashCache;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The exact messages of wrong experiment files, in {@code experiment-messages.txt}. A case of that file is a
 * replacement in an experiment, or one or more options {@code --set}, followed by the indented message. After an
 * intended change of messages or a new case, rewrite the messages and review the difference:
 *
 * <pre>{@code
 * mvn test -pl pipelines -am -Dtest=ExperimentMessagesTest -Dsurefire.failIfNoSpecifiedTests=false -Ddcd.snapshot.record=true
 * }</pre>
 */
class ExperimentMessagesTest {
    private static final Path SNAPSHOT =
            Path.of("src/test/resources/org/dcd/pipelines/workflow/experiment-messages.txt");
    private static final String SET = "--set ";
    private static final String REPLACED = " =>";
    private static final String INDENT = "    ";
    /** From this line on, cases change {@link Planned#EXPERIMENT} and plan it; before, they read the good file. */
    private static final String PLANNED = "# ---- Planned experiments";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImages() throws IOException {
        Files.writeString(folder.resolve("images.bin"), "ten images");
    }

    @Test
    void equalTheSnapshot() throws IOException {
        String snapshot = Files.readString(SNAPSHOT);
        String now = withMessages(snapshot);
        if (Boolean.getBoolean("dcd.snapshot.record")) {
            Files.writeString(SNAPSHOT, now);
        }

        assertThat(now.lines().filter(line -> line.startsWith(INDENT)).count()).isGreaterThan(100);
        assertThat(now).isEqualTo(Files.readString(SNAPSHOT));
    }

    private String withMessages(String snapshot) throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> wrong = new ArrayList<>();
        boolean planned = false;
        for (String line : (snapshot + "\n").split("\n", -1)) {
            planned |= line.startsWith(PLANNED);
            boolean isCase = line.startsWith(SET) || line.contains(REPLACED) && !line.startsWith(INDENT);
            if (!isCase && !wrong.isEmpty()) {
                text.append(INDENT).append(message(wrong, planned)).append('\n');
                wrong.clear();
            }
            if (isCase) {
                wrong.add(line);
            }
            if (!line.startsWith(INDENT)) {
                text.append(line).append('\n');
            }
        }
        return text.toString().stripTrailing() + "\n";
    }

    /** The message of a case, on one line and without the path of the folder. */
    private String message(List<String> wrong, boolean planned) throws IOException {
        String experiment = planned ? Planned.EXPERIMENT : ExperimentFiles.GOOD;
        List<String> overrides = new ArrayList<>();
        for (String edit : wrong) {
            if (edit.startsWith(SET)) {
                overrides.add(edit.substring(SET.length()));
            } else {
                String[] both = edit.split(REPLACED, 2);
                String good = both[0].translateEscapes();
                String bad = both[1].replaceFirst("^ ", "").translateEscapes();
                assertThat(experiment).contains(good);
                int at = experiment.indexOf(good);
                experiment = experiment.substring(0, at) + bad + experiment.substring(at + good.length());
            }
        }
        Path file = Files.write(folder.resolve("wrong.yaml"), experiment.getBytes(StandardCharsets.UTF_8));
        try {
            Planner.plan(
                    ExperimentReader.read(file, overrides),
                    Store.open(folder.resolve("store")),
                    new HashCache(folder.resolve("hashes")));
        } catch (BadInputException e) {
            return e.getMessage().replace(folder + "/", "").replace("\n", "\\n");
        }
        throw new AssertionError("accepted: " + wrong);
    }
}
