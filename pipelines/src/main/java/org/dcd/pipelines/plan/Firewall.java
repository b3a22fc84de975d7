package org.dcd.pipelines.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Origin;
import org.dcd.schemas.stage.StageKind;
import org.dcd.transforms.stage.FeaturesSpec;

/** Clean data reaches training and selection through corruption only (law 5): checked over the whole graph. */
final class Firewall {
    private Firewall() {}

    /** @param nodes every stage after its inputs */
    static void check(List<StageNode> nodes) {
        Map<String, String> cleanPaths = new HashMap<>();
        for (StageNode node : nodes) {
            String path = cleanPath(node, cleanPaths);
            if (path != null && mustStayBlind(node)) {
                throw new BadInputException("clean data would reach " + node.name() + " by " + path
                        + ": training, selection and restoration may see measurements only; put corrupt between them");
            }
            cleanPaths.put(node.key(), path);
        }
    }

    /**
     * The way on which clean data enters a stage, such as {@code dataset -> features:oracle}; null when there is none.
     */
    private static String cleanPath(StageNode node, Map<String, String> cleanPaths) {
        return switch (node.kind()) {
            case DATASET -> node.name();
            case CORRUPT -> null;
                // Nothing of this experiment's data; of what it was trained on before, Warnings tells.
            case IMPORT -> null;
            case CALIBRATE,
                    FEATURES,
                    TEACHER,
                    DISTIL,
                    EXPORT,
                    SAMPLE,
                    RESTORE,
                    SCORE,
                    COMPARE,
                    CANDIDATES,
                    ANALYSIS,
                    REPORT -> node.inputs().stream()
                    .map(input -> cleanPaths.get(input.key()))
                    .filter(path -> path != null)
                    .map(path -> path + " -> " + node.name())
                    .findFirst()
                    .orElse(null);
        };
    }

    private static boolean mustStayBlind(StageNode node) {
        return node.kind() == StageKind.CALIBRATE
                || node.kind() == StageKind.TEACHER
                || node.kind() == StageKind.DISTIL
                || node.kind() == StageKind.RESTORE
                || (node.spec() instanceof FeaturesSpec features && features.origin() != Origin.CLEAN);
    }
}
