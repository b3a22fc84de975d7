package org.dcd.transforms.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.transforms.files.HashCache;
import org.dcd.transforms.files.Sha256;

/** Hash of a data set, its identity in stage keys. */
public final class SourceHash {
    private SourceHash() {}

    /**
     * Hashes length and contents of each file in order, then {@link DatasetSource#names} and
     * {@link DatasetSource#decoders}. Reads all files.
     *
     * @return SHA-256 in hexadecimal
     */
    public static String sha256(DatasetSource source) throws IOException {
        return sha256(source.files(), texts(source));
    }

    /** Same as {@link #sha256(DatasetSource)}, but does not read files that are unchanged since the hash was cached. */
    public static String sha256(DatasetSource source, HashCache cache) throws IOException {
        List<Path> files = source.files();
        // decoders() may read all files, so the outer entry caches the result per source and machine
        List<String> settings = key("source", source.names(), List.of(source.toString(), source.machineDecoders()));
        return cache.sha256(files, settings, () -> {
            List<String> texts = texts(source);
            return cache.sha256(files, key("contents", texts, List.of()), () -> sha256(files, texts));
        });
    }

    private static List<String> key(String what, List<String> names, List<String> others) {
        List<String> key = new ArrayList<>(List.of("data set " + what));
        key.addAll(names);
        key.addAll(others);
        return key;
    }

    private static List<String> texts(DatasetSource source) throws IOException {
        return Stream.concat(source.names().stream(), source.decoders().stream())
                .toList();
    }

    private static String sha256(List<Path> files, List<String> texts) throws IOException {
        MessageDigest sha = Sha256.digest();
        byte[] buffer = new byte[1 << 16];
        for (Path file : files) {
            sha.update(ByteBuffer.allocate(Long.BYTES).putLong(Files.size(file)).array());
            try (InputStream in = Files.newInputStream(file)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    sha.update(buffer, 0, read);
                }
            }
        }
        for (String text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            sha.update(ByteBuffer.allocate(Long.BYTES).putLong(utf8.length).array());
            sha.update(utf8);
        }
        return Sha256.hex(sha);
    }
}
