package org.dcd.runners.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.DcdHome;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.runners.cluster.ClusterView.Worker;
import org.dcd.runners.flink.Loopback;
import org.dcd.schemas.Count;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dcd cluster up|status|down}. */
@Command(
        name = "cluster",
        description = "Run a Flink cluster on this machine for tests: real processes, declared GPUs.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  dcd cluster up --cpu-workers 2 --gpu-workers 1",
            "  dcd run my.yaml --runner .dcd/cluster/runner.yaml",
            "  dcd cluster down"
        })
public final class ClusterCommand {
    @Mixin
    private HelpOptions helpOptions;

    private ClusterCommand() {}

    /** The command with its subcommands {@code up}, {@code status} and {@code down}. */
    public static CommandLine create() {
        return new CommandLine(new ClusterCommand())
                .addSubcommand(new Up())
                .addSubcommand(new Status())
                .addSubcommand(new Down());
    }

    /** The option for the folder of the cluster. */
    private static final class Place {
        @Option(
                names = "--folder",
                paramLabel = "DIR",
                description =
                        "Folder for configuration, logs and process ids of the cluster. Default: .dcd/cluster in the"
                                + " project.")
        private Path folder;

        LocalCluster cluster() {
            return new LocalCluster(
                    folder == null ? DcdHome.folder().resolve(Path.of(DcdHome.STORE, "cluster")) : folder);
        }
    }

    @Command(name = "up", description = "Start a cluster.")
    private static final class Up implements Callable<Integer> {
        @Option(
                names = "--cpu-workers",
                paramLabel = "N",
                defaultValue = "1",
                description = "Workers without GPUs. Default: 1.")
        private int cpuWorkers;

        @Option(
                names = "--gpu-workers",
                paramLabel = "N",
                defaultValue = "1",
                description = "Workers with GPUs, which run training. Default: 1.")
        private int gpuWorkers;

        @Option(
                names = "--gpus-per-worker",
                paramLabel = "N",
                defaultValue = "1",
                description = "GPUs that each of them declares; they need not exist. Default: 1.")
        private int gpusPerWorker;

        @Option(
                names = "--slots",
                paramLabel = "N",
                defaultValue = "0",
                description =
                        "Slots of each worker without GPUs. Default: the cores of this machine divided by these workers.")
        private int slots;

        @Option(
                names = "--heap",
                paramLabel = "MB",
                defaultValue = "1024",
                description = "Java heap of each worker in MB. Default: 1024.")
        private int heapMb;

        @Option(
                names = "--port",
                paramLabel = "PORT",
                defaultValue = "0",
                description = "Port of the REST interface and the web page. Default: any free port.")
        private int port;

        @Option(
                names = "--bind",
                paramLabel = "ADDRESS",
                defaultValue = Loopback.ADDRESS,
                description = "Address on which the REST interface and the web page listen: one of this machine, or"
                        + " 0.0.0.0 for all. Default: 127.0.0.1. Anybody who can connect to it can run code as you.")
        private String bind;

        @Mixin
        private Place place;

        @Mixin
        private HelpOptions helpOptions;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException, InterruptedException {
            PrintWriter out = spec.commandLine().getOut();
            InetAddress address = address();
            int cores = Runtime.getRuntime().availableProcessors();
            int slotsEach = slots == 0 ? Math.max(1, cores / Math.max(1, cpuWorkers)) : slots;
            ClusterSize size;
            try {
                size = new ClusterSize(cpuWorkers, gpuWorkers, gpusPerWorker, slotsEach, heapMb, port);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
            LocalCluster cluster = place.cluster();
            ClusterView view = cluster.up(size, address, Jars.ofThisBuild(), out::println);
            print(view, out);
            if (!address.isLoopbackAddress()) {
                out.println("warning: the REST interface listens on " + bind
                        + ": anybody who can connect to it can run code as you");
            }
            out.println();
            out.println("Run on it: dcd run FILE --runner " + cluster.folder().resolve(LocalCluster.PROFILE));
            return 0;
        }

        private InetAddress address() throws IOException {
            InetAddress address;
            try {
                address = InetAddress.getByName(bind);
            } catch (UnknownHostException e) {
                throw refused("which does not resolve");
            }
            if (!address.isAnyLocalAddress()
                    && !address.isLoopbackAddress()
                    && NetworkInterface.getByInetAddress(address) == null) {
                throw refused("which is not one of this machine");
            }
            return address;
        }

        private ParameterException refused(String why) {
            return new ParameterException(
                    spec.commandLine(),
                    "--bind must be an address of this machine, or 0.0.0.0 for all of them, was '" + bind + "', "
                            + why);
        }
    }

    @Command(name = "status", description = "List the processes of the cluster.")
    private static final class Status implements Callable<Integer> {
        @Mixin
        private Place place;

        @Mixin
        private HelpOptions helpOptions;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            PrintWriter out = spec.commandLine().getOut();
            LocalCluster cluster = place.cluster();
            if (cluster.processes().isEmpty()) {
                out.println("no cluster in " + cluster.folder() + "; start one with dcd cluster up");
                return 0;
            }
            for (ClusterProcess process : cluster.processes()) {
                out.println(process.name() + "  "
                        + process.handle()
                                .map(handle -> "process " + handle.pid())
                                .orElse("not running") + "  "
                        + process.log());
            }
            return 0;
        }
    }

    @Command(name = "down", description = "Stop the cluster. Logs are kept.")
    private static final class Down implements Callable<Integer> {
        @Mixin
        private Place place;

        @Mixin
        private HelpOptions helpOptions;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException, InterruptedException {
            PrintWriter out = spec.commandLine().getOut();
            LocalCluster cluster = place.cluster();
            long alive =
                    cluster.processes().stream().filter(ClusterProcess::isAlive).count();
            cluster.down(out::println);
            out.println(
                    alive == 0
                            ? "no cluster was running in " + cluster.folder()
                            : "stopped " + Count.of(alive, "process"));
            return 0;
        }
    }

    private static void print(ClusterView view, PrintWriter out) {
        out.println("Flink " + view.version() + ", " + Count.of(view.workers().size(), "worker") + ", "
                + Count.of(view.gpus(), "GPU"));
        for (Worker worker : view.workers()) {
            out.println("  " + worker.id() + "  "
                    + (worker.gpus() > 0 ? Count.of(worker.gpus(), "GPU") : Count.of(worker.cpus(), "slot")));
        }
    }
}
