package org.dcd.pipelines.cli.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dcd.pipelines.result.FormattedNumbers;

/** Formats the progress of a stage as one line. */
final class ProgressText {
    private static final int NAME = 24;
    private static final int BAR = 16;
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";
    /** Labels of the values that are shown; {@link #ORDER} says which one when there are several. */
    private static final Map<String, String> SHOWN = Map.of(
            "loss", "loss",
            "generator-loss", "loss",
            "proximal-fd", "distance",
            "accuracy", "accuracy");

    private static final List<String> ORDER = List.of("proximal-fd", "loss", "generator-loss", "accuracy");

    private ProgressText() {}

    /** A line on a terminal of at most {@code width} characters; parts that do not fit are omitted. */
    static String live(StageProgress stage, int width) {
        if (!stage.counts()) {
            return cut(name(stage) + " running " + FormattedNumbers.duration(stage.seconds()), width);
        }
        StringBuilder line = new StringBuilder(
                name(stage) + " " + bar(stage.share()) + String.format(Locale.ROOT, " %3d%%", percent(stage)));
        for (String part : parts(stage)) {
            if (line.length() + 2 + part.length() <= width) {
                line.append("  ").append(part);
            }
        }
        return cut(line.toString(), width);
    }

    /** A line in a log. */
    static String plain(StageProgress stage) {
        if (!stage.counts()) {
            return stage.name() + ": running for " + FormattedNumbers.duration(stage.seconds());
        }
        return stage.name() + ": " + percent(stage) + "%, " + String.join(", ", parts(stage));
    }

    /** A short form, for tables. */
    static String brief(StageProgress stage) {
        if (!stage.counts()) {
            return stage.name();
        }
        return stage.name() + " " + percent(stage) + "%" + (stage.rate() > 0 ? ", " + rate(stage) : "");
    }

    private static String rate(StageProgress stage) {
        String rate = stage.rate() < 10
                ? String.format(Locale.ROOT, "%.1f", stage.rate())
                : FormattedNumbers.count(Math.round(stage.rate()));
        return rate + " " + stage.latest().unit() + "/s";
    }

    static String done(StageProgress stage) {
        return "✓ " + String.format(Locale.ROOT, "%-" + NAME + "s", stage.name()) + " "
                + FormattedNumbers.duration(stage.seconds());
    }

    private static List<String> parts(StageProgress stage) {
        List<String> parts = new ArrayList<>();
        String unit = stage.latest().unit();
        if (Double.isFinite(stage.secondsLeft())) {
            parts.add(FormattedNumbers.duration(stage.secondsLeft()) + " left");
        }
        if (stage.rate() > 0) {
            parts.add(rate(stage));
        }
        ORDER.stream()
                .filter(stage.values()::containsKey)
                .findFirst()
                .ifPresent(key -> parts.add(SHOWN.get(key) + " "
                        + FormattedNumbers.figure(stage.values().get(key))));
        parts.add(FormattedNumbers.count(stage.latest().done()) + "/"
                + FormattedNumbers.count(stage.latest().total()) + " " + unit);
        return parts;
    }

    private static int percent(StageProgress stage) {
        return (int) Math.floor(100 * stage.share());
    }

    private static String name(StageProgress stage) {
        return "  " + String.format(Locale.ROOT, "%-" + NAME + "s", stage.name());
    }

    /**
     * A progress bar with a resolution of an eighth of a character.
     *
     * @param share in [0, 1]
     */
    static String bar(double share) {
        int eighths = (int) Math.floor(share * BAR * 8);
        String full = "█".repeat(eighths / 8);
        String part = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1);
        return "▕" + full + part + " ".repeat(BAR - full.length() - part.length()) + "▏";
    }

    private static String cut(String line, int width) {
        return line.length() <= width ? line : line.substring(0, width - 1) + "…";
    }
}
