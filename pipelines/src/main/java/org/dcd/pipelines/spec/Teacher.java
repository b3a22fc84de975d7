package org.dcd.pipelines.spec;

import org.dcd.transforms.diffusion.KarrasSchedule;
import org.dcd.transforms.network.Denoiser;
import org.dcd.transforms.objective.Objective;
import org.dcd.transforms.training.TeacherTraining;

/** Stand-in until the experiment file reader lands. */
public record Teacher(Objective objective, Denoiser network, TeacherTraining training, KarrasSchedule sampler) {}
