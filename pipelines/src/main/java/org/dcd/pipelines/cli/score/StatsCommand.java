package org.dcd.pipelines.cli.score;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.OutputFile;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.data.folder.ImageSets;
import org.dcd.transforms.features.inception.Convention;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.metric.Accumulator;
import org.dcd.transforms.metric.Gaussian;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.metric.StatisticsFile;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.score.ExtractorModel;
import org.dcd.transforms.stage.score.SetScores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd stats IMAGES -o FILE.npz}. */
@Command(
        name = "stats",
        description = "Compute mean and covariance of the features of images, and write them as an .npz file with mu"
                + " and"
                + " sigma, which dcd score, NVlabs/edm and pytorch-fid read. IMAGES is a folder or zip of PNG or JPEG"
                + " images, a Parquet table written by a stage, or the folder of a features stage, whose stored"
                + " moments are"
                + " used.",
        footer = {
            "",
            "Examples:",
            "  dcd stats train/ --features weights-inception-2015-12-05-6726825d.pth -o train.npz",
            "  dcd stats .dcd/stages/features/KEY -o train.npz",
            "  dcd score samples/ train.npz --features weights-inception-2015-12-05-6726825d.pth"
        })
final class StatsCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "IMAGES", description = "Images, or the folder of a features stage.")
    private Path images;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "NPZ",
            required = true,
            description = "Output file; its name must end in .npz.")
    private Path output;

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description = "Feature extractor: features.onnx of a features stage, or Inception-v3 weights as used by"
                    + " torch-fidelity and pytorch-fid.")
    private Path features;

    @Option(
            names = "--convention",
            paramLabel = "NAME",
            defaultValue = "torch-fidelity",
            description = "Preprocessing of images for Inception: torch-fidelity (default), pytorch-fid or clean-fid.",
            converter = ScoreCommand.ConventionName.class)
    private Convention convention;

    @Mixin
    private HelpOptions helpOptions;

    StatsCommand(CommandContext context) {
        this.context = context;
    }

    /** @param of the source of the statistics, as text */
    private record Statistics(Gaussian gaussian, String of) {}

    @Override
    public Integer call() throws IOException {
        OutputFile file = OutputFile.of("-o", output, "NumPy arrays mu and sigma", ".npz");
        Statistics statistics =
                Files.isRegularFile(images.resolve(FileNames.REFERENCE_MOMENTS)) ? ofStage() : ofImages();
        file.write(out -> StatisticsFile.write(statistics.gaussian, out));
        context.out()
                .println(output + ": " + Count.of(statistics.gaussian.dimension(), "feature") + " of " + statistics.of
                        + "; SHA-256 " + Sha256.of(output));
        return 0;
    }

    private Statistics ofStage() throws IOException {
        if (features != null) {
            throw new BadInputException(images
                    + " is a features stage, whose moments were computed with its own extractor; omit --features");
        }
        ReferenceMoments stored = ReferenceMoments.read(Folder.at(images.toString()), FileNames.REFERENCE_MOMENTS);
        String count = stored.count() == 0 ? "a file" : Count.of(stored.count(), "image");
        return new Statistics(
                stored.gaussian(),
                count + " by " + stored.extractor().name() + ", resize "
                        + stored.extractor().resize());
    }

    private Statistics ofImages() throws IOException {
        if (features == null) {
            throw new BadInputException(
                    "images need a feature extractor; give --features, such as the features.onnx of a features stage");
        }
        ImageSet set = ImageSets.open(images);
        context.out().println(images + ": " + set.describe());
        try (ExtractorModel extractor = ScoreCommand.extractor(features, convention, set.shape())) {
            Accumulator moments = SetScores.moments(set, extractor);
            return new Statistics(moments.gaussian(), Count.of(moments.count(), "image") + " by " + features);
        }
    }
}
