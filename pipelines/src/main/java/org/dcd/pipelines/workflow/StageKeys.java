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

/** Content keys of stages: computed before a stage runs, equal for stages with equal outputs. */
final class StageKeys {
    private static final int HEX_DIGITS = 32;

    /** The first version of a member. It does not enter keys, so keys from before members had versions stay valid. */
    private static final String FIRST_VERSION = "1";

    private StageKeys() {}

    /**
     * The hash of the stage kind, the version of its code, the specification, the roles and keys of the inputs in any
     * order, and the code versions of the registered members in the specification that are not at their first version.
     * Names of stages and paths do not enter.
     *
     * @param code code versions, {@link CodeVersions#of}
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
