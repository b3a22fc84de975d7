package org.dcd.pipelines.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dcd.pipelines.experiment.CanonicalJson;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.InputRef;
import org.dcd.schemas.Manifest;

/**
 * Explains why a stage is not in the store: compares it with the most similar stage of its kind in the store, and
 * estimates its time from that stage. Reads manifests only.
 */
public final class Explainer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "source-sha256";
    /** Keys of specifications to which the time of a stage is proportional. */
    private static final List<String> AMOUNTS = List.of("training.kimg", "samples", "count");

    private final Store store;
    private final Map<String, List<StoredStage>> known = new HashMap<>();

    /** An explainer that compares with the stages of a store. */
    public Explainer(Store store) {
        this.store = store;
    }

    /**
     * The explanation of a stage.
     *
     * @param why the first difference, such as {@code training.kimg 100 → 200}, and the number of others; empty when
     *     the store has no stage of the kind
     * @param seconds estimated seconds, from the most similar stage and the amounts of work; empty when unknown
     */
    public record Explanation(String why, OptionalDouble seconds) {}

    /** A stage of the store with the values of its specification by dotted key. */
    private record StoredStage(Manifest manifest, Map<String, String> spec) {}

    /** Explains why a stage is not in the store. */
    public Explanation explain(StageNode node) {
        List<StoredStage> others = known(node.kind());
        if (others.isEmpty()) {
            return new Explanation("", OptionalDouble.empty());
        }
        Map<String, String> spec = leaves(CanonicalJson.key(node.spec())).orElseThrow();
        StoredStage nearest = null;
        List<String> differences = List.of();
        for (StoredStage other : others) {
            if (other.manifest().getKey().equals(node.key())) {
                continue;
            }
            List<String> found = differences(node, spec, other);
            if (nearest == null
                    || found.size() < differences.size()
                    || found.size() == differences.size() && isNamed(other, node) && !isNamed(nearest, node)) {
                nearest = other;
                differences = found;
            }
        }
        if (nearest == null) {
            return new Explanation("", OptionalDouble.empty());
        }
        String more = differences.size() > 1 ? ", and " + (differences.size() - 1) + " more" : "";
        String why = differences.isEmpty() ? "" : differences.get(0) + more;
        return new Explanation(why, OptionalDouble.of(seconds(spec, nearest)));
    }

    private static boolean isNamed(StoredStage stage, StageNode node) {
        return stage.manifest().getName().equals(node.name());
    }

    private static double seconds(Map<String, String> spec, StoredStage nearest) {
        double seconds = nearest.manifest().getSeconds();
        for (String amount : AMOUNTS) {
            String mine = spec.get(amount);
            String theirs = nearest.spec().get(amount);
            if (mine != null && theirs != null && !mine.equals(theirs)) {
                double ratio = number(mine) / number(theirs);
                seconds *= ratio > 0 && Double.isFinite(ratio) ? ratio : 1;
            }
        }
        return seconds;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private List<StoredStage> known(String kind) {
        return known.computeIfAbsent(kind, asked -> store.manifests(asked).stream()
                .flatMap(manifest -> leaves(manifest.getSpec()).stream().map(spec -> new StoredStage(manifest, spec)))
                .toList());
    }

    private List<String> differences(StageNode node, Map<String, String> spec, StoredStage other) {
        List<String> differences = new ArrayList<>();
        CodeDifferences.between(other.manifest(), node.code()).forEach(code -> differences.add(code.change()));
        TreeSet<String> paths = new TreeSet<>(spec.keySet());
        paths.addAll(other.spec().keySet());
        for (String path : paths) {
            String mine = spec.getOrDefault(path, "default");
            String theirs = other.spec().getOrDefault(path, "default");
            if (!mine.equals(theirs)) {
                differences.add(path.equals(DATA) ? "other data" : path + " " + theirs + " → " + mine);
            }
        }
        Map<String, String> inputs = new LinkedHashMap<>();
        for (InputRef input : other.manifest().getInputs()) {
            inputs.put(input.getName(), input.getKey());
        }
        for (NodeInput input : node.inputs()) {
            if (!input.key().equals(inputs.get(input.role()))) {
                differences.add("other " + input.name());
            }
        }
        return differences;
    }

    /**
     * {@code {"a": {"b": 1}}} as {@code a.b → 1}, with lists as values; empty for invalid JSON of a damaged manifest.
     */
    private static Optional<Map<String, String>> leaves(String json) {
        try {
            Map<String, String> leaves = new TreeMap<>();
            collect(JSON.readTree(json), "", leaves);
            return Optional.of(leaves);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static void collect(JsonNode node, String path, Map<String, String> leaves) {
        if (node.isObject()) {
            node.fields()
                    .forEachRemaining(field -> collect(
                            field.getValue(), path.isEmpty() ? field.getKey() : path + "." + field.getKey(), leaves));
        } else {
            leaves.put(path, node.isTextual() ? node.textValue() : node.toString());
        }
    }
}
