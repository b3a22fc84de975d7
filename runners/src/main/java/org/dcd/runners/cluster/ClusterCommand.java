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
        description = "A Flink cluster on this machine, to try what runs on one: real processes, declared GPUs.",
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

    /** With its sub-commands. */
    public static CommandLine create() {
        return new CommandLine(new ClusterCommand())
                .addSubcommand(new Up())
                .addSubcommand(new Status())
                .addSubcommand(new Down());
    }

    /** Where the cluster lives. */
    private static final class Place {
        @Option(
                names = "--folder",
                paramLabel = "DIR",
                description =
                        "Configuration, logs and processes of the cluster; .dcd/cluster beside the project by default.")
        private Path folder;

        LocalCluster cluster() {
            return new LocalCluster(
                    folder == null ? DcdHome.folder().resolve(Path.of(DcdHome.STORE, "cluster")) : folder);
        }
    }

    @Command(name = "up", description = "Starts a cluster.")
    private static final class Up implements Callable<Integer> {
        @Option(names = "--cpu-workers", paramLabel = "N", defaultValue = "1", description = "Workers without GPUs; 1.")
        private int cpuWorkers;

        @Option(
                names = "--gpu-workers",
                paramLabel = "N",
                defaultValue = "1",
                description = "Workers with GPUs, where training runs; 1.")
        private int gpuWorkers;

        @Option(
                names = "--gpus-per-worker",
                paramLabel = "N",
                defaultValue = "1",
                description = "GPUs that each of them declares, whether or not there are any; 1.")
        private int gpusPerWorker;

        @Option(
                names = "--slots",
                paramLabel = "N",
                defaultValue = "0",
                description =
                        "Pieces of work that a worker without GPUs does at once; its share of the cores by default.")
        private int slots;

        @Option(
                names = "--heap",
                paramLabel = "MB",
                defaultValue = "1024",
                description = "Java heap of each worker in MB; 1024.")
        private int heapMb;

        @Option(
                names = "--port",
                paramLabel = "PORT",
                defaultValue = "0",
                description = "Of the REST interface and the web page; any that is free by default.")
        private int port;

        @Option(
                names = "--bind",
                paramLabel = "ADDRESS",
                defaultValue = Loopback.ADDRESS,
                description = "Where the REST interface and the web page listen: an address of this machine, or 0.0.0.0"
                        + " for all; 127.0.0.1. Whoever reaches them can run code as you.")
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
            tell(view, out);
            if (!address.isLoopbackAddress()) {
                out.println("! the REST interface listens on " + bind + ": whoever reaches it can run code as you");
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
                throw refused("which no interface has");
            }
            return address;
        }

        private ParameterException refused(String why) {
            return new ParameterException(
                    spec.commandLine(),
                    "--bind must be an address of this machine, or 0.0.0.0 for all, was '" + bind + "', " + why);
        }
    }

    @Command(name = "status", description = "Tells what is up.")
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
                out.println("no cluster in " + cluster.folder() + "; dcd cluster up starts one");
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

    @Command(name = "down", description = "Stops it; logs are kept.")
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
                    alive == 0 ? "no cluster was up in " + cluster.folder() : "stopped " + Count.of(alive, "process"));
            return 0;
        }
    }

    private static void tell(ClusterView view, PrintWriter out) {
        out.println("Flink " + view.version() + ", " + Count.of(view.workers().size(), "worker") + ", "
                + Count.of(view.gpus(), "GPU"));
        for (Worker worker : view.workers()) {
            out.println("  " + worker.id() + "  "
                    + (worker.gpus() > 0 ? Count.of(worker.gpus(), "GPU") : Count.of(worker.cpus(), "slot")));
        }
    }
}
