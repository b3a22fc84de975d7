package org.dcd.transforms.registry;

import java.util.OptionalDouble;

/** Checks of settings; every message gives name, range and value. NaN is never in range. */
public final class Range {
    private Range() {}

    public static void positive(String name, double value) {
        if (!(value > 0 && value <= 1e9)) {
            throw new IllegalArgumentException(name + " must be in (0, 1e9], was " + value);
        }
    }

    public static void within(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    name + " must be in [" + plain(least) + ", " + plain(most) + "], was " + plain(value));
        }
    }

    /** @param value any where it is empty */
    public static void within(String name, OptionalDouble value, double least, double most) {
        value.ifPresent(given -> within(name, given, least, most));
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
