package org.dcd.pipelines.workflow;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.dcd.pipelines.code.CodeVersions;
import org.dcd.pipelines.experiment.CanonicalJson;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.files.Sha256;

/** Content keys of stages: what a stage would write, told before it is made. */
final class StageKeys {
    private static final int HEX_DIGITS = 32;

    /** Of a member that was never changed: keys of before members had versions are those of this one. */
    private static final String FIRST_VERSION = "1";

    private StageKeys() {}

    /**
     * Hash of kind, version of the stage's code, specification, and roles and keys of the inputs in any order; and of
     * what its specification has of registered members, the version of the code of those that are not at their first.
     * Names of stages and paths do not enter.
     *
     * @param code {@link CodeVersions#of}
     */
    static String key(String kind, StageSpec spec, List<NodeInput> inputs, SortedMap<String, String> code) {
        String ofKind = CodeVersions.name(kind);
        String text = kind + "\n" + code.get(ofKind) + "\n" + CanonicalJson.key(spec) + "\n"
                + inputs.stream()
                        .sorted(Comparator.comparing(NodeInput::role))
                        .map(input -> input.role() + "=" + input.key())
                        .collect(Collectors.joining("\n"))
                + code.entrySet().stream()
                        .filter(member -> !member.getKey().equals(ofKind))
                        .filter(member -> !member.getValue().equals(FIRST_VERSION))
                        .map(member -> "\ncode of " + member.getKey() + ": " + member.getValue())
                        .collect(Collectors.joining());
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, HEX_DIGITS);
    }
}
