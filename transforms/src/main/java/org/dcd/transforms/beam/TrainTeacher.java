package org.dcd.transforms.beam;

import org.dcd.transforms.stage.teacher.TeacherSpec;
import org.dcd.transforms.stage.teacher.TeacherTrainer;

/** Trains each teacher: one specification in, one model out. */
public final class TrainTeacher extends TrainingStage<TeacherSpec> {
    private TrainTeacher() {
        super(TeacherTrainer::run);
    }

    public static TrainTeacher create() {
        return new TrainTeacher();
    }
}
