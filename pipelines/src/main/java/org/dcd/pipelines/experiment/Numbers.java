package org.dcd.pipelines.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Reads and writes numbers. Errors are {@link IllegalArgumentException}s with the remedy. */
final class Numbers {
    private static final int LONGEST = 64;
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9_].*");
    private static final Pattern RADIX = Pattern.compile("[-+]?0[oOxXbB][0-9a-fA-F_]+");
    private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");
    private static final Pattern UNDERSCORE = Pattern.compile("[-+]?[0-9][0-9_]*_[0-9_.eE+-]*");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.?(inf|infinity|nan)", Pattern.CASE_INSENSITIVE);

    /** Texts of numbers: the points of a sweep write the same ones hundreds of times. */
    private static final Map<Double, String> CANONICAL = new ConcurrentHashMap<>();

    private static final int MOST_KEPT = 10_000;

    private Numbers() {}

    /** Whether some YAML readers read the plain text as a number. */
    static boolean looksNumeric(String text) {
        return text.length() <= LONGEST
                && (DECIMAL.matcher(text).matches()
                        || RADIX.matcher(text).matches()
                        || BASE_60.matcher(text).matches()
                        || UNDERSCORE.matcher(text).matches()
                        || text.startsWith(".") && NOT_FINITE.matcher(text).matches()
                        || text.matches("[-+]\\.inf"));
    }

    /** Reads a finite number. */
    static double decimal(String text) {
        BigDecimal exact = exact(text, "a number");
        double value = exact.doubleValue();
        if (Double.isInfinite(value)) {
            throw new IllegalArgumentException("is too large for a number, was " + text);
        }
        if (value == 0 && exact.signum() != 0) {
            throw new IllegalArgumentException("is too small for a number, was " + text + "; write 0 if that is meant");
        }
        return value == 0 ? 0 : value;
    }

    /** Reads a whole number in a range; {@code 1e3} is one. */
    static long whole(String text, long least, long most) {
        BigDecimal exact = exact(text, "a whole number");
        // the digits before the point are counted first, as 1e999999999 must not be written out
        boolean huge = exact.signum() != 0 && (long) exact.precision() - exact.scale() > 20;
        if (!huge && exact.signum() != 0 && exact.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException("needs a whole number, was " + text);
        }
        if (huge || exact.compareTo(BigDecimal.valueOf(least)) < 0 || exact.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new IllegalArgumentException("must be in [" + least + ", " + most + "], was " + text);
        }
        return exact.signum() == 0 ? 0 : exact.longValueExact();
    }

    private static BigDecimal exact(String text, String needed) {
        String shown = Names.show(text);
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("needs " + needed + ", was " + shown);
        }
        if (NOT_FINITE.matcher(text).matches()) {
            throw new IllegalArgumentException("needs a finite number, was " + text);
        }
        if (RADIX.matcher(text).matches()) {
            throw new IllegalArgumentException("needs " + needed + " in decimal digits, was " + text);
        }
        if (LEADING_ZERO.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "has a leading zero, which some YAML readers read as octal, was " + text + "; write it without");
        }
        if (BASE_60.matcher(text).matches()) {
            throw new IllegalArgumentException("needs " + needed + ", was " + text
                    + ", which some YAML readers read as base 60; write it in decimal digits");
        }
        if (UNDERSCORE.matcher(text).matches()) {
            throw new IllegalArgumentException("needs " + needed + ", was " + text + "; write it without _");
        }
        try {
            if (DECIMAL.matcher(text).matches()) {
                return new BigDecimal(text);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("has too large an exponent, was " + text, e);
        }
        throw new IllegalArgumentException("needs " + needed + ", was " + shown);
    }

    /** The fewest digits that read back to the same double, one text for each value: 1, 0.002, 1e-10. */
    static String canonical(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a number must be finite, was " + value);
        }
        if (value == 0) {
            return "0";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        String known = CANONICAL.get(value);
        if (known == null) {
            known = fewestDigits(value);
            if (CANONICAL.size() < MOST_KEPT) {
                CANONICAL.put(value, known);
            }
        }
        return known;
    }

    /** Double.toString does not always give the fewest digits before JDK 19. */
    private static String fewestDigits(double value) {
        BigDecimal exact = new BigDecimal(value);
        int digits = 1;
        while (digits < 17 && exact.round(new MathContext(digits)).doubleValue() != value) {
            digits++;
        }
        BigDecimal shortest = exact.round(new MathContext(digits)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -7 && exponent < 15) {
            return shortest.toPlainString();
        }
        String mantissa = shortest.scaleByPowerOfTen(-exponent).toPlainString();
        return mantissa + "e" + exponent;
    }
}
