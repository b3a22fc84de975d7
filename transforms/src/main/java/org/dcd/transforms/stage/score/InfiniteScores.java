package org.dcd.transforms.stage.score;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Scores may be infinite, as the PSNR of equal images is, and tables of scores hold them. Figures of a stage are
 * finite: an infinite score becomes a note there.
 */
public final class InfiniteScores {
    private InfiniteScores() {}

    /** Moves infinite figures to the notes. */
    public static void intoNotes(String row, Map<String, Double> figures, List<String> notes) {
        for (Iterator<Map.Entry<String, Double>> all = figures.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Double> figure = all.next();
            if (Double.isInfinite(figure.getValue())) {
                notes.add(figure.getKey() + " of " + row + " is " + (figure.getValue() > 0 ? "∞" : "-∞")
                        + ": at least one image has an infinite value, such as one that equals its reference");
                all.remove();
            }
        }
    }
}
