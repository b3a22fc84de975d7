package org.dcd.runners.flink;

import java.util.Map;
import java.util.TreeMap;

/**
 * Settings that let processes of Flink listen on loopback unless the user gives an address. Anybody who can connect to
 * a port of Flink can run code as its user, and Flink listens on all interfaces where a key is missing.
 */
public final class Loopback {
    /** Not the name {@code localhost}, which may not resolve, or resolve to another address. */
    public static final String ADDRESS = "127.0.0.1";

    private Loopback() {}

    /**
     * All keys of Flink for the addresses on which it listens and which it announces. The blob server and the metrics
     * use {@code bind-host}; queryable state is switched off.
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
