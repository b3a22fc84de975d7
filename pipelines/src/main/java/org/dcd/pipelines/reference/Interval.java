package org.dcd.pipelines.reference;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers that a key may be.
 *
 * @param least empty for a bound that depends on other keys
 * @param leastIn whether the least itself is allowed
 */
record Interval(Optional<BigDecimal> least, boolean leastIn, Optional<BigDecimal> most, boolean mostIn) {
    private static final Pattern WRITTEN = Pattern.compile("([\\[(])(.*), (.*)([\\])])");

    /** Reads {@code (0, 80]}, or {@code [0, ]} without an upper bound. */
    static Interval parse(String range) {
        Matcher written = WRITTEN.matcher(range);
        if (!written.matches()) {
            throw new IllegalArgumentException("a range is written as (0, 1], was " + range);
        }
        return new Interval(
                bound(written.group(2)),
                written.group(1).equals("["),
                bound(written.group(3)),
                written.group(4).equals("]"));
    }

    private static Optional<BigDecimal> bound(String figure) {
        return figure.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(figure));
    }

    /** Such as {@code in (0, 80]} or {@code at least 0}. */
    String inWords() {
        if (least.isPresent() && most.isPresent()) {
            return "in " + (leastIn ? "[" : "(") + least.get() + ", " + most.get() + (mostIn ? "]" : ")");
        }
        return least.map(bound -> (leastIn ? "at least " : "more than ") + bound)
                .orElseGet(() -> (mostIn ? "at most " : "less than ") + most.orElseThrow());
    }
}
