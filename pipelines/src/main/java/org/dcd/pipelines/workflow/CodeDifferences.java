package org.dcd.pipelines.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.pipelines.code.CodeVersions;
import org.dcd.schemas.Manifest;

/** Which code of two stages of a kind differs. */
public final class CodeDifferences {
    /** What members had before manifests told of them. */
    private static final String FIRST_VERSION = "1";

    private static final String VERSION = "version ";

    private CodeDifferences() {}

    /**
     * Code that differs.
     *
     * @param name such as {@code teacher} or {@code forward operator downsample}
     * @param theirs version or hash, for a person
     */
    public record Difference(String name, String theirs, String ours) {
        /** In one line, such as {@code code of teacher version 2 → 3}. */
        String change() {
            boolean versions = theirs.startsWith(VERSION) && ours.startsWith(VERSION);
            return "code of " + name + " " + theirs + " → " + (versions ? ours.substring(VERSION.length()) : ours);
        }
    }

    /**
     * The code that a stage ran, as {@link CodeVersions#of} has it.
     *
     * @param members names of what is asked for, which manifests of before do not have
     */
    public static SortedMap<String, String> of(Manifest manifest, Set<String> members) {
        SortedMap<String, String> code = new TreeMap<>(manifest.getCode());
        if (code.isEmpty()) {
            members.forEach(member -> code.put(member, FIRST_VERSION));
            code.put(CodeVersions.name(manifest.getKind()), String.valueOf(manifest.getCodeVersion()));
        }
        return code;
    }

    /** Of code that both have: a member that only one of two stages has is a difference of their specifications. */
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
