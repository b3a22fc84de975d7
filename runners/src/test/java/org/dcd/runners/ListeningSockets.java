package org.dcd.runners;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The sockets on which a process listens, from {@code /proc} of Linux. */
public final class ListeningSockets {
    private static final String LISTENS = "0A";

    private ListeningSockets() {}

    /** Whether this system has the information. */
    public static boolean areAvailable() {
        return Files.isReadable(Path.of("/proc/self/net/tcp"));
    }

    /** Addresses on which a process listens for TCP connections. */
    public static List<InetSocketAddress> of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> inodes = inodes(process.resolve("fd"));
        List<InetSocketAddress> sockets = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            Path file = process.resolve("net").resolve(table);
            if (Files.exists(file)) { // no tcp6 without IPv6
                for (String line : Files.readAllLines(file)) {
                    // sl local remote state queues timer retransmits uid timeout inode
                    String[] words = line.strip().split("\\s+");
                    if (words.length > 9 && words[3].equals(LISTENS) && inodes.contains(words[9])) {
                        sockets.add(address(words[1]));
                    }
                }
            }
        }
        return sockets;
    }

    /** Those of the addresses that are not on loopback. */
    public static List<InetSocketAddress> reachableByOthers(long pid) throws IOException {
        return of(pid).stream()
                .filter(socket -> !socket.getAddress().isLoopbackAddress())
                .toList();
    }

    private static Set<String> inodes(Path descriptors) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> links = Files.list(descriptors)) {
            for (Path link : links.toList()) {
                try {
                    String target = Files.readSymbolicLink(link).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring("socket:[".length(), target.length() - 1));
                    }
                } catch (NoSuchFileException closedMeanwhile) {
                    // a socket that is closed does not listen
                }
            }
        }
        return inodes;
    }

    /** {@code 0100007F:1F91} is 127.0.0.1:8081: hexadecimal words in the byte order of the machine, then the port. */
    private static InetSocketAddress address(String text) throws IOException {
        String[] parts = text.split(":");
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(parts[0])).order(ByteOrder.nativeOrder());
        ByteBuffer address = ByteBuffer.allocate(words.capacity());
        while (words.hasRemaining()) {
            address.putInt(words.getInt());
        }
        return new InetSocketAddress(InetAddress.getByAddress(address.array()), Integer.parseInt(parts[1], 16));
    }
}
