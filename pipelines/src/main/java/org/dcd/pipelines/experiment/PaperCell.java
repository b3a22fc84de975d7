package org.dcd.pipelines.experiment;

import java.io.Serializable;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.stage.Row;

/**
 * A number that the paper prints for the setting of an experiment. It is shown beside that of a run where both are of
 * one kind, and used for nothing else.
 *
 * @param table number of the paper's table
 * @param row what the paper measured
 * @param metric how the paper measured it
 * @param value as it is printed
 */
public record PaperCell(
        @Range("[1, 99]") int table, Row row, Measure metric, @Range("[-1000000, 1000000]") double value)
        implements Serializable {
    /** Extractors of this kind make a Fréchet distance a FID. */
    private static final String INCEPTION = "inception";

    /** Measures of the paper, all of them on the features of Inception. */
    public enum Measure {
        FID("fd"),
        PROXIMAL_FID("proximal-fd"),
        KID("kd"),
        INCEPTION_SCORE("classifier-score"),
        PRECISION("precision"),
        RECALL("recall");

        private final String ours;

        Measure(String ours) {
            this.ours = ours;
        }

        /** Name of the metric that is the same on the features of Inception, and another number on any others. */
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

    /** Whether a number of our metric on the features of an extractor is of the same kind as the paper's. */
    public boolean isOfKind(String metric, String extractor) {
        return metric.equals(this.metric.ours) && extractor.startsWith(INCEPTION);
    }

    /** The value with the digits that it has in the file. */
    public String figure() {
        return Numbers.canonical(value);
    }

    /** Such as {@code generator.fid}. */
    public String name() {
        return row.id() + "." + metric.id();
    }
}
