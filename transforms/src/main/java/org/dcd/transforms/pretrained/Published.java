package org.dcd.transforms.pretrained;

/**
 * A published file of weights.
 *
 * @param project that published it
 * @param file its name there
 * @param sha256 of it, or what is known of it: the first digits, of which PyTorch's names carry 8; empty when nothing
 *     is
 */
public record Published(String project, String file, String sha256) {
    public Published {
        if (!sha256.matches("|[0-9a-f]{8,64}")) {
            throw new IllegalArgumentException("a SHA-256 has 8 to 64 hex digits in lower case, was '" + sha256 + "'");
        }
    }

    /** Whether a file of a hash is the published one, as far as is known; false when nothing is. */
    public boolean is(String hash) {
        return !sha256.isEmpty() && hash.startsWith(sha256);
    }
}
