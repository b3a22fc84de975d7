package org.dcd.pipelines.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcd.pipelines.experiment.FileKey;
import org.dcd.pipelines.experiment.Key;
import org.dcd.pipelines.experiment.KeyType;
import org.dcd.pipelines.experiment.Names;
import org.dcd.schemas.BadInputException;

/** Describes a key of an experiment file, as lines of text for {@code dcd explain}. */
public final class Explanation {
    private static final int MARGIN = 2;
    private static final int LONGEST_NAME = 22;

    /** Keys that only the report depends on. */
    private static final List<String> OF_REPORT = List.of("experiment", "expect", "paper");

    private static final Pattern END_OF_SENTENCE =
            Pattern.compile("(?<=\\.)(?<!\\b(App|Sec|Fig|Eq|Alg|al)\\.)\\s+(?=[A-Z])");

    /** Index of an item of a list; all items have the same keys. */
    private static final Pattern ITEM = Pattern.compile("\\.[0-9]+(?=\\.|$)");

    private final int width;
    private final List<String> lines = new ArrayList<>();

    private Explanation(int width) {
        this.width = width;
    }

    /**
     * The top-level keys.
     *
     * @param width largest width of a line
     */
    public static List<String> ofTop(int width) {
        Explanation text = new Explanation(width);
        text.prose(KeyType.experiment().text(), MARGIN);
        text.keys(KeyType.experiment());
        text.lines.add("");
        text.lines.add("  keys of the file:");
        for (FileKey key : FileKey.values()) {
            text.entry(key.key(), firstSentence(key.text()));
        }
        return text.lines;
    }

    /**
     * A dotted key, such as {@code corruption.noise.sigma}. It may contain names of members of open families, as in
     * {@code distillation.loss.sid.alpha}.
     *
     * @param key the key
     * @param width largest width of a line
     * @throws BadInputException for an unknown key, with the closest matches
     */
    public static List<String> of(String key, int width) {
        Explanation text = new Explanation(width);
        text.lines.add(key);
        Optional<FileKey> ofFile = Arrays.stream(FileKey.values())
                .filter(file -> file.key().equals(key))
                .findFirst();
        if (ofFile.isPresent()) {
            text.lines.add("");
            text.prose(ofFile.get().text(), MARGIN);
            if (ofFile.get() == FileKey.PRESET) {
                text.options(FileKey.presets().options());
            }
            return text.lines;
        }
        for (Match match : resolved(ITEM.matcher(key).replaceAll(""))) {
            text.lines.add("");
            text.match(match, !key.contains("."));
        }
        return text.lines;
    }

    /**
     * @param key the key; empty for a member of a family
     * @param type type of its value
     * @param member the member that has the key, or the member itself
     */
    private record Match(Optional<Key> key, KeyType type, Optional<String> member) {}

    private static List<Match> resolved(String path) {
        List<Match> matches = List.of(new Match(Optional.empty(), KeyType.experiment(), Optional.empty()));
        String done = "";
        for (String word : path.split("\\.", -1)) {
            List<Match> above = matches;
            matches = above.stream().flatMap(match -> below(match, word)).toList();
            if (matches.isEmpty()) {
                throw unknown(path, done, word, above);
            }
            done = done.isEmpty() ? word : done + "." + word;
        }
        return matches;
    }

    private static Stream<Match> below(Match match, String word) {
        KeyType type = match.type();
        while (type instanceof KeyType.ListOf list) {
            type = list.item();
        }
        if (type instanceof KeyType.Family family) {
            KeyType.Section member = family.members().get(word);
            return member != null
                    ? Stream.of(new Match(Optional.empty(), member, Optional.of(word)))
                    : family.members().entrySet().stream()
                            .flatMap(entry -> named(entry.getValue(), word, Optional.of(entry.getKey())));
        }
        return type instanceof KeyType.Section section ? named(section, word, match.member()) : Stream.of();
    }

    private static Stream<Match> named(KeyType.Section section, String word, Optional<String> member) {
        return section.keys().stream()
                .filter(key -> key.name().equals(word))
                .map(key -> new Match(Optional.of(key), key.type(), member));
    }

    private static BadInputException unknown(String path, String done, String word, List<Match> above) {
        Optional<String> renamed = above.stream()
                .flatMap(match -> sections(match.type()))
                .flatMap(section -> section.renamed(word).stream())
                .findFirst();
        if (renamed.isPresent()) {
            return new BadInputException(done + "." + word + " is now called " + done + "." + renamed.get());
        }
        List<String> here = above.stream()
                .flatMap(match -> words(match.type()).stream())
                .distinct()
                .toList();
        List<String> elsewhere = KeyPaths.of(true).all().keySet().stream()
                .filter(other -> ("." + other).endsWith("." + path))
                .toList();
        String where = done.isEmpty() ? "" : " in " + done;
        String more = elsewhere.isEmpty() ? "" : "; there is " + String.join(", ", elsewhere);
        return new BadInputException(
                here.isEmpty()
                        ? done + " has no keys"
                        : "unknown key " + Names.show(word) + where + more + "; " + Names.advice(word, here, "known"));
    }

    private static Stream<KeyType.Section> sections(KeyType type) {
        if (type instanceof KeyType.ListOf list) {
            return sections(list.item());
        }
        if (type instanceof KeyType.Family family) {
            return family.members().values().stream();
        }
        return type instanceof KeyType.Section section ? Stream.of(section) : Stream.of();
    }

    private static Collection<String> words(KeyType type) {
        if (type instanceof KeyType.ListOf list) {
            return words(list.item());
        }
        if (type instanceof KeyType.Family family) {
            return Stream.concat(
                            family.members().keySet().stream(),
                            family.members().values().stream()
                                    .flatMap(member -> member.keys().stream().map(Key::name)))
                    .distinct()
                    .toList();
        }
        return type instanceof KeyType.Section section
                ? section.keys().stream().map(Key::name).toList()
                : List.of();
    }

    private void match(Match match, boolean top) {
        match.key().ifPresent(key -> prose(key.text(), MARGIN));
        KeyType type = match.type();
        while (type instanceof KeyType.ListOf list) {
            type = list.item();
        }
        prose(type.text(), MARGIN);
        if (!lines.get(lines.size() - 1).isEmpty()) {
            lines.add("");
        }
        match.key().ifPresent(key -> facts(key, match.member(), top));
        if (type instanceof KeyType.Choice choice) {
            options(choice.options());
        } else if (type instanceof KeyType.Family family) {
            lines.add("");
            lines.add("  one of:");
            family.members().forEach((name, member) -> entry(name, firstSentence(member.text())));
        } else if (type instanceof KeyType.Section section) {
            keys(section);
        }
    }

    private void facts(Key key, Optional<String> member, boolean top) {
        member.ifPresent(name -> fact("of", name));
        fact("value", values(key));
        fact("default", key.byDefault().orElse(key.required() ? "none (required)" : "none (optional)"));
        String entersKey =
                switch (key.enters()) {
                    case ALWAYS -> "yes, stages that depend on it run again when it changes";
                    case UNLESS_DEFAULT -> "yes, unless it is the default";
                    case NEVER -> "no, stages do not run again when it changes";
                };
        fact("stage key", top && OF_REPORT.contains(key.name()) ? "only that of the report" : entersKey);
    }

    /** Describes the values of a key. */
    private static String values(Key key) {
        return values(key.type(), false)
                + key.range().map(range -> " " + range.inWords()).orElse("");
    }

    private static String values(KeyType type, boolean many) {
        if (type instanceof KeyType.Word word) {
            return many ? "each " + word.inWords() : word.inWords();
        }
        if (type instanceof KeyType.Choice choice) {
            return "one of " + String.join(", ", choice.options().keySet());
        }
        if (type instanceof KeyType.ListOf list) {
            return "a list, " + values(list.item(), true);
        }
        if (type instanceof KeyType.Section section) {
            return section.isShortAsPath() ? "a path, or a map of keys" : many ? "each a map of keys" : "a map of keys";
        }
        return (many ? "each " : "") + "a map with its type, or the type alone";
    }

    private void fact(String name, String text) {
        lines.addAll(Wrapped.lines(text, String.format("  %-11s", name), width));
    }

    private void options(Map<String, String> options) {
        lines.add("");
        options.forEach(this::entry);
    }

    private void keys(KeyType.Section section) {
        if (section.keys().isEmpty()) {
            lines.add("  no further keys");
            return;
        }
        lines.add("");
        lines.add("  keys:");
        for (Key key : section.keys()) {
            String state = key.required()
                    ? ""
                    : key.byDefault().map(value -> " [" + value + "]").orElse("");
            entry(key.name() + state, firstSentence(key.words()));
        }
    }

    private void entry(String name, String text) {
        String head = String.format("    %-" + LONGEST_NAME + "s  ", name);
        if (name.length() > LONGEST_NAME) {
            lines.add("    " + name);
            head = " ".repeat(4 + LONGEST_NAME + 2);
        }
        lines.addAll(Wrapped.lines(text, head, width));
    }

    private void prose(String text, int margin) {
        if (!text.isEmpty()) {
            lines.addAll(Wrapped.lines(text, " ".repeat(margin), width));
        }
    }

    /** The text up to a full stop before a capital letter, except in abbreviations. */
    private static String firstSentence(String text) {
        return END_OF_SENTENCE.split(text, 2)[0];
    }
}
