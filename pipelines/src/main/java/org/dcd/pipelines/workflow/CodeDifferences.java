package org.dcd.pipelines.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.pipelines.code.CodeVersions;
import org.dcd.schemas.Manifest;

/** Differences between the code of two stages of a kind. */
public final class CodeDifferences {
    /** Version of members in manifests from before members had versions. */
    private static final String FIRST_VERSION = "1";

    private static final String VERSION = "version ";

    private CodeDifferences() {}

    /**
     * A difference.
     *
     * @param name name of the code, such as {@code teacher} or {@code forward operator downsample}
     * @param theirs version or hash in the other stage, for messages
     * @param ours version or hash in this stage, for messages
     */
    public record Difference(String name, String theirs, String ours) {
        /** The difference as one line, such as {@code code of teacher version 2 → 3}. */
        String change() {
            boolean versions = theirs.startsWith(VERSION) && ours.startsWith(VERSION);
            return "code of " + name + " " + theirs + " → " + (versions ? ours.substring(VERSION.length()) : ours);
        }
    }

    /**
     * The code of a finished stage, as in {@link CodeVersions#of}.
     *
     * @param manifest manifest of the stage
     * @param members names of members; manifests from before members had versions get the first version for them
     */
    public static SortedMap<String, String> of(Manifest manifest, Set<String> members) {
        SortedMap<String, String> code = new TreeMap<>(manifest.getCode());
        if (code.isEmpty()) {
            members.forEach(member -> code.put(member, FIRST_VERSION));
            code.put(CodeVersions.name(manifest.getKind()), String.valueOf(manifest.getCodeVersion()));
        }
        return code;
    }

    /**
     * The differences of code that both stages have. A member that only one stage has is a difference of the
     * specifications instead.
     *
     * @param theirs manifest of the other stage
     * @param ours code of this stage
     */
    public static List<Difference> between(Manifest theirs, SortedMap<String, String> ours) {
        SortedMap<String, String> there = of(theirs, ours.keySet());
        List<Difference> differences = new ArrayList<>();
        ours.forEach((name, here) -> {
            if (there.containsKey(name) && !there.get(name).equals(here)) {
                differences.add(new Difference(
                        CodeVersions.shortName(name),
                        CodeVersions.describe(there.get(name)),
                        CodeVersions.describe(here)));
            }
        });
        return differences;
    }
}
