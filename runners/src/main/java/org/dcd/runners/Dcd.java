package org.dcd.runners;

import java.util.List;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.cli.Cli;
import org.dcd.pipelines.report.WriteReport;
import org.dcd.runners.cluster.ClusterCommand;
import org.dcd.runners.cluster.DistCommand;
import org.dcd.schemas.stage.StageKind;
import org.dcd.transforms.beam.AnalyseRows;
import org.dcd.transforms.beam.CalibrateNoise;
import org.dcd.transforms.beam.CompareImages;
import org.dcd.transforms.beam.CorruptImages;
import org.dcd.transforms.beam.DistillGenerator;
import org.dcd.transforms.beam.ExportOnnx;
import org.dcd.transforms.beam.ImportNetworks;
import org.dcd.transforms.beam.IngestImages;
import org.dcd.transforms.beam.RestoreImages;
import org.dcd.transforms.beam.SampleImages;
import org.dcd.transforms.beam.ScoreCandidates;
import org.dcd.transforms.beam.ScoreImages;
import org.dcd.transforms.beam.TrainFeatures;
import org.dcd.transforms.beam.TrainTeacher;
import picocli.CommandLine;

/** The program behind {@code ./dcd}: the command line with the runners and the stages that there are. */
public final class Dcd {
    private Dcd() {}

    public static void main(String[] args) {
        System.exit(Cli.main(args, new RunnerProfiles(), stages(), commandsOfClusters()));
    }

    /** All commands with their options, to be read and not executed. */
    static CommandLine commandLine() {
        return Cli.commandLine(new RunnerProfiles(), stages(), commandsOfClusters());
    }

    private static List<Object> commandsOfClusters() {
        return List.of(ClusterCommand.create(), new DistCommand());
    }

    /** The transform of every kind of stage. */
    static StageTransforms stages() {
        return StageTransforms.none()
                .with(StageKind.DATASET, IngestImages.create())
                .with(StageKind.CORRUPT, CorruptImages.create())
                .with(StageKind.CALIBRATE, CalibrateNoise.create())
                .with(StageKind.FEATURES, TrainFeatures.create())
                .with(StageKind.IMPORT, ImportNetworks.create())
                .with(StageKind.TEACHER, TrainTeacher.create())
                .with(StageKind.DISTIL, DistillGenerator.create())
                .with(StageKind.EXPORT, ExportOnnx.create())
                .with(StageKind.SAMPLE, SampleImages.create())
                .with(StageKind.RESTORE, RestoreImages.create())
                .with(StageKind.SCORE, ScoreImages.create())
                .with(StageKind.CANDIDATES, ScoreCandidates.create())
                .with(StageKind.COMPARE, CompareImages.create())
                .with(StageKind.ANALYSIS, AnalyseRows.create())
                .with(StageKind.REPORT, WriteReport.fromFinishedStages());
    }
}
