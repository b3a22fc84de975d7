package org.dcd.pipelines.spec;

import java.util.List;
import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.dataset.DatasetSource;

/** Stand-in until the experiment file reader lands. */
public record Experiment(
        String experiment,
        long seed,
        DatasetSource dataset,
        Corruption corruption,
        Teacher teacher,
        Distillation distillation,
        Export export,
        Scoring scoring,
        List<Expectation> expect) {}
