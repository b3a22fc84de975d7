package org.dcd.runners.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcd.pipelines.store.files.FolderTree;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One cluster for all tests that need one: a job manager, a worker with two declared GPUs and two workers without. The
 * first test starts it; it is stopped after the last.
 */
final class TestCluster implements BeforeAllCallback {
    static final ClusterSize SIZE = new ClusterSize(2, 1, 2, 1, 1024, 0);
    static final String GPU_WORKER = "gpu-1";
    private static LocalCluster cluster;

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(Namespace.create(TestCluster.class)).getOrComputeIfAbsent("up", key -> up());
    }

    private static Running up() {
        try {
            Path folder = Files.createTempDirectory("dcd-cluster");
            cluster = new LocalCluster(folder);
            cluster.up(SIZE, InetAddress.getLoopbackAddress(), Jars.ofThisBuild(), line -> {});
            return new Running(folder);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Running(Path folder) implements ExtensionContext.Store.CloseableResource {
        @Override
        public void close() throws Exception {
            cluster.down(line -> {});
            FolderTree.delete(folder);
        }
    }

    static LocalCluster cluster() {
        return cluster;
    }

    /** Path of the profile for {@code --runner}. */
    static String profile() {
        return cluster.folder().resolve(LocalCluster.PROFILE).toString();
    }

    /** Kills a process and waits for its end. */
    static void kill(String name) {
        List<ProcessHandle> alive = new ClusterProcess(cluster.folder().resolve(name))
                .handle().stream().toList();
        alive.forEach(ProcessHandle::destroyForcibly);
        alive.forEach(process -> process.onExit().join());
    }

    /** Restarts a killed process. */
    static void restart(String name) throws IOException {
        cluster.restart(name, SIZE);
    }
}
