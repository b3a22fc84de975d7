package org.dcd.pipelines.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Adapts inherited values to overrides. Values of a base file, or of the file that {@code --set} or a sweep changes,
 * may not fit the override: expectations of scores that are no longer computed are dropped, and the start of the
 * selection is scaled with a shorter training. Each adaptation leaves a notice. Values that are given beside the
 * override, or by it, are not adapted and may be refused.
 */
final class InheritedValues {
    private static final String EXPECT = "expect";
    private static final String TRENDS = SweepAxes.KEY + "." + SweepAxes.EXPECT;
    private static final String KIMG = "distillation.training.kimg";
    private static final String SELECT_FROM = "distillation.training.select-from-kimg";
    /** Keys that decide which scores are computed. */
    private static final List<String> SCORED = List.of(
            "scoring.rows",
            "scoring.metrics",
            "scoring.analyses",
            "restoration.methods",
            "restoration.metrics",
            "distillation.training.keep-candidates");

    /** Lists of expectations that are inherited while an override changes the scores. Compared by identity. */
    private final Set<YamlNode> outdated = Collections.newSetFromMap(new IdentityHashMap<>());

    private final List<String> notices = new ArrayList<>();

    /** A copy for one point of a sweep, whose settings may need more adaptations. */
    InheritedValues copy() {
        InheritedValues copy = new InheritedValues();
        copy.outdated.addAll(outdated);
        copy.notices.addAll(notices);
        return copy;
    }

    /** One notice for the user for each adaptation. */
    List<String> notices() {
        return List.copyOf(notices);
    }

    /**
     * Adapts the result of an override.
     *
     * @param before the map before the override
     * @param after the map with the override
     */
    YamlNode.Mapping adapted(YamlNode.Mapping before, YamlNode.Mapping after) {
        boolean rescored = SCORED.stream().anyMatch(key -> at(before, key) != at(after, key));
        for (String claims : List.of(EXPECT, TRENDS)) {
            YamlNode inherited = at(before, claims);
            if (rescored && inherited != null && inherited == at(after, claims)) {
                outdated.add(inherited);
            }
        }
        return withSelection(before, after);
    }

    /** Scales the start of the selection with a shorter training, in proportion. */
    private YamlNode.Mapping withSelection(YamlNode.Mapping before, YamlNode.Mapping after) {
        YamlNode kimg = at(after, KIMG);
        YamlNode inherited = at(before, SELECT_FROM);
        if (inherited == null || inherited != at(after, SELECT_FROM) || kimg == at(before, KIMG)) {
            return after;
        }
        OptionalDouble from = number(inherited);
        OptionalDouble was = number(at(before, KIMG));
        OptionalDouble is = number(kimg);
        if (from.isEmpty()
                || was.isEmpty()
                || is.isEmpty()
                || !(from.getAsDouble() > is.getAsDouble() && from.getAsDouble() <= was.getAsDouble())) {
            return after;
        }
        double share = Math.min(is.getAsDouble(), from.getAsDouble() * is.getAsDouble() / was.getAsDouble());
        String scaled = Numbers.canonical(share);
        notices.add(SELECT_FROM + " is scaled from " + Numbers.canonical(from.getAsDouble()) + " to " + scaled
                + ", as kimg is " + Numbers.canonical(is.getAsDouble()) + " instead of "
                + Numbers.canonical(was.getAsDouble()) + "; set it together with kimg to choose another value");
        return after.overlaid(
                YamlNode.Mapping.nested(SELECT_FROM, new YamlNode.Scalar(kimg.location(), scaled, true, 0)));
    }

    /**
     * The experiment of a complete file, without those inherited expectations whose scores are no longer computed.
     *
     * @param binder binder of all points of a sweep
     */
    Experiment bind(YamlNode.Mapping whole, Binder binder) {
        if (!(at(whole, EXPECT) instanceof YamlNode.Sequence claims) || !outdated.contains(claims)) {
            return binder.record(Experiment.class, whole);
        }
        Map<String, YamlNode.Entry> others = new LinkedHashMap<>(whole.entries());
        others.remove(EXPECT);
        Experiment bare = binder.record(Experiment.class, new YamlNode.Mapping(whole.location(), others));
        AvailableScores scores = AvailableScores.of(bare);
        List<Expectation> kept = new ArrayList<>();
        for (int i = 0; i < claims.items().size(); i++) {
            YamlNode item = claims.items().get(i);
            String name = EXPECT + "[" + i + "]";
            Expectation claim = (Expectation) Scalars.bind(Expectation.class, item, name);
            Optional<String> missing = scores.whyMissing(name, claim);
            if (missing.isPresent()) {
                drop(item, missing.get());
            } else {
                kept.add(claim);
            }
        }
        return bare.expecting(kept);
    }

    /** Whether the expectations of a sweep are inherited while an override changes the scores. */
    boolean isOutdated(YamlNode trends) {
        return outdated.contains(trends);
    }

    void drop(YamlNode claim, String why) {
        notices.add("expectation '" + claim.inline() + "' at " + claim.location() + " is dropped: " + why);
    }

    private static OptionalDouble number(YamlNode node) {
        try {
            return node instanceof YamlNode.Scalar scalar && scalar.plain()
                    ? OptionalDouble.of(Numbers.decimal(scalar.text()))
                    : OptionalDouble.empty();
        } catch (IllegalArgumentException e) {
            return OptionalDouble.empty();
        }
    }

    /** The value at a dotted key; null where there is none. */
    private static YamlNode at(YamlNode.Mapping root, String key) {
        YamlNode at = root;
        for (String word : key.split("\\.")) {
            at = at instanceof YamlNode.Mapping mapping ? mapping.value(word).orElse(null) : null;
        }
        return at;
    }
}
