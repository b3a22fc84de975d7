package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.stage.FileNames;

/**
 * Creates the stored scores of one row.
 *
 * @param row name of the row
 * @param seed seed of the experiment
 * @param sampleSeed seed of the samples; 0 without samples
 * @param nfe network evaluations per image; 0 for data
 */
public record RowScores(String row, long seed, long sampleSeed, int nfe) {
    /**
     * A score to store.
     *
     * @param clean whether it uses clean data, and so never reaches training or selection
     * @param count number of images of the row
     * @param set index of the set of samples, from 0
     */
    public Score score(MetricValue value, Contract protocol, boolean clean, long count, int set) {
        return Score.newBuilder()
                .setRow(row)
                .setMetric(value.name())
                .setValue(value.value())
                .setDeviation(value.deviation().isPresent() ? value.deviation().getAsDouble() : null)
                .setSeed(seed)
                .setOracle(clean)
                .setContract(protocol)
                .setCount(count)
                .setSampleSeed(sampleSeed)
                .setSampleSet(set)
                .setNfe(nfe)
                .build();
    }

    /** Writes the table of scores of a stage. */
    public static void write(Folder work, List<Score> scores) throws IOException {
        TableWriter.write(work, FileNames.part(FileNames.SCORES, 0, 1), Score.class, out -> {
            for (Score score : scores) {
                out.add(score);
            }
        });
    }

    /**
     * Moves infinite figures to the notes. Tables of scores may contain infinity, such as the PSNR of equal images;
     * figures of a stage must be finite.
     */
    public static void moveInfinite(String row, Map<String, Double> figures, List<String> notes) {
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
