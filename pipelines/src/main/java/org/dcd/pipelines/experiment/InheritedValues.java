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
 * Adapts what an experiment takes over from its bases, or from the file that {@code --set} or a sweep changes, where it
 * does not fit the change, and keeps a notice of it. What is given together with the change, or by it, stays as it is
 * and may be refused.
 */
final class InheritedValues {
    private static final String EXPECT = "expect";
    private static final String TRENDS = SweepAxes.KEY + "." + SweepAxes.EXPECT;
    private static final String KIMG = "distillation.training.kimg";
    private static final String SELECT_FROM = "distillation.training.select-from-kimg";
    /** What tells which scores there are. */
    private static final List<String> SCORED = List.of(
            "scoring.rows",
            "scoring.metrics",
            "scoring.analyses",
            "restoration.methods",
            "restoration.metrics",
            "distillation.training.keep-candidates");

    /** Lists of expectations that were written before the scores were changed. */
    private final Set<YamlNode> outdated = Collections.newSetFromMap(new IdentityHashMap<>());

    private final List<String> notices = new ArrayList<>();

    /** For a point of a sweep, which adapts more. */
    InheritedValues copy() {
        InheritedValues copy = new InheritedValues();
        copy.outdated.addAll(outdated);
        copy.notices.addAll(notices);
        return copy;
    }

    /** What was adapted, for the user. */
    List<String> notices() {
        return List.copyOf(notices);
    }

    /** A map with others over it, adapted to them. */
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

    /** The kimg from which candidates are eligible keeps its share of a shorter training. */
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
        String taken = Numbers.canonical(share);
        notices.add(SELECT_FROM + " is taken as " + taken + ", the same share of " + Numbers.canonical(is.getAsDouble())
                + " kimg as " + Numbers.canonical(from.getAsDouble()) + " was of "
                + Numbers.canonical(was.getAsDouble()) + "; give it together with kimg to choose otherwise");
        return after.overlaid(YamlNode.Mapping.nested(SELECT_FROM, new YamlNode.Scalar(kimg.location(), taken, true, 0)));
    }

    /** A complete experiment without those inherited expectations whose scores are no longer made. */
    YamlNode.Mapping withoutUnscored(YamlNode.Mapping whole) {
        if (!(at(whole, EXPECT) instanceof YamlNode.Sequence claims) || !outdated.contains(claims)) {
            return whole;
        }
        Map<String, YamlNode.Entry> others = new LinkedHashMap<>(whole.entries());
        others.remove(EXPECT);
        Experiment bare = Binder.bind(Experiment.class, new YamlNode.Mapping(whole.location(), others));
        List<YamlNode> kept = new ArrayList<>();
        for (int i = 0; i < claims.items().size(); i++) {
            YamlNode item = claims.items().get(i);
            String name = EXPECT + "[" + i + "]";
            Expectation claim = (Expectation) Scalars.bind(Expectation.class, item, name);
            Optional<String> missing = bare.whyNotScored(name, claim);
            if (missing.isPresent()) {
                leaveOut(item, missing.get());
            } else {
                kept.add(item);
            }
        }
        return whole.with(EXPECT, new YamlNode.Sequence(claims.location(), kept));
    }

    /** Whether what a sweep expects of its points was written before the scores were changed. */
    boolean isOutdated(YamlNode trends) {
        return outdated.contains(trends);
    }

    void leaveOut(YamlNode claim, String why) {
        notices.add("'" + claim.inline() + "' at " + claim.location() + " is left out: " + why);
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

    /** What stands at a dotted key; null when nothing does. */
    private static YamlNode at(YamlNode.Mapping root, String key) {
        YamlNode at = root;
        for (String word : key.split("\\.")) {
            at = at instanceof YamlNode.Mapping mapping ? mapping.value(word).orElse(null) : null;
        }
        return at;
    }
}
