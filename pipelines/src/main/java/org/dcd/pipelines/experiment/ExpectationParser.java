package org.dcd.pipelines.experiment;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcd.pipelines.experiment.Expectation.Bound;
import org.dcd.pipelines.experiment.Expectation.Comparison;
import org.dcd.pipelines.experiment.Expectation.MalformedException;
import org.dcd.pipelines.experiment.Expectation.Score;
import org.dcd.transforms.metric.ScoreNames;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.stage.Row;

/** Recursive descent parser of an {@link Expectation} or a {@link Trend}. */
final class ExpectationParser {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.][0-9.A-Za-z_+-]*");
    private static final String SHAPE = "write row.metric <= 0.5 * row.metric or row.metric <= 0.5";

    private static final List<String> ROWS = Stream.concat(
                    Arrays.stream(Row.values()).map(Row::id), Registry.members(Restorer.class).keySet().stream())
            .toList();
    private static final String ALONG = "along";
    private static final List<String> METRICS = ScoreNames.all();

    private final String text;
    private int next;

    /** A pattern that every expectation matches, for editors. The parser is stricter. */
    static String pattern() {
        return "^\\s*(" + String.join("|", ROWS) + ")\\.(" + String.join("|", METRICS)
                + ")\\s*[<>]=?\\s*[-+.0-9a-z].*$";
    }

    /** A pattern that every trend matches. */
    static String patternOfTrends() {
        return "^\\s*(" + String.join("|", ROWS) + ")\\.(" + String.join("|", METRICS) + ")\\s+("
                + String.join("|", Trend.Direction.words()) + ")\\s+" + ALONG + "\\s+[a-z][a-z0-9.-]*\\s*$";
    }

    ExpectationParser(String text) {
        this.text = text;
    }

    Expectation expectation() {
        Score left = score();
        Comparison comparison = comparison();
        Bound bound = bound();
        if (!atEnd()) {
            throw new MalformedException(next, "unexpected text; " + SHAPE);
        }
        return new Expectation(text, left, comparison, bound);
    }

    Trend trend() {
        Score score = score();
        skipSpace();
        Trend.Direction direction =
                Trend.Direction.valueOf(word(Trend.Direction.words()).toUpperCase(Locale.ROOT));
        skipSpace();
        word(List.of(ALONG));
        skipSpace();
        String key = text.substring(next).strip();
        if (key.isEmpty()) {
            throw new MalformedException(next, "expected a key of the sweep, such as corruption.noise.sigma");
        }
        return new Trend(text, score, direction, key);
    }

    private Bound bound() {
        skipSpace();
        Matcher number = NUMBER.matcher(text).region(next, text.length());
        if (!number.lookingAt()) {
            return multiple(1);
        }
        double value = value(number.group());
        next = number.end();
        return take("*") ? multiple(value) : new Bound.Constant(value);
    }

    private Bound multiple(double factor) {
        Score of = score();
        int sign = take("+") ? 1 : take("-") ? -1 : 0;
        if (sign == 0) {
            return new Bound.Multiple(factor, of, 0);
        }
        skipSpace();
        Matcher number = NUMBER.matcher(text).region(next, text.length());
        if (!number.lookingAt()) {
            throw new MalformedException(next, "expected a number after the sign, as in row.metric + 3");
        }
        double value = value(number.group());
        next = number.end();
        return new Bound.Multiple(factor, of, sign * value);
    }

    private double value(String written) {
        try {
            return Numbers.decimal(written);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(next, e.getMessage());
        }
    }

    private Comparison comparison() {
        skipSpace();
        return Arrays.stream(Comparison.values())
                .sorted(Comparator.comparingInt(c -> -c.symbol().length()))
                .filter(comparison -> take(comparison.symbol()))
                .findFirst()
                .orElseThrow(() -> new MalformedException(next, "expected a comparison: <, <=, > or >="));
    }

    private Score score() {
        skipSpace();
        String row = name(ROWS, "row");
        if (!text.startsWith(".", next)) {
            throw new MalformedException(next, "expected a dot and a metric after " + row + ", as in row.metric");
        }
        next++;
        return new Score(row, name(METRICS, "metric"));
    }

    private String word(List<String> words) {
        Matcher word = NAME.matcher(text).region(next, text.length());
        if (!word.lookingAt() || !words.contains(word.group())) {
            throw new MalformedException(
                    next, "expected " + String.join(" or ", words) + ", as in row.metric rises along key");
        }
        next = word.end();
        return word.group();
    }

    private String name(List<String> ids, String what) {
        Matcher name = NAME.matcher(text).region(next, text.length());
        if (!name.lookingAt()) {
            throw new MalformedException(next, "expected a " + what + ", one of " + String.join(", ", ids));
        }
        if (!ids.contains(name.group())) {
            throw new MalformedException(
                    next,
                    "unknown " + what + " " + Names.show(name.group()) + "; "
                            + Names.advice(name.group(), ids, "known"));
        }
        next = name.end();
        return name.group();
    }

    private boolean take(String symbol) {
        skipSpace();
        boolean found = text.startsWith(symbol, next);
        next += found ? symbol.length() : 0;
        return found;
    }

    private boolean atEnd() {
        skipSpace();
        return next == text.length();
    }

    private void skipSpace() {
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
    }
}
