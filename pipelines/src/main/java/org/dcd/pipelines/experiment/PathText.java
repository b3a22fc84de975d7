package org.dcd.pipelines.experiment;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Explains texts that are not usable as paths: URLs, {@code ~} and variables of a shell. */
public final class PathText {
    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("file:/.*", Pattern.DOTALL);
    private static final Pattern HOME = Pattern.compile("~(/.*)?", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("\\$([A-Za-z_]\\w*|\\{[A-Za-z_]\\w*})");

    private PathText() {}

    /**
     * The problem of a path in a file or in {@code --set}, with its remedy; empty for none. An existing file of that
     * name is accepted.
     *
     * @param text the path as written
     * @param folder folder against which it is resolved
     */
    public static Optional<String> problem(String text, Path folder) {
        Optional<String> problem = problemOfArgument(text, folder);
        Matcher variable = VARIABLE.matcher(text);
        return problem.isEmpty() && variable.find() && !exists(text, folder)
                ? Optional.of("holds " + variable.group() + ", which only a shell expands to its value, was "
                        + Names.show(text) + "; write the path in full, or on the command line in double quotes")
                : problem;
    }

    /**
     * As above, for an argument or option of the command line, where the shell has expanded variables and the path may
     * be that of a new file.
     */
    public static Optional<String> problemOfArgument(String text, Path folder) {
        if (FILE.matcher(text).matches()) {
            return Optional.of("needs a path, was the URL " + Names.show(text) + "; write it without file://");
        }
        if (URL.matcher(text).matches()) {
            return Optional.of("needs a path of this machine, was the URL " + Names.show(text)
                    + "; data and weights are read from local files: download it first, then give the path of what"
                    + " was downloaded");
        }
        if (HOME.matcher(text).matches() && !exists(text, folder)) {
            return Optional.of("starts with ~, which only a shell expands to the home folder, was " + Names.show(text)
                    + "; write " + System.getProperty("user.home") + text.substring(1));
        }
        return Optional.empty();
    }

    private static boolean exists(String text, Path folder) {
        try {
            return Files.exists(folder.resolve(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
