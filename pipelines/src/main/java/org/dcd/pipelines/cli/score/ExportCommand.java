package org.dcd.pipelines.cli.score;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.OutputFile;
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
        description = "Convert a published network of EDM or SiD to ONNX, from its pickle or state dict. No code in the"
                + " file is executed.",
        footer = {
            "",
            "The file does not record whether it is a teacher or a one-step generator. A teacher exported as a"
                    + " generator"
                    + " gives blurred images. dcd sample draws images from either.",
            "",
            "Examples:",
            "  dcd export sid-cifar10.pkl -o generator.onnx",
            "  dcd export edm-cifar10-32x32-uncond-vp.pkl --denoiser -o denoiser.onnx"
        })
final class ExportCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "FILE", description = "EDMPrecond with SongUNet, as .pkl, .pth or .safetensors.")
    private Path file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "ONNX",
            defaultValue = "generator.onnx",
            description = "Output file; generator.onnx by default.")
    private Path output;

    @Option(names = "--denoiser", description = "Export the denoiser D(x; sigma) instead of the generator D(s z; s).")
    private boolean denoiser;

    @Option(
            names = "--sigma-init",
            paramLabel = "S",
            defaultValue = "2.5",
            description = "Noise level s of the generator; 2.5 by default, as in SiD.")
    private double sigmaInit;

    @Mixin
    private HelpOptions helpOptions;

    ExportCommand(CommandContext context) {
        this.context = context;
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
        context.out()
                .println(output + ": " + (denoiser ? "denoiser" : "generator") + " of " + exported.shape() + " images, "
                        + Count.of(exported.parameters(), "parameter") + ", "
                        + exported.network() + "; largest difference between ONNX Runtime and libtorch "
                        + FormattedNumbers.figure(exported.difference()));
        return 0;
    }
}
