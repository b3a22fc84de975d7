package org.dcd.runners.flink;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where processes of Flink listen unless a user names an address. Whoever reaches a port of Flink can run code as its
 * user; where a key is missing, Flink listens on all interfaces.
 */
public final class Loopback {
    /** A number: the name {@code localhost} may not resolve, or to another machine. */
    public static final String ADDRESS = "127.0.0.1";

    private Loopback() {}

    /**
     * Every key of Flink that says where something listens, or where others find it. The blob server and the metrics
     * follow {@code bind-host}; servers of queryable state, which nobody asks, stay off.
     */
    public static Map<String, String> keys() {
        Map<String, String> keys = new TreeMap<>();
        keys.put("jobmanager.bind-host", ADDRESS);
        keys.put("jobmanager.rpc.address", ADDRESS);
        keys.put("queryable-state.enable", "false");
        keys.put("rest.address", ADDRESS);
        keys.put("rest.bind-address", ADDRESS);
        keys.put("taskmanager.bind-host", ADDRESS);
        keys.put("taskmanager.host", ADDRESS);
        return keys;
    }
}
