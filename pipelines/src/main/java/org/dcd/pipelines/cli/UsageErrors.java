package org.dcd.pipelines.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Messages for wrong options and arguments, in the form of the other messages instead of that of picocli. */
final class UsageErrors {
    private static final Pattern INVALID = Pattern.compile(
            "Invalid value for (?:option '([^']+)'|positional parameter at index \\S+)(?: \\((.+?)\\))?: (.*)",
            Pattern.DOTALL);
    private static final Pattern CHOICE =
            Pattern.compile("expected one of \\[(.*)] \\(case-insensitive\\) but was ('.*')", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("('.*') is not an? (int|long|double)", Pattern.DOTALL);

    private UsageErrors() {}

    /** What is wrong, with the name of the option or argument and its value. */
    static String message(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        Matcher invalid = INVALID.matcher(wrong.getMessage());
        if (invalid.matches()) {
            String name = invalid.group(1) == null ? invalid.group(2) : invalid.group(1);
            return name + " " + reason(invalid.group(3));
        }
        String message = wrong.getMessage().replaceFirst("^Error: ", "");
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    /** Picocli also reports unknown commands, and everything after an unknown option, as unmatched arguments. */
    private static String unmatched(UnmatchedArgumentException unmatched) {
        CommandLine command = unmatched.getCommandLine();
        String given = "'" + unmatched.getUnmatched().get(0) + "'";
        List<String> suggestions = unmatched.getSuggestions();
        String guess = suggestions.isEmpty() ? "" : "; did you mean " + suggestions.get(0) + "?";
        if (unmatched.isUnknownOption()) {
            return "unknown option " + given + guess;
        }
        return command.getSubcommands().isEmpty()
                ? "unexpected argument " + given
                : "unknown command " + given
                        + (guess.isEmpty() ? "; available commands: " : guess + " Available commands: ")
                        + String.join(", ", command.getSubcommands().keySet());
    }

    private static String reason(String text) {
        Matcher choice = CHOICE.matcher(text);
        if (choice.matches()) {
            return "must be one of " + choice.group(1).toLowerCase(Locale.ROOT) + ", was " + choice.group(2);
        }
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            return "must be " + (number.group(2).equals("double") ? "a number" : "an integer") + ", was "
                    + number.group(1);
        }
        return text;
    }
}
