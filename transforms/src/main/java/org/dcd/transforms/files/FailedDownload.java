package org.dcd.transforms.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;

/**
 * Detects files that are not the expected binary data because a download or copy failed: git-LFS and git-annex
 * pointers, web pages, error messages of servers, links stored as text, and empty files.
 */
public final class FailedDownload {
    /** Number of bytes at the start of a file that are inspected. */
    public static final int HEAD = 512;

    private static final Pattern LFS =
            Pattern.compile("version https?://(git-lfs|hawser)\\.github\\.com/spec/.*", Pattern.DOTALL);
    private static final Pattern LFS_SIZE = Pattern.compile("^size (\\d{1,18})$", Pattern.MULTILINE);
    private static final Pattern ANNEX = Pattern.compile("[./]*(\\.git)?/annex/objects/\\S.*", Pattern.DOTALL);
    private static final Pattern PAGE =
            Pattern.compile("(<\\?xml[^>]*>|<!--.*?-->|\\s)*<(!doctype html|html|head)\\b.*", Pattern.DOTALL);
    private static final Pattern XML = Pattern.compile("<(\\?xml|error)\\b.*", Pattern.DOTALL);
    private static final Pattern JSON =
            Pattern.compile("\\{\\s*\"(error|errors|message|detail)\"\\s*:.*", Pattern.DOTALL);
    /** Error responses of Hugging Face and GitHub, among others. */
    private static final Pattern ANSWER =
            Pattern.compile("(404: )?(entry not found|not found|access denied|forbidden|unauthorized"
                    + "|invalid username or password|repository not found|too many requests)\\b.{0,200}");

    private static final Pattern LINK = Pattern.compile("(\\.\\./)+[\\w./ -]{1,300}");

    private FailedDownload() {}

    /**
     * Checks the start of a file.
     *
     * @throws BadInputException if it is not data; the message says what it is and what to do
     */
    public static void reject(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            reject(file.toString(), in.readNBytes(HEAD));
        }
    }

    /**
     * Checks a file, or all files of a folder with an extension.
     *
     * @param suffix extension of the files in a folder, such as {@code .parquet}
     * @throws BadInputException if one of them is not data
     */
    public static void rejectAll(Path path, String suffix) throws IOException {
        if (!Files.isDirectory(path)) {
            reject(path);
            return;
        }
        List<Path> found;
        try (Stream<Path> files = Files.list(path)) {
            found = files.filter(file -> file.toString().endsWith(suffix) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
        for (Path file : found) {
            reject(file);
        }
    }

    /**
     * Checks the start of a file that was read by the caller.
     *
     * @param where path of the file, and its entry in an archive, for error messages
     * @param head the first {@value HEAD} bytes of the file, or the whole file if it is shorter
     * @throws BadInputException if it is not data
     */
    public static void reject(String where, byte[] head) {
        problem(head).ifPresent(problem -> {
            throw new BadInputException(where + ": " + problem);
        });
    }

    /** Description and remedy; empty if the file may be data. */
    private static Optional<String> problem(byte[] head) {
        if (head.length == 0) {
            return Optional.of("the file is empty (0 bytes), so a copy or download failed; get it again");
        }
        String text = new String(head, 0, Math.min(head.length, HEAD), StandardCharsets.UTF_8);
        text = (text.startsWith("\uFEFF") ? text.substring(1) : text).strip();
        String lower = text.toLowerCase(Locale.ROOT);
        if (LFS.matcher(text).matches()) {
            Matcher size = LFS_SIZE.matcher(text);
            return Optional.of("the file is a git-LFS pointer, not the data"
                    + (size.find() ? " of " + size.group(1) + " bytes" : "")
                    + "; run git lfs pull in its repository, or download the file itself");
        }
        if (ANNEX.matcher(text).matches()) {
            return Optional.of("the file is a git-annex pointer, not the data; run git annex get in its repository");
        }
        if (PAGE.matcher(lower).matches()) {
            return Optional.of("the file is a web page (HTML), not data: the server returned a page instead of the"
                    + " download, such as a login or confirmation; get the file from its direct link");
        }
        if (XML.matcher(lower).matches()
                || JSON.matcher(lower).matches()
                || ANSWER.matcher(lower).matches()) {
            return Optional.of("the file is the error response of a server, not data: " + shown(text)
                    + "; check the link and your access, then get the file again");
        }
        if (head.length < HEAD && LINK.matcher(text).matches()) {
            return Optional.of("the file contains only the target of a link, " + shown(text)
                    + ": the copy did not preserve links; copy the target of the link");
        }
        return Optional.empty();
    }

    private static String shown(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ");
        return "'" + (line.length() > 80 ? line.substring(0, 80) + "…" : line) + "'";
    }
}
