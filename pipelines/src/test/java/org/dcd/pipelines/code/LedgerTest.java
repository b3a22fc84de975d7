package org.dcd.pipelines.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dcd.pipelines.experiment.ExperimentMethod;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.registry.TypeName;
import org.junit.jupiter.api.Test;

/**
 * The ledger is of the code that there is. Recorded with {@value #COMMAND}, where {@code GoldenOutputsTest} refuses
 * outputs that changed while their version did not.
 */
class LedgerTest {
    static final String COMMAND = "mvn test -Dtest='Golden*Test,LedgerTest' -Dsurefire.failIfNoSpecifiedTests=false"
            + " -Ddcd.ledger.record=true";

    private static final Path FILE = Path.of("src/main/resources/org/dcd/pipelines/code/ledger.txt");
    private static final String HEADING =
            """
            # Which code each version of a stage kind or of a registered member stands for (docs/decisions/0010-keys-know-the-code.md).
            # After a merge conflict, or a change of code that changes no output, record it anew:
            #   %s
            """
                    .formatted(COMMAND);

    /** Without methods, which are in no stage key, and without members that the tests bring along. */
    private static List<Class<?>> members() {
        return Registry.annotated(TypeName.class).stream()
                .filter(member -> !member.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath()
                        .endsWith("/test-classes/"))
                .filter(member -> !ExperimentMethod.class.isAssignableFrom(member))
                .sorted(Comparator.comparing(Class::getName))
                .toList();
    }

    @Test
    void equalsTheCurrentCode() throws IOException {
        Ledger now = CodeVersions.ofThisProgram().now(members());
        if (Boolean.getBoolean("dcd.ledger.record")) {
            Files.writeString(FILE, now.text(HEADING));
        }
        Ledger recorded = Ledger.read(Files.newBufferedReader(FILE));

        Set<String> stale = new TreeSet<>(now.entries().keySet());
        stale.addAll(recorded.entries().keySet());
        stale.removeIf(name -> now.of(name).equals(recorded.of(name)));
        assertThat(stale)
                .as(
                        "code that changed since %s was recorded, so that every stage with it is made again. Where it was"
                                + " meant to write other bytes, raise its version: of a stage or a member its"
                                + " @CodeVersion. Then record the ledger, which refuses changed outputs of old versions: %s",
                        FILE, COMMAND)
                .isEmpty();
    }
}
