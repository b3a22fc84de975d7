package org.dcd.pipelines.cli.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.Json;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.weights.ImportedWeights;
import org.dcd.transforms.files.weights.Provenance;
import org.dcd.transforms.files.weights.Provenance.Verification;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.pretrained.PublishedWeights;
import org.dcd.transforms.pretrained.PublishedWeights.PublishedFile;
import org.dcd.transforms.pretrained.WeightsFolder;
import org.dcd.transforms.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dcd weights list}. */
@Command(
        name = "list",
        description = "List the imported weights, and the missing ones with the files to download and the projects that"
                + " publish them.",
        footer = {"", "Examples:", "  dcd weights list", "  dcd weights list --json"})
final class WeightsListCommand implements Callable<Integer> {
    private static final int SHORT_HASH = 8;

    private final CommandContext context;

    @Option(names = "--json", description = "Print a JSON object with the lists there (imported), damaged and missing.")
    private boolean json;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    WeightsListCommand(CommandContext context) {
        this.context = context;
    }

    private record There(
            String name,
            String kind,
            String title,
            String sha256,
            Verification verification,
            String sourceFile,
            String convention) {}

    private record Damaged(String name, String problem) {}

    private record Missing(String kind, String title, List<PublishedFile> published) {}

    private record Listing(String folder, List<There> there, List<Damaged> damaged, List<Missing> missing) {}

    @Override
    public Integer call() throws IOException {
        Listing listing = listing(options.weights());
        if (json) {
            context.out().println(Json.pretty(listing));
        } else {
            print(listing);
        }
        return 0;
    }

    private static Listing listing(WeightsFolder folder) throws IOException {
        Listing listing = new Listing(
                folder.path().toAbsolutePath().normalize().toString(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        for (Map.Entry<String, Path> file : folder.list().entrySet()) {
            try {
                listing.there.add(there(file.getKey(), ImportedWeights.read(file.getValue())));
            } catch (BadInputException e) {
                listing.damaged.add(new Damaged(file.getKey(), e.getMessage()));
            }
        }
        for (PublishedWeights kind : Pretrained.kinds()) {
            String name = Registry.nameOf(kind);
            if (listing.there.stream().noneMatch(one -> one.kind.equals(name))) {
                listing.missing.add(new Missing(name, kind.title(), kind.published()));
            }
        }
        return listing;
    }

    private static There there(String name, ImportedWeights imported) {
        imported.checkFiles();
        Provenance from = imported.provenance();
        return new There(
                name,
                from.kind(),
                from.title(),
                from.sourceSha256(),
                from.verification(),
                from.sourceFile(),
                from.convention());
    }

    private void print(Listing listing) {
        context.out().println("weights in " + listing.folder);
        if (listing.there.isEmpty()) {
            context.out().println("  none imported");
        } else {
            TextTable table = TextTable.ofWords(List.of("name", "kind", "sha256", "verification", "file"));
            for (There one : listing.there) {
                table.line(List.of(
                        one.name,
                        one.kind,
                        one.sha256.substring(0, SHORT_HASH),
                        one.verification.text(),
                        one.sourceFile));
            }
            table.render().forEach(context.out()::println);
        }
        listing.damaged.forEach(one -> context.out().println("damaged: " + one.problem));
        if (!listing.missing.isEmpty()) {
            context.out().println("missing; download a file and import it with dcd weights import FILE:");
            TextTable table = TextTable.ofWords();
            for (Missing one : listing.missing) {
                table.line(List.of(one.kind, one.title));
                for (PublishedFile file : one.published) {
                    table.line(List.of("", file.file() + " from " + file.project()));
                }
            }
            table.render().forEach(context.out()::println);
        }
    }
}
