package org.dcd.transforms.data;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;

/**
 * Files and folders that a reader of a data set skipped, by kind.
 *
 * @param kinds named kinds first, then file extensions; each group by descending count
 */
public record Skipped(List<Kind> kinds) implements Serializable {
    /** Nothing was skipped. */
    public static final Skipped NOTHING = new Skipped(List.of());

    private static final int MAX_SHOWN = 8;
    private static final Pattern ENDING = Pattern.compile("[^/]+(\\.[a-z0-9_+-]{1,12})", Pattern.CASE_INSENSITIVE);

    public Skipped {
        kinds = List.copyOf(kinds);
    }

    /**
     * Skipped files or folders of one kind.
     *
     * @param name singular, such as {@code hidden file}, or a file extension, such as {@code .txt}
     * @param count number of files or folders, at least 1
     * @param examples the first names in alphabetical order
     */
    public record Kind(String name, long count, List<String> examples) implements Serializable {
        public Kind {
            examples = List.copyOf(examples);
        }

        private boolean isEnding() {
            return name.startsWith(".");
        }

        /** {@code 14 .txt}, {@code 1 .txt (read.me.txt)}, {@code 3 system folders (@eaDir, lost+found)}. */
        private String describe() {
            String plural = name.startsWith("file ") ? name.replaceFirst("file", "files") : name + "s";
            String counted = number(count) + " " + (isEnding() || count == 1 ? name : plural);
            return examples.size() == count || name.endsWith("folder")
                    ? counted + " (" + String.join(", ", examples) + ")"
                    : counted;
        }
    }

    /**
     * Lists what a folder contains apart from the files that are read.
     *
     * @param folder the folder; subfolders count as one entry each
     * @param read files of the folder that are read
     * @throws BadInputException if the folder contains a broken link
     */
    public static Skipped beside(Path folder, Collection<Path> read) throws IOException {
        Set<String> names =
                read.stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        List<Path> others;
        try (Stream<Path> entries = Files.list(folder)) {
            others = entries.filter(entry -> !names.contains(entry.getFileName().toString()))
                    .sorted()
                    .toList();
        }
        Tally tally = new Tally();
        for (Path entry : others) {
            String name = entry.getFileName().toString();
            if (Files.isDirectory(entry)) {
                tally.add(SystemFiles.folder(name).orElse("folder"), name);
                continue;
            }
            Optional<String> kind = SystemFiles.file(name);
            if (kind.isPresent()) {
                tally.add(kind.get(), name);
            } else if (Files.exists(entry)) {
                tally.file(name);
            } else {
                throw deadLink(entry, entry.toString());
            }
        }
        return tally.skipped();
    }

    /**
     * Returns the exception for a broken link.
     *
     * @param link path of the link
     * @param where name of the link in the message
     */
    public static BadInputException deadLink(Path link, String where) throws IOException {
        return new BadInputException(where + " is a link to " + Files.readSymbolicLink(link)
                + ", which does not exist or cannot be read; restore the target or remove the link");
    }

    /** Whether nothing was skipped. */
    public boolean isEmpty() {
        return kinds.isEmpty();
    }

    /** Returns a description such as {@code 2 links, 14 .txt}; empty if nothing was skipped. */
    public String describe() {
        List<String> shown = new ArrayList<>(
                kinds.stream().limit(MAX_SHOWN).map(Kind::describe).toList());
        if (kinds.size() > MAX_SHOWN) {
            long others = kinds.stream().skip(MAX_SHOWN).mapToLong(Kind::count).sum();
            shown.add(number(others) + " of " + (kinds.size() - MAX_SHOWN) + " other kinds");
        }
        return String.join(", ", shown);
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Counts skipped files and folders. */
    public static final class Tally {
        private static final int MAX_EXAMPLES = 3;

        private final Map<String, Long> counts = new TreeMap<>();
        private final Map<String, TreeSet<String>> examples = new TreeMap<>();

        /** Counts a file under its extension. */
        public void file(String name) {
            Matcher ending = ENDING.matcher(name.substring(name.lastIndexOf('/') + 1));
            add(ending.matches() ? ending.group(1).toLowerCase(Locale.ROOT) : "file without extension", name);
        }

        /**
         * Counts a file or folder under a kind.
         *
         * @param kind see {@link Kind#name}
         * @param name path of the file, or last part of the path of a folder
         */
        public void add(String kind, String name) {
            counts.merge(kind, 1L, Long::sum);
            TreeSet<String> first = examples.computeIfAbsent(kind, unused -> new TreeSet<>());
            first.add(name.replaceAll("\\p{Cntrl}", "?"));
            if (first.size() > MAX_EXAMPLES) {
                first.pollLast();
            }
        }

        /** Returns the counts so far. */
        public Skipped skipped() {
            return new Skipped(counts.entrySet().stream()
                    .map(kind -> new Kind(kind.getKey(), kind.getValue(), List.copyOf(examples.get(kind.getKey()))))
                    .sorted(Comparator.comparing(Kind::isEnding)
                            .thenComparing(Comparator.comparing(Kind::count).reversed())
                            .thenComparing(Kind::name))
                    .toList());
        }
    }
}
