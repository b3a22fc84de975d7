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
 * What a reader of a data set skipped, by kind.
 *
 * @param kinds those that have a name before those that are file name endings, more frequent ones first
 */
public record Skipped(List<Kind> kinds) implements Serializable {
    public static final Skipped NOTHING = new Skipped(List.of());

    private static final int MOST_SHOWN = 8;
    private static final Pattern ENDING = Pattern.compile("[^/]+(\\.[a-z0-9_+-]{1,12})", Pattern.CASE_INSENSITIVE);

    public Skipped {
        kinds = List.copyOf(kinds);
    }

    /**
     * Files or folders of one kind.
     *
     * @param name in the singular, such as {@code hidden file}, or an ending, such as {@code .txt}
     * @param count at least 1
     * @param examples the first names, in alphabetical order
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
     * What lies in a folder beside the files that are read.
     *
     * @param read files of the folder
     * @throws BadInputException when a link leads nowhere
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
     * A link that leads nowhere.
     *
     * @param where what messages call it
     */
    public static BadInputException deadLink(Path link, String where) throws IOException {
        return new BadInputException(where + " is a link to " + Files.readSymbolicLink(link)
                + ", which does not exist or cannot be read; bring that back or remove the link");
    }

    public boolean isEmpty() {
        return kinds.isEmpty();
    }

    /** {@code 2 links, 14 .txt}; empty when nothing was skipped. */
    public String describe() {
        List<String> shown = new ArrayList<>(
                kinds.stream().limit(MOST_SHOWN).map(Kind::describe).toList());
        if (kinds.size() > MOST_SHOWN) {
            long others = kinds.stream().skip(MOST_SHOWN).mapToLong(Kind::count).sum();
            shown.add(number(others) + " of " + (kinds.size() - MOST_SHOWN) + " other kinds");
        }
        return String.join(", ", shown);
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Counts what is skipped. */
    public static final class Tally {
        private static final int MOST_EXAMPLES = 3;

        private final Map<String, Long> counts = new TreeMap<>();
        private final Map<String, TreeSet<String>> examples = new TreeMap<>();

        /** A file that is of no use by its ending. */
        public void file(String name) {
            Matcher ending = ENDING.matcher(name.substring(name.lastIndexOf('/') + 1));
            add(ending.matches() ? ending.group(1).toLowerCase(Locale.ROOT) : "file without ending", name);
        }

        /**
         * A file or folder of a kind.
         *
         * @param kind as in {@link Kind#name}
         * @param name of the file; of folders the last part
         */
        public void add(String kind, String name) {
            counts.merge(kind, 1L, Long::sum);
            TreeSet<String> first = examples.computeIfAbsent(kind, unused -> new TreeSet<>());
            first.add(name.replaceAll("\\p{Cntrl}", "?"));
            if (first.size() > MOST_EXAMPLES) {
                first.pollLast();
            }
        }

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
