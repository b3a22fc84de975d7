package org.dcd.transforms.pretrained;

import java.util.stream.Collectors;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.weights.Provenance.Verification;

/**
 * Requirement on the hash of a weight file.
 *
 * @param stated SHA-256 given by the user; empty to require a published hash
 * @param any whether to accept any hash
 */
public record HashCheck(String stated, boolean any) {
    private static final int DIGITS = 64;

    public HashCheck {
        if (!stated.matches("|[0-9a-f]{" + DIGITS + "}")) {
            throw new BadInputException("--sha256 must be 64 hexadecimal digits in lower case, was '" + stated + "'");
        }
        if (any && !stated.isEmpty()) {
            throw new BadInputException("--sha256 and --unverified are mutually exclusive; give one of them");
        }
    }

    /**
     * Checks the hash of a weight file.
     *
     * @return what the hash was compared with
     * @throws BadInputException if the hash is not accepted
     */
    public Verification of(Pretrained weights) {
        String found = weights.sha256();
        if (!stated.isEmpty() && !found.equals(stated)) {
            throw new BadInputException(weights.path() + ": its SHA-256 is " + found + ", expected " + stated
                    + "; the file is another one or damaged, get it again");
        }
        if (weights.kind().published().stream().anyMatch(published -> published.is(found))) {
            return Verification.PUBLISHED;
        }
        if (!stated.isEmpty()) {
            return Verification.STATED;
        }
        if (any) {
            return Verification.NONE;
        }
        throw new BadInputException(
                weights.path() + ": the tensors are those of " + weights.name() + ", but the SHA-256 is "
                        + found + ", expected " + expected(weights.kind())
                        + "; get the file again, or give --sha256 " + found + " or --unverified to accept it");
    }

    private static String expected(PublishedWeights kind) {
        return kind.published().stream()
                .map(published -> published.sha256().isEmpty()
                        ? "that of " + published.file() + " of " + published.project() + " (hash not published)"
                        : published.sha256()
                                + (published.sha256().length() < DIGITS ? "…" : "")
                                + " of "
                                + published.file())
                .collect(Collectors.joining(" or "));
    }
}
