package org.dcd.runners.cluster;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dcd.runners.flink.Loopback;

/**
 * Configuration of clusters that Flink's own scripts start, to take the place of their {@code conf/config.yaml}.
 *
 * @param jobManager host of the job manager, as workers and launchers reach it. Processes listen on all interfaces, as
 *     this one file is for all workers; on loopback where the host is this machine alone
 */
record StandaloneConfig(String jobManager) {
    private static final String ANY = "0.0.0.0";
    private static final Set<String> HERE = Set.of(DistCommand.HERE, Loopback.ADDRESS);

    private static final String WARNING =
            "# It listens on " + ANY + ", all interfaces: whoever reaches its ports can run code as its user.\n";

    /** What Flink 1.19 asks for with Java 17, as in the configuration that it comes with. */
    private static final String JAVA_17 = "--add-exports=java.base/sun.net.util=ALL-UNNAMED"
            + " --add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED"
            + " --add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED"
            + " --add-opens=java.base/java.lang=ALL-UNNAMED"
            + " --add-opens=java.base/java.net=ALL-UNNAMED"
            + " --add-opens=java.base/java.io=ALL-UNNAMED"
            + " --add-opens=java.base/java.nio=ALL-UNNAMED"
            + " --add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
            + " --add-opens=java.base/java.lang.reflect=ALL-UNNAMED"
            + " --add-opens=java.base/java.text=ALL-UNNAMED"
            + " --add-opens=java.base/java.time=ALL-UNNAMED"
            + " --add-opens=java.base/java.util=ALL-UNNAMED"
            + " --add-opens=java.base/java.util.concurrent=ALL-UNNAMED"
            + " --add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED"
            + " --add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED";

    /** Whether no other machine is to reach the cluster. */
    private boolean isHere() {
        return HERE.contains(jobManager);
    }

    Map<String, String> manager() {
        Map<String, String> config = any(FlinkKeys.manager());
        config.put("jobmanager.memory.process.size", "1600m");
        config.put("rest.port", "8081");
        return config;
    }

    /** @param name of the worker, which no other has */
    Map<String, String> worker(String name, Map<String, String> keys) {
        Map<String, String> config = any(keys);
        config.put("taskmanager.resource-id", name);
        config.put(
                "env.java.opts.taskmanager", "-Ddcd.worker=" + name + " -Dai.djl.offline=true -DOPT_OUT_TRACKING=true");
        return config;
    }

    private Map<String, String> any(Map<String, String> keys) {
        Map<String, String> config = new TreeMap<>(keys);
        config.put("env.java.opts.all", JAVA_17);
        config.putAll(Loopback.keys());
        if (!isHere()) {
            config.put("jobmanager.bind-host", ANY);
            config.put("jobmanager.rpc.address", jobManager);
            config.put("rest.address", jobManager);
            config.put("rest.bind-address", ANY);
            config.put("taskmanager.bind-host", ANY);
            // a worker finds out its own
            config.remove("taskmanager.host");
        }
        config.put("jobmanager.rpc.port", "6123");
        return config;
    }

    /** As a file. */
    static String yaml(String kind, Map<String, String> config) {
        return "# Flink's conf/config.yaml of a " + kind.replace('-', ' ') + ", made by dcd dist: docs/clusters.md\n"
                + (config.containsValue(ANY) ? WARNING : "")
                + config.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                        .collect(Collectors.joining());
    }
}
