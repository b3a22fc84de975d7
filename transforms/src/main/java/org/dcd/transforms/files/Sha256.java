package org.dcd.transforms.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.dcd.schemas.io.Folder;

/** SHA-256 as 64 hexadecimal digits in lower case. */
public final class Sha256 {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private Sha256() {}

    /** Whether a text is a SHA-256: 64 hexadecimal digits in lower case. */
    public static boolean isOne(String text) {
        return HEX.matcher(text).matches();
    }

    /** Hashes the contents of a file. */
    public static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in);
        }
    }

    /** Hashes the contents of a file in a folder, which may be remote. */
    public static String of(Folder folder, String file) throws IOException {
        try (InputStream in = folder.open(file)) {
            return of(in);
        }
    }

    /** Hashes the remaining bytes of a stream. Does not close the stream. */
    public static String of(InputStream in) throws IOException {
        MessageDigest digest = digest();
        new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
        return hex(digest);
    }

    /** Hashes an array. */
    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** Returns a new digest, for incremental hashing. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns the hash of all data that the digest received, and resets the digest. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
