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
 * Recognises what lies in the place of a binary file when something went wrong on its way: a pointer of git-LFS or
 * git-annex, a web page, the error message of a server, the text of a link, or nothing at all.
 */
public final class FailedDownload {
    /** Bytes at the beginning of a file by which it is recognised. */
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
    /** Such as the answers of Hugging Face and GitHub. */
    private static final Pattern ANSWER =
            Pattern.compile("(404: )?(entry not found|not found|access denied|forbidden|unauthorized"
                    + "|invalid username or password|repository not found|too many requests)\\b.{0,200}");

    private static final Pattern LINK = Pattern.compile("(\\.\\./)+[\\w./ -]{1,300}");

    private FailedDownload() {}

    /**
     * Checks the beginning of a file that should hold data.
     *
     * @throws BadInputException when it is none, with what it is and what to do
     */
    public static void reject(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            reject(file.toString(), in.readNBytes(HEAD));
        }
    }

    /**
     * As above: a file, or all files of a folder whose names end with something.
     *
     * @param suffix such as {@code .parquet}
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
     * As above.
     *
     * @param where path of the file, and its entry in an archive, for messages
     * @param head its first bytes, {@value HEAD} of them or all that there are
     */
    public static void reject(String where, byte[] head) {
        problem(head).ifPresent(problem -> {
            throw new BadInputException(where + ": " + problem);
        });
    }

    /** What the file is and the remedy; empty when it may be data. */
    private static Optional<String> problem(byte[] head) {
        if (head.length == 0) {
            return Optional.of("the file is empty (0 bytes): it was not copied or downloaded to the end; get it again");
        }
        String text = new String(head, 0, Math.min(head.length, HEAD), StandardCharsets.UTF_8);
        text = (text.startsWith("\uFEFF") ? text.substring(1) : text).strip();
        String lower = text.toLowerCase(Locale.ROOT);
        if (LFS.matcher(text).matches()) {
            Matcher size = LFS_SIZE.matcher(text);
            return Optional.of("the file is a pointer of git-LFS, not the data"
                    + (size.find() ? " of " + size.group(1) + " bytes" : "")
                    + "; run git lfs pull in its repository, or download the file itself");
        }
        if (ANNEX.matcher(text).matches()) {
            return Optional.of("the file is a pointer of git-annex, not the data; run git annex get in its repository");
        }
        if (PAGE.matcher(lower).matches()) {
            return Optional.of("the file is a web page (HTML), not data: a server answered the download with a page,"
                    + " such as one to sign in or to confirm; get the file again by its direct link");
        }
        if (XML.matcher(lower).matches()
                || JSON.matcher(lower).matches()
                || ANSWER.matcher(lower).matches()) {
            return Optional.of("the file is a server's answer, not data: " + shown(text)
                    + "; check link and access, and get the file again");
        }
        if (head.length < HEAD && LINK.matcher(text).matches()) {
            return Optional.of("the file holds the target of a link as text, " + shown(text)
                    + ": links were lost when it was copied; copy the file that it stands for");
        }
        return Optional.empty();
    }

    private static String shown(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ");
        return "'" + (line.length() > 80 ? line.substring(0, 80) + "…" : line) + "'";
    }
}
