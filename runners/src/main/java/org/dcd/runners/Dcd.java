package org.dcd.runners;

import java.util.List;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.cli.Cli;
import org.dcd.pipelines.report.ReportKind;
import org.dcd.pipelines.report.WriteReport;
import org.dcd.runners.cluster.ClusterCommand;
import org.dcd.runners.cluster.DistCommand;
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
import org.dcd.transforms.stage.analysis.AnalysisKind;
import org.dcd.transforms.stage.calibrate.CalibrateKind;
import org.dcd.transforms.stage.candidates.CandidatesKind;
import org.dcd.transforms.stage.compare.CompareKind;
import org.dcd.transforms.stage.corrupt.CorruptKind;
import org.dcd.transforms.stage.dataset.DatasetKind;
import org.dcd.transforms.stage.distil.DistilKind;
import org.dcd.transforms.stage.export.ExportKind;
import org.dcd.transforms.stage.features.FeaturesKind;
import org.dcd.transforms.stage.imports.ImportKind;
import org.dcd.transforms.stage.restore.RestoreKind;
import org.dcd.transforms.stage.sample.SampleKind;
import org.dcd.transforms.stage.score.ScoreKind;
import org.dcd.transforms.stage.teacher.TeacherKind;
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
                .with(DatasetKind.NAME, IngestImages.create())
                .with(CorruptKind.NAME, CorruptImages.create())
                .with(CalibrateKind.NAME, CalibrateNoise.create())
                .with(FeaturesKind.NAME, TrainFeatures.create())
                .with(ImportKind.NAME, ImportNetworks.create())
                .with(TeacherKind.NAME, TrainTeacher.create())
                .with(DistilKind.NAME, DistillGenerator.create())
                .with(ExportKind.NAME, ExportOnnx.create())
                .with(SampleKind.NAME, SampleImages.create())
                .with(RestoreKind.NAME, RestoreImages.create())
                .with(ScoreKind.NAME, ScoreImages.create())
                .with(CandidatesKind.NAME, ScoreCandidates.create())
                .with(CompareKind.NAME, CompareImages.create())
                .with(AnalysisKind.NAME, AnalyseRows.create())
                .with(ReportKind.NAME, WriteReport.fromFinishedStages());
    }
}
