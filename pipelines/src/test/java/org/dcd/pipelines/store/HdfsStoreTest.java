package org.dcd.pipelines.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A store on Hadoop's test cluster with one name node and one data node. */
class HdfsStoreTest extends RemoteStoreContract {
    @TempDir
    private static Path folder;

    private static Server server;
    private static int port;

    @BeforeAll
    static void startServer() throws Exception {
        port = Server.freePort();
        Path details = folder.resolve("details.json");
        server = Server.start(
                folder,
                () -> Files.exists(details) && Files.size(details) > 0,
                "org.apache.hadoop.test.MiniDFSClusterManager",
                "-datanodes",
                "1",
                "-format",
                "-nnport",
                Integer.toString(port),
                "-writeDetails",
                details.toString());
    }

    @AfterAll
    static void stopServer() throws InterruptedException {
        server.close();
    }

    @Override
    boolean createsExclusively() {
        return true;
    }

    /** The step before the manifest is created. */
    @Override
    OptionalInt onlyStep() {
        return OptionalInt.of(9);
    }

    @Override
    String newLocation() {
        return "hdfs://127.0.0.1:" + port + "/of/" + UUID.randomUUID();
    }
}
