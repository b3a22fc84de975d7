package org.dcd.pipelines.report;

import java.util.ArrayList;
import java.util.List;

/**
 * An axis of a drawing.
 *
 * @param from value at the start of the axis
 * @param to value at its end, more than from
 * @param logarithmic both bounds are then positive
 */
record Scale(double from, double to, boolean logarithmic, double start, double end) {
    private static final double MARGIN = 0.06;

    /**
     * An axis for values from least to most, with a margin.
     *
     * @param ratio most over least from which it is logarithmic, if least is positive
     */
    static Scale of(double least, double most, double ratio, double start, double end) {
        if (least > 0 && most / least > ratio) {
            double margin = Math.pow(most / least, MARGIN);
            return new Scale(least / margin, most * margin, true, start, end);
        }
        double span = most - least;
        double margin = span > 0 ? MARGIN * span : Math.max(1e-6, 0.1 * Math.abs(most));
        return new Scale(least - margin, most + margin, false, start, end);
    }

    double place(double value) {
        double share = logarithmic ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
        return start + Math.max(0, Math.min(1, share)) * (end - start);
    }

    /** Round values within the axis, about so many. */
    List<Double> ticks(int about) {
        return logarithmic ? decades(about) : even(about);
    }

    private List<Double> even(int about) {
        double rough = (to - from) / about;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double share = rough / power;
        double step = power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
        List<Double> ticks = new ArrayList<>();
        for (double k = Math.ceil(from / step); k * step <= to; k++) {
            ticks.add(k * step + 0.0); // -0 becomes 0
        }
        return ticks;
    }

    private List<Double> decades(int about) {
        int most = Math.max(1, (int) Math.ceil(Math.log10(to / from) / about));
        boolean fine = Math.log10(to / from) < about / 2.0;
        List<Double> ticks = new ArrayList<>();
        for (int power = (int) Math.floor(Math.log10(from)); power <= Math.log10(to); power++) {
            if (Math.floorMod(power, most) == 0) {
                for (double step : fine ? new double[] {1, 2, 5} : new double[] {1}) {
                    double tick = step * Math.pow(10, power);
                    if (tick >= from && tick <= to) {
                        ticks.add(tick);
                    }
                }
            }
        }
        return ticks;
    }
}
