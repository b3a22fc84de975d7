package org.dcd.pipelines.cli.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.weights.ImportedWeights;
import org.dcd.transforms.files.weights.Provenance;
import org.dcd.transforms.files.weights.Provenance.Verification;
import org.dcd.transforms.pretrained.HashCheck;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.pretrained.WeightsFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd weights import FILE…}. */
@Command(
        name = "import",
        description =
                "Import files of weights, written by torch.save (zip or legacy) or in safetensors format. The tensors"
                        + " identify the network. No code in a file is executed; its SHA-256 must be that of the"
                        + " published"
                        + " file.",
        footer = {
            "",
            "Examples:",
            "  dcd weights import weights-inception-2015-12-05-6726825d.pth",
            "  dcd weights import alexnet-owt-7be5be79.pth PerceptualSimilarity/lpips/weights/v0.1/alex.pth",
            "  dcd weights import mine.safetensors --unverified --as my-inception"
        })
final class WeightsImportCommand implements Callable<Integer> {
    private static final int SHORT_HASH = 8;

    private final CommandContext context;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of weights.")
    private List<Path> files;

    @Option(
            names = "--sha256",
            paramLabel = "HEX",
            defaultValue = "",
            description = "Expected SHA-256 of a single FILE that is not a published one.")
    private String sha256;

    @Option(names = "--unverified", description = "Accept files with any SHA-256; they are marked as not verified.")
    private boolean unverified;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Store a single FILE under this name, next to another of its kind. Scores use the weights"
                    + " stored under the name of the kind unless they are given a file.")
    private String name;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    WeightsImportCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (files.size() > 1 && !(sha256.isEmpty() && name.isEmpty())) {
            throw new BadInputException(
                    "--sha256 and --as take one file, but " + files.size() + " were given; import them one by one");
        }
        HashCheck check = new HashCheck(sha256.toLowerCase(Locale.ROOT), unverified);
        WeightsFolder folder = options.weights();
        for (Path file : files) {
            Pretrained weights = Pretrained.read(file);
            Verification verification = check.of(weights);
            print(folder.add(name.isEmpty() ? weights.name() : name, weights, verification));
        }
        return 0;
    }

    private void print(ImportedWeights imported) {
        Provenance from = imported.provenance();
        context.out()
                .println(from.kind() + ": " + from.title() + ", from " + from.sourceFile() + ", SHA-256 "
                        + from.sourceSha256().substring(0, SHORT_HASH) + " "
                        + from.verification().text() + "; stored in " + imported.path());
    }
}
