package org.dcd.pipelines.spec;

import java.util.List;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.stage.Metric;
import org.dcd.transforms.stage.Row;

/** Stand-in until the experiment file reader lands. */
public record Scoring(FeatureExtractor features, int samples, List<Row> rows, List<Metric> metrics) {}
