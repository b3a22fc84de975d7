package org.dcd.pipelines.experiment;

import java.io.Serializable;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.stage.Row;

/**
 * A result of the paper for the setting of an experiment. It is shown beside the score of a run where both are
 * comparable, and used for nothing else.
 *
 * @param table number of the table in the paper
 * @param row row of the score
 * @param metric metric of the paper
 * @param value the printed value
 */
public record PaperCell(
        @Range("[1, 99]") int table, Row row, Measure metric, @Range("[-1000000, 1000000]") double value)
        implements Serializable {
    /** Extractors of this kind make a Fréchet distance a FID. */
    private static final String INCEPTION = "inception";

    /** Metrics of the paper, all of them on the features of Inception. */
    public enum Measure {
        /** Fréchet Inception distance. */
        FID("fd"),
        /** Fréchet Inception distance of corrupted samples to the measurements (App. E). */
        PROXIMAL_FID("proximal-fd"),
        /** Kernel Inception distance. */
        KID("kd"),
        /** Inception score. */
        INCEPTION_SCORE("classifier-score"),
        /** Precision of samples (Kynkäänniemi et al. 2019). */
        PRECISION("precision"),
        /** Recall of samples (Kynkäänniemi et al. 2019). */
        RECALL("recall");

        private final String ours;

        Measure(String ours) {
            this.ours = ours;
        }

        /** Name of our metric that equals this one on the features of Inception. */
        public String ours() {
            return ours;
        }

        /** Name in files, such as {@code proximal-fid}. */
        public String id() {
            return Names.id(this);
        }
    }

    public PaperCell {
        Ranges.check(PaperCell.class, table, value);
    }

    /** Whether a score of our metric on the features of an extractor is comparable with this result. */
    public boolean isOfKind(String metric, String extractor) {
        return metric.equals(this.metric.ours) && extractor.startsWith(INCEPTION);
    }

    /** The value with the fewest digits. */
    public String figure() {
        return Numbers.canonical(value);
    }

    /** Such as {@code generator.fid}. */
    public String name() {
        return row.id() + "." + metric.id();
    }
}
