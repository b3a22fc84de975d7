package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.tracking.TrackingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {
    private static CommandLine root(int width) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return Cli.commandLine(
                new CommandContext(
                        null,
                        FakeStages.failingAt(null),
                        nowhere,
                        nowhere,
                        false,
                        width,
                        InstantSource.system(),
                        TrackingSettings.NONE),
                List.of());
    }

    private static List<CommandLine> all(CommandLine command) {
        List<CommandLine> commands = new ArrayList<>(List.of(command));
        command.getSubcommands().values().forEach(sub -> commands.addAll(all(sub)));
        return commands;
    }

    private static String help(CommandLine command) {
        return command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static boolean isExample(String line) {
        return line.matches(" {2}.*\\bdcd .*");
    }

    private static String example(String line) {
        return line.replaceFirst("(\\S) {3,}\\S.*", "$1");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100, 120})
    void linesBreakOnlyBetweenWords(int width) {
        for (CommandLine command : all(root(width))) {
            String name = command.getCommandSpec().qualifiedName();
            String help = help(command);
            List<String> lines = help.lines().toList();
            assertThat(lines)
                    .as(name)
                    .allMatch(line -> line.length() <= width
                            || isExample(line) && example(line).equals(line));
            String flat = help.replaceAll("\\s+", " ");
            assertThat(flat)
                    .as(name)
                    .contains(Stream.of(command.getCommandSpec().usageMessage().description())
                            .toList());
            for (ArgSpec argument : Stream.<ArgSpec>concat(
                            command.getCommandSpec().options().stream(),
                            command.getCommandSpec().positionalParameters().stream())
                    .toList()) {
                assertThat(flat).as(name).contains(argument.description());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void everyOptionIsInTheSynopsisAndInTheListWithItsValue(int width) {
        for (CommandLine command : all(root(width))) {
            String help = help(command);
            for (OptionSpec option : command.getCommandSpec().options()) {
                String named = option.longestName() + (option.arity().max() > 0 ? "=" + option.paramLabel() : "");
                assertThat(help.lines().filter(line -> line.contains(named)))
                        .as(command.getCommandSpec().qualifiedName() + " " + named)
                        .isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void theCommandOfAnExampleStaysOnOneLine(int width) {
        int examples = 0;
        for (CommandLine command : all(root(width))) {
            List<String> lines = help(command).lines().toList();
            for (String footer : command.getCommandSpec().usageMessage().footer()) {
                if (isExample(footer)) {
                    examples++;
                    assertThat(lines).anyMatch(line -> line.startsWith(example(footer)));
                    String comment = footer.substring(example(footer).length()).strip();
                    assertThat(String.join(" ", lines).replaceAll("\\s+", " ")).contains(comment);
                }
            }
        }
        assertThat(examples).isGreaterThan(50);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 120})
    void commandNamesAreNotBrokenAcrossLines(int width) {
        Map<String, CommandLine> commands = root(width).getSubcommands();
        for (CommandLine command : all(root(width))) {
            assertThat(help(command))
                    .as(command.getCommandSpec().qualifiedName())
                    .doesNotContainPattern("dcd( [a-z]+)?\n *(" + String.join("|", commands.keySet()) + ")\\b");
        }
        assertThat(help(commands.get("score"))).contains("dcd weights import");
    }

    @Test
    void widerTerminalsGetLongerLines() {
        List<Integer> lengths = Stream.of(80, 120, 300)
                .map(width -> all(root(width)).stream()
                        .flatMap(command -> help(command).lines())
                        .filter(line -> !isExample(line))
                        .mapToInt(String::length)
                        .max()
                        .orElseThrow())
                .collect(Collectors.toList());

        assertThat(lengths.get(0)).isBetween(75, 80);
        assertThat(lengths.get(1)).isBetween(110, 120);
        assertThat(lengths.get(2)).as("longer lines are hard to read").isBetween(110, 120);
    }

    @Test
    void theHelpOfACommandIsPrinted() {
        TestCli done = TestCli.run("run", "--help");

        assertThat(done.code()).isZero();
        assertThat(done.out())
                .startsWith("Usage: dcd run [-h]")
                .contains("\n               [--flink-master=HOST:PORT]");
        assertThat(done.err()).isEmpty();
    }
}
