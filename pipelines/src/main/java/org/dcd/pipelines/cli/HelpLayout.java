package org.dcd.pipelines.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Lays out the help of commands. Picocli also breaks lines within words such as {@code host:8081} or {@code a.npz};
 * this layout breaks only at spaces and keeps each example command on one line.
 */
final class HelpLayout {
    private static final int PICOCLI_MIN_WIDTH = 55;
    private static final int MAX_WIDTH = 120;
    private static final String INDENT = "  ";
    private static final int MAX_NAME_WIDTH = 24;
    /** A comment goes below its command when there are fewer columns than this beside it. */
    private static final int MIN_COMMENT_WIDTH = 24;

    private static final String COMMENT_INDENT = "      ";
    private static final Pattern EXAMPLE = Pattern.compile("( {2}\\S.*?)( {3,})(\\S.*)");
    private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern PUNCTUATION = Pattern.compile("[.,:;]+$");

    private final int width;
    private final Set<String> commands;

    private HelpLayout(int width, Set<String> commands) {
        this.width = width;
        this.commands = commands;
    }

    /**
     * Sets the layout of a command and of all its subcommands.
     *
     * @param width of a line in characters
     */
    static void apply(CommandLine command, int width) {
        HelpLayout layout = new HelpLayout(
                Math.min(width, MAX_WIDTH), commands(command.getCommandSpec()).collect(Collectors.toUnmodifiableSet()));
        command.setUsageHelpWidth(Math.max(layout.width, PICOCLI_MIN_WIDTH));
        Map<String, IHelpSectionRenderer> sections = new HashMap<>(command.getHelpSectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, layout::synopsis);
        sections.put(UsageMessageSpec.SECTION_KEY_DESCRIPTION, layout::description);
        sections.put(
                UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, help -> layout.list(parameters(help), namesOfBoth(help)));
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> layout.list(options(help), namesOfBoth(help)));
        sections.put(
                UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                help -> layout.list(subcommands(help), names(subcommands(help))));
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, layout::footer);
        command.setHelpSectionMap(sections);
    }

    private static Stream<String> commands(CommandSpec command) {
        return command.subcommands().entrySet().stream()
                .flatMap(sub -> Stream.concat(
                        Stream.of(sub.getKey()), commands(sub.getValue().getCommandSpec())));
    }

    private String synopsis(Help help) {
        UsageMessageSpec usage = help.commandSpec().usageMessage();
        int before = usage.width();
        usage.width(1 << 14);
        String line = ESCAPES.matcher(help.synopsis(help.synopsisHeadingLength()))
                .replaceAll("")
                .strip();
        usage.width(before);
        String indent = " "
                .repeat(help.synopsisHeadingLength()
                        + help.commandSpec().qualifiedName().length()
                        + 1);
        String name = help.commandSpec().qualifiedName();
        List<String> arguments = outsideBrackets(line.substring(name.length()).strip());
        return name + " " + fill(arguments, width - indent.length()).stream().collect(Collectors.joining("\n" + indent))
                + "\n";
    }

    /** Splits at the spaces outside brackets. */
    private static List<String> outsideBrackets(String line) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c == ' ' && depth == 0) {
                parts.add(line.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(line.substring(start));
        return parts;
    }

    private String description(Help help) {
        return Stream.of(help.commandSpec().usageMessage().description())
                .flatMap(text -> wrap(text, width).stream())
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** An entry of a list: names on the left, their description on the right. */
    private record Entry(String names, String styled, String text) {}

    private static List<Entry> parameters(Help help) {
        List<Entry> entries = new ArrayList<>();
        for (PositionalParamSpec parameter : help.commandSpec().positionalParameters()) {
            if (!parameter.hidden()) {
                String label = help.parameterLabelRenderer()
                        .renderParameterLabel(parameter, Help.Ansi.OFF, List.of())
                        .toString();
                entries.add(new Entry(
                        label,
                        help.colorScheme().parameterText(label).toString(),
                        String.join(" ", parameter.description())));
            }
        }
        return entries;
    }

    private static List<Entry> options(Help help) {
        List<Entry> entries = new ArrayList<>();
        List<OptionSpec> options = help.commandSpec().options().stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(
                        option -> option.longestName().replaceFirst("^-+", "").toLowerCase(Locale.ROOT)))
                .toList();
        for (OptionSpec option : options) {
            String names = String.join(", ", option.names())
                    + help.parameterLabelRenderer().renderParameterLabel(option, Help.Ansi.OFF, List.of());
            String aligned = names.startsWith("--") ? " ".repeat("-o, ".length()) + names : names;
            entries.add(new Entry(
                    aligned,
                    help.colorScheme().optionText(aligned).toString(),
                    String.join(" ", option.description())));
        }
        return entries;
    }

    private static List<Entry> subcommands(Help help) {
        return help.commandSpec().subcommands().entrySet().stream()
                .map(sub -> new Entry(
                        sub.getKey(),
                        help.colorScheme().commandText(sub.getKey()).toString(),
                        firstSentence(String.join(
                                " ",
                                sub.getValue().getCommandSpec().usageMessage().description()))))
                .toList();
    }

    /** A list of commands has one sentence for each; their own help has the rest. */
    private static String firstSentence(String text) {
        return text.replaceFirst("(?s)(?<=\\.) .*", "");
    }

    /** Width of the names of parameters and options, whose lists share their columns. */
    private static int namesOfBoth(Help help) {
        return Math.max(names(parameters(help)), names(options(help)));
    }

    /** Width of the column of names. Entries with longer names have their description below. */
    private static int names(List<Entry> entries) {
        return entries.stream()
                .mapToInt(entry -> entry.names.length())
                .filter(length -> length <= MAX_NAME_WIDTH)
                .max()
                .orElse(0);
    }

    private String list(List<Entry> entries, int names) {
        int column = INDENT.length() + names + INDENT.length();
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries) {
            List<String> lines = wrap(entry.text, width - column);
            text.append(INDENT).append(entry.styled);
            boolean beside = entry.names.length() <= names;
            text.append(beside ? " ".repeat(column - INDENT.length() - entry.names.length()) : "\n");
            for (int i = 0; i < lines.size(); i++) {
                text.append(i == 0 && beside ? "" : " ".repeat(column))
                        .append(lines.get(i))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private String footer(Help help) {
        return Stream.of(help.commandSpec().usageMessage().footer())
                .flatMap(line -> footer(line).stream())
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private List<String> footer(String line) {
        Matcher example = EXAMPLE.matcher(line);
        if (!example.matches()) {
            return line.startsWith(INDENT) ? List.of(line) : wrap(line, width);
        }
        String command = example.group(1);
        int column = example.start(3);
        if (width - column >= MIN_COMMENT_WIDTH || line.length() <= width) {
            List<String> comment = wrap(example.group(3), width - column);
            return IntStream.range(0, comment.size())
                    .mapToObj(i -> (i == 0 ? command + example.group(2) : " ".repeat(column)) + comment.get(i))
                    .toList();
        }
        return Stream.concat(
                        Stream.of(command),
                        wrap(example.group(3), width - COMMENT_INDENT.length()).stream()
                                .map(COMMENT_INDENT::concat))
                .toList();
    }

    private List<String> wrap(String text, int most) {
        return fill(unbreakable(text), most);
    }

    /** The words of a text, with the name of a command such as {@code dcd store export} as one word. */
    private List<String> unbreakable(String text) {
        List<String> parts = new ArrayList<>();
        boolean open = false;
        for (String word : text.split(" ")) {
            boolean command =
                    open && commands.contains(PUNCTUATION.matcher(word).replaceAll(""));
            if (command) {
                parts.set(parts.size() - 1, parts.get(parts.size() - 1) + " " + word);
            } else {
                parts.add(word);
            }
            open = (command || word.matches("['(]?dcd"))
                    && !PUNCTUATION.matcher(word).find();
        }
        return parts;
    }

    /** Fills lines of at most {@code most} characters; a longer part gets a line of its own. */
    private static List<String> fill(List<String> parts, int most) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String part : parts) {
            if (!line.isEmpty() && line.length() + 1 + part.length() > most) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(part);
        }
        lines.add(line.toString());
        return lines;
    }
}
