package org.dcd.pipelines.spec;

import org.dcd.transforms.distillation.DistillationLoss;
import org.dcd.transforms.training.DistillationTraining;

/** Stand-in until the experiment file reader lands. */
public record Distillation(DistillationLoss loss, DistillationTraining training, SelectBy selectBy) {}
