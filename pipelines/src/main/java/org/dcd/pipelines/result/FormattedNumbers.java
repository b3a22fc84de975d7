package org.dcd.pipelines.result;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.dcd.schemas.Count;

/** Formats numbers and times for reading, independent of the locale. */
public final class FormattedNumbers {
    private static final int SIGNIFICANT = 4;

    private FormattedNumbers() {}

    /** Four significant digits: {@code 14.13}, {@code 0.002214}, {@code 1,234}. NaN and ∞ stay visible. */
    public static String figure(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
        }
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (size >= 1e7 || size < 1e-4) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(SIGNIFICANT, RoundingMode.HALF_EVEN));
        int decimals = Math.max(0, SIGNIFICANT - rounded.precision() + rounded.scale());
        return String.format(Locale.ROOT, "%,." + decimals + "f", rounded);
    }

    /** With thousands separators: {@code 1,234}. */
    public static String count(long value) {
        return Count.of(value);
    }

    /** Large counts with a prefix: {@code 1.23 M}. */
    public static String large(long value) {
        if (value >= 1_000_000_000L) {
            return String.format(Locale.ROOT, "%.2f G", value / 1e9);
        }
        return value >= 1_000_000
                ? String.format(Locale.ROOT, "%.2f M", value / 1e6)
                : value >= 10_000 ? String.format(Locale.ROOT, "%.1f k", value / 1e3) : count(value);
    }

    /** {@code 812 B}, {@code 1.2 MB}. */
    public static String bytes(long value) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        double size = value;
        int unit = 0;
        while (size >= 999.5 && unit < units.length - 1) {
            size /= 1000;
            unit++;
        }
        return unit == 0 || size >= 99.95
                ? Math.round(size) + " " + units[unit]
                : String.format(Locale.ROOT, "%.1f %s", size, units[unit]);
    }

    /** {@code 0.4 s}, {@code 48 s}, {@code 3 min 05 s}, {@code 2 h 04 min}. */
    public static String duration(double seconds) {
        if (!(seconds >= 0) || Double.isInfinite(seconds)) {
            return "?";
        }
        if (seconds < 9.95) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }

    /** A coordinate in a drawing, with at most one decimal. */
    public static String coordinate(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
