package org.dcd.runners.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.OutputFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dcd dist}. */
@Command(
        name = "dist",
        description =
                "Write the files that a Flink cluster needs: jars for its lib and plugins folders, configuration.",
        footer = {
            "",
            "Examples:",
            "  dcd dist --job-manager flink-1.lan --gpus 2",
            "  DCD_BUILD_ARGS=-Pcuda dcd dist             with ONNX Runtime for GPUs",
            "",
            "docs/clusters.md describes where to copy them."
        })
public final class DistCommand implements Callable<Integer> {
    /** Host of a job manager that is reachable from this machine only. */
    static final String HERE = "localhost";

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description =
                    "Folder to write. Default: runners/target/dist of the project. Files of an earlier dcd dist are"
                            + " replaced; a folder with other files is refused.")
    private Path folder;

    @Option(
            names = "--job-manager",
            paramLabel = "HOST",
            defaultValue = HERE,
            description = "Host of the job manager, reachable from the other machines. All processes then listen on all"
                    + " interfaces. Default: localhost; processes listen on loopback.")
    private String jobManager;

    @Option(
            names = "--gpus",
            paramLabel = "N",
            defaultValue = "1",
            description = "GPUs of each worker with GPUs. Default: 1.")
    private int gpus;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "4",
            description = "Slots of each worker without GPUs, one for each core. Default: 4.")
    private int slots;

    @Mixin
    private HelpOptions helpOptions;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!jobManager.matches("[A-Za-z0-9][A-Za-z0-9.-]*")) {
            throw refused("--job-manager must be a host name or address, was '" + jobManager + "'");
        }
        if (gpus < 1 || slots < 1) {
            throw refused("--gpus and --slots must be at least 1, were " + gpus + " and " + slots);
        }
        Jars jars = Jars.ofThisBuild();
        Path target = folder == null
                ? jars.folder().resolve("dist")
                : folder.toAbsolutePath().normalize();
        OutputFile.checkFolder("FOLDER", target);
        new Distribution(jars, jobManager, gpus, slots).write(target);
        print(target, spec.commandLine().getOut());
        return 0;
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private static void print(Path target, PrintWriter out) throws IOException {
        out.println(target);
        out.println("  " + ApplicationJar.NAME + "  " + ApplicationJar.size(target.resolve(ApplicationJar.NAME))
                + ", sent with every job");
        out.println("  flink/lib  " + size(target.resolve(Distribution.LIB)) + ", for Flink's lib folder");
        out.println("  flink/plugins  " + size(target.resolve(Distribution.PLUGINS)) + ", for Flink's plugins folder");
        out.println("  flink/conf  config.yaml for the job manager, workers with GPUs and workers without");
        out.println("  README.txt  installation");
    }

    private static String size(Path folder) throws IOException {
        List<Path> files = Distribution.files(folder);
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        String megabytes = bytes < 1e6 ? "under 1 MB" : String.format(Locale.ROOT, "%.0f MB", bytes / 1e6);
        return files.size() + (files.size() == 1 ? " jar, " : " jars, ") + megabytes;
    }
}
