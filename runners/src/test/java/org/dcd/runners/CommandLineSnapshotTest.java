package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Help and messages of the command line, word for word, so that a change of words is seen in the diff. To record them
 * after a change, run {@code mvn test -pl runners -am -Dtest=CommandLineSnapshotTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Ddcd.snapshot.record=true} and review the diff of the resources.
 */
class CommandLineSnapshotTest {
    private static final Path RESOURCES = Path.of("src/test/resources/snapshots");

    /** Commands with wrong options or arguments. DIR is an empty folder, QUICKSTART a valid experiment. */
    private static final String WRONG =
            """
            pln x.yaml
            --stroe x
            plan
            plan --stroe x QUICKSTART
            plan QUICKSTART QUICKSTART
            plan none.yaml
            plan https://example.org/x.yaml
            plan QUICKSTART --json --dot
            plan QUICKSTART --set
            plan QUICKSTART --set seed
            plan QUICKSTART --set sedd=2
            plan QUICKSTART --runner spark
            plan QUICKSTART --runner none.yaml
            run QUICKSTART --store DIR --only nothing
            run QUICKSTART --store DIR --only distil
            run QUICKSTART --store DIR --only distil --until distil
            run QUICKSTART --store DIR --detach
            run QUICKSTART --store DIR --on-interrupt stay
            run QUICKSTART --store DIR --gpus some
            run QUICKSTART --store DIR --gpus-per-training 0
            attach --store DIR
            attach nothing --store DIR
            status --last few
            compare
            compare none.yaml
            compare QUICKSTART --store DIR
            compare QUICKSTART --format pdf
            compare QUICKSTART --html page.pdf
            compare QUICKSTART QUICKSTART --html page.html
            reproduce nothing --store DIR
            sample
            sample none.onnx
            sample none.onnx -n 0
            sample none.onnx -n many
            sample none.onnx --steps 1
            sample none.onnx -o image.jpg
            sample none.onnx -o DIR
            inspect none.onnx
            export none.pkl
            export none.pkl -o model.pth
            score images
            score none none
            score none none --metrics fid
            score none none --convention keras
            stats none
            stats none -o moments.npz
            stats none -o moments.txt
            restore none
            restore none --experiment QUICKSTART --method dbs
            restore none --experiment QUICKSTART -o DIR/images.png
            store
            store exprot
            store export nothing --store DIR -o run.zip
            store export nothing --store DIR -o run.tar
            store import none.zip
            weights
            weights import
            weights import none.pth
            weights import a.pth b.pth --as mine
            explain teacher.objectve
            completion fish
            cluster
            dist --gpus some
            """;

    @TempDir
    Path folder;

    @Test
    void helpOfEveryCommand() throws IOException {
        List<String> help = new ArrayList<>();
        for (CommandLine command : all(Dcd.commandLine())) {
            help.add("$ " + command.getCommandSpec().qualifiedName() + " --help\n"
                    + command.getUsageMessage(CommandLine.Help.Ansi.OFF));
        }

        check("help.txt", String.join("\n", help));
    }

    private static List<CommandLine> all(CommandLine command) {
        List<CommandLine> commands = new ArrayList<>(List.of(command));
        command.getSubcommands().values().forEach(sub -> commands.addAll(all(sub)));
        return commands;
    }

    @Test
    void messagesOfWrongArguments() throws IOException {
        String messages = WRONG.lines().map(this::message).collect(Collectors.joining("\n"));

        check("wrong-arguments.txt", messages);
    }

    private String message(String arguments) {
        Console wrong = Console.run(arguments
                .replace("DIR", folder.toString())
                .replace("QUICKSTART", "../experiments/quickstart.yaml")
                .split(" "));
        assertThat(wrong.code()).as(arguments).isEqualTo(2);
        String project = Path.of("").toAbsolutePath().getParent().toString();
        return "$ dcd " + arguments + "\n"
                + wrong.err().replace(folder.toString(), "DIR").replace(project, "PROJECT");
    }

    private static void check(String name, String text) throws IOException {
        Path file = RESOURCES.resolve(name);
        if (Boolean.getBoolean("dcd.snapshot.record")) {
            Files.createDirectories(RESOURCES);
            Files.writeString(file, text);
        }

        assertThat(text)
                .as("%s; if the change is intended, record it with -Ddcd.snapshot.record=true", file)
                .isEqualTo(Files.readString(file));
    }
}
