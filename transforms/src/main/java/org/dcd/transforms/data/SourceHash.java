package org.dcd.transforms.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Hashes of files that users bring, which stand for them in stage keys. */
public final class SourceHash {
    private SourceHash() {}

    /**
     * SHA-256 over length and contents of each of the source's files in turn, in hexadecimal. Names count where the
     * source says so ({@link DatasetSource#names}), decoders where pixels depend on them.
     */
    public static String sha256(DatasetSource source) throws IOException {
        MessageDigest sha = newSha256();
        byte[] buffer = new byte[1 << 16];
        for (Path file : source.files()) {
            sha.update(ByteBuffer.allocate(Long.BYTES).putLong(Files.size(file)).array());
            try (InputStream in = Files.newInputStream(file)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    sha.update(buffer, 0, read);
                }
            }
        }
        for (String text : Stream.concat(source.names().stream(), source.decoders().stream())
                .toList()) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            sha.update(ByteBuffer.allocate(Long.BYTES).putLong(utf8.length).array());
            sha.update(utf8);
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    /** SHA-256 of the contents of a file, in hexadecimal. */
    public static String sha256(byte[] contents) {
        return HexFormat.of().formatHex(newSha256().digest(contents));
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
