package org.dcd.runners.cluster;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dcd.runners.flink.Loopback;

/**
 * Configuration of clusters that Flink's own scripts start; replaces their {@code conf/config.yaml}.
 *
 * @param jobManager host of the job manager, reachable from workers and launchers. Processes listen on all interfaces,
 *     because all workers share one file; on loopback if the host is {@code localhost} or {@code 127.0.0.1}
 */
record StandaloneConfig(String jobManager) {
    private static final String ANY = "0.0.0.0";
    private static final Set<String> HERE = Set.of(DistCommand.HERE, Loopback.ADDRESS);

    private static final String WARNING = "# It listens on " + ANY
            + ", all interfaces: anybody who can connect to its ports can run code as its user.\n";

    /** JVM options that Flink 1.19 needs with Java 17, from its default configuration. */
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

    /** Whether the cluster is for this machine only. */
    private boolean isHere() {
        return HERE.contains(jobManager);
    }

    Map<String, String> manager() {
        Map<String, String> config = common(FlinkKeys.manager());
        config.put("jobmanager.memory.process.size", "1600m");
        config.put("rest.port", "8081");
        return config;
    }

    /** @param name unique name of the worker */
    Map<String, String> worker(String name, Map<String, String> keys) {
        Map<String, String> config = common(keys);
        config.put("taskmanager.resource-id", name);
        config.put(
                "env.java.opts.taskmanager", "-Ddcd.worker=" + name + " -Dai.djl.offline=true -DOPT_OUT_TRACKING=true");
        return config;
    }

    private Map<String, String> common(Map<String, String> keys) {
        Map<String, String> config = new TreeMap<>(keys);
        config.put("env.java.opts.all", JAVA_17);
        config.putAll(Loopback.keys());
        if (!isHere()) {
            config.put("jobmanager.bind-host", ANY);
            config.put("jobmanager.rpc.address", jobManager);
            config.put("rest.address", jobManager);
            config.put("rest.bind-address", ANY);
            config.put("taskmanager.bind-host", ANY);
            // a worker detects its own
            config.remove("taskmanager.host");
        }
        config.put("jobmanager.rpc.port", "6123");
        return config;
    }

    /** The text of the file. */
    static String yaml(String kind, Map<String, String> config) {
        return "# conf/config.yaml of Flink for a " + kind.replace('-', ' ')
                + ", written by dcd dist; see docs/clusters.md\n"
                + (config.containsValue(ANY) ? WARNING : "")
                + config.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                        .collect(Collectors.joining());
    }
}
