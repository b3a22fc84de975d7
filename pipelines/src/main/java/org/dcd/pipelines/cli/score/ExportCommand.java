package org.dcd.pipelines.cli.score;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.OutputFile;
import org.dcd.pipelines.cli.console.Session;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.stage.export.PretrainedDenoiserExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd export FILE}. */
@Command(
        name = "export",
        description =
                "Exports a network of EDM or SiD to ONNX, from its pickle or state dict, of which nothing is run.",
        footer = {
            "",
            "A file does not say whether it is a teacher or a one-step generator. Exported as a generator, a teacher gives"
                    + " blurred images. dcd sample draws from a generator.",
            "",
            "Examples:",
            "  dcd export sid-cifar10.pkl -o generator.onnx",
            "  dcd export edm-cifar10-32x32-uncond-vp.pkl --denoiser -o denoiser.onnx"
        })
final class ExportCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "EDMPrecond(SongUNet) as .pkl, .pth or .safetensors.")
    private Path file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "ONNX",
            defaultValue = "generator.onnx",
            description = "ONNX file to write; generator.onnx by default.")
    private Path output;

    @Option(names = "--denoiser", description = "D(x; sigma), of a teacher, instead of the generator D(s z; s).")
    private boolean denoiser;

    @Option(
            names = "--sigma-init",
            paramLabel = "S",
            defaultValue = "2.5",
            description = "Level s of the generator; 2.5 by default, as in SiD.")
    private double sigmaInit;

    @Mixin
    private HelpOptions helpOptions;

    ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        OutputFile to = OutputFile.of("-o", output, "an ONNX model", ".onnx");
        PretrainedDenoiserExport.Exported exported;
        try {
            exported = PretrainedDenoiserExport.of(file, !denoiser, sigmaInit, Gpus.shared());
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage(), e);
        }
        to.write(exported.model());
        session.out()
                .println(output + ": " + (denoiser ? "denoiser" : "generator") + " of " + exported.shape() + " images, "
                        + Count.of(exported.parameters(), "parameter") + ", "
                        + exported.network() + "; ONNX Runtime and libtorch differ by "
                        + FormattedNumbers.figure(exported.difference()) + " at most");
        return 0;
    }
}
