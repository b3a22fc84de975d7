package org.dcd.transforms.pretrained;

import java.util.stream.Collectors;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.weights.Provenance.Verification;

/**
 * What the hash of a file of weights has to be.
 *
 * @param stated SHA-256 that the user states; empty for one of those published
 * @param any whether any file is taken
 */
public record HashCheck(String stated, boolean any) {
    private static final int DIGITS = 64;

    public HashCheck {
        if (!stated.matches("|[0-9a-f]{" + DIGITS + "}")) {
            throw new BadInputException("--sha256 needs 64 hex digits in lower case, was '" + stated + "'");
        }
        if (any && !stated.isEmpty()) {
            throw new BadInputException("--sha256 and --unverified exclude each other; give one of them");
        }
    }

    /**
     * Compares.
     *
     * @throws BadInputException when it is another file
     */
    public Verification of(Pretrained weights) {
        String found = weights.sha256();
        if (!stated.isEmpty() && !found.equals(stated)) {
            throw new BadInputException(weights.path() + ": its SHA-256 is " + found + ", expected " + stated
                    + "; it is another file or damaged, get it again");
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
        throw new BadInputException(weights.path() + ": " + weights.name() + " by its tensors, but its SHA-256 is "
                + found + ", which is not " + expected(weights.kind())
                + "; get it again, or give --sha256 " + found + " or --unverified when this file is meant");
    }

    private static String expected(PublishedWeights kind) {
        return kind.published().stream()
                .map(published -> published.sha256().isEmpty()
                        ? "known of " + published.file() + " of " + published.project()
                        : published.sha256()
                                + (published.sha256().length() < DIGITS ? "…" : "")
                                + " of "
                                + published.file())
                .collect(Collectors.joining(", nor "));
    }
}
