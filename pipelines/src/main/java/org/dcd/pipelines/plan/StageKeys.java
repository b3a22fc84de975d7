package org.dcd.pipelines.plan;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.dcd.pipelines.spec.CanonicalJson;
import org.dcd.pipelines.store.Hashes;
import org.dcd.schemas.stage.StageKind;
import org.dcd.schemas.stage.StageSpec;

/** Content keys of stages: what a stage would write, told before it is made. */
final class StageKeys {
    private static final int HEX_DIGITS = 32;

    private StageKeys() {}

    /**
     * Hash of kind, version of the stage's code, specification, and roles and keys of the inputs in any order. Names of
     * stages and paths do not enter.
     */
    static String key(StageKind kind, StageSpec spec, List<NodeInput> inputs) {
        String text = kind.id() + "\n" + kind.codeVersion() + "\n" + CanonicalJson.key(spec) + "\n"
                + inputs.stream()
                        .sorted(Comparator.comparing(NodeInput::role))
                        .map(input -> input.role() + "=" + input.key())
                        .collect(Collectors.joining("\n"));
        return Hashes.ofText(text).substring(0, HEX_DIGITS);
    }
}
