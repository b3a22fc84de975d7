package org.dcd.pipelines.result;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dcd.schemas.Count;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.Tables;

/** Describes how two score files of the same row differ. */
public final class ScoreDifference {
    private ScoreDifference() {}

    /**
     * The score with the largest relative difference, and the number of scores that differ.
     *
     * @param there folder of the first stage
     * @param here folder of the second stage
     * @param table file name of the score table in both folders
     */
    public static String between(Folder there, Folder here, String table) throws IOException {
        Map<String, Score> theirs = scores(there, table);
        Map<String, Score> ours = scores(here, table);
        Set<String> names = new TreeSet<>(theirs.keySet());
        names.addAll(ours.keySet());
        String most = "";
        double greatest = -1;
        int differing = 0;
        for (String name : names) {
            Score was = theirs.get(name);
            Score is = ours.get(name);
            if (was == null || is == null) {
                return name + " is only " + (is == null ? "there" : "here");
            }
            double share = share(was.getValue(), is.getValue());
            differing += was.equals(is) ? 0 : 1;
            if (!was.equals(is) && share > greatest) {
                greatest = share;
                most = name + " " + was.getValue() + " there, " + is.getValue() + " here"
                        + (share == 0 ? ", with another protocol or count" : "");
            }
        }
        return differing == 0
                ? "the same scores in another order"
                : most + " (" + differing + " of " + Count.of(names.size(), "score") + " differ)";
    }

    private static double share(double was, double is) {
        if (was == is) {
            return 0;
        }
        double share = Math.abs(is - was) / Math.abs(was);
        // NaN, or infinite on one side only
        return Double.isNaN(share) ? Double.MAX_VALUE : share;
    }

    private static Map<String, Score> scores(Folder folder, String table) throws IOException {
        Map<String, Score> scores = new LinkedHashMap<>();
        Tables.readFile(
                folder,
                table,
                Score.class,
                score -> scores.put(
                        score.getRow() + "." + score.getMetric() + ", protocol "
                                + score.getContract().getName() + ", set " + score.getSampleSet(),
                        score));
        return scores;
    }
}
