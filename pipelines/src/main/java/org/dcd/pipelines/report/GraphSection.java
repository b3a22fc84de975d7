package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.text;
import static org.dcd.pipelines.report.Html.with;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dcd.pipelines.report.GraphLayout.Place;
import org.dcd.pipelines.report.StageFacts.Reuse;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.Count;
import org.dcd.transforms.stage.StageKinds;

/** Drawing of the stage graph with durations and cached stages. */
final class GraphSection {
    private static final int NODE_WIDTH = 150;
    private static final int NODE_HEIGHT = 46;
    private static final int COLUMN = NODE_WIDTH + 28;
    private static final int PITCH = NODE_HEIGHT + 14;

    private GraphSection() {}

    static Html of(List<StageFacts> stages, double totalSeconds) {
        long cached =
                stages.stream().filter(stage -> stage.reuse() == Reuse.CACHED).count();
        boolean known = stages.stream().anyMatch(stage -> stage.reuse() != Reuse.UNKNOWN);
        String reuse = known
                ? " This run reused " + Count.of(cached, "stage") + " from the store (dashed) and computed "
                        + (stages.size() - cached)
                        + "."
                : "";
        return Section.of(
                "graph",
                "Stage graph",
                styled(
                        "p",
                        "quiet",
                        Count.of(stages.size(), "stage") + ", " + FormattedNumbers.duration(totalSeconds)
                                + " in total; bars show the share of each stage." + reuse
                                + " Edges that follow from other edges are omitted."),
                Section.scrolling("Stage graph", drawing(stages, totalSeconds)));
    }

    private static Html drawing(List<StageFacts> stages, double totalSeconds) {
        Map<String, StageFacts> byName = new LinkedHashMap<>();
        stages.forEach(stage -> byName.put(stage.name(), stage));
        Map<String, List<String>> inputs = new LinkedHashMap<>();
        Map<String, String> names = new HashMap<>();
        stages.forEach(stage -> names.put(stage.manifest().getKey(), stage.name()));
        byName.keySet().forEach(name -> visit(name, byName, names, inputs));
        GraphLayout layout = new GraphLayout(inputs, ends(stages), PITCH);
        List<Html> edges = new ArrayList<>();
        List<Html> nodes = new ArrayList<>();
        for (Place place : layout.places()) {
            place.after.forEach(next -> edges.add(edge(place, next)));
            if (place.isNode()) {
                nodes.add(node(byName.get(place.name), place, totalSeconds));
            } else {
                edges.add(element(
                        "path",
                        with(
                                "d",
                                "M" + point(left(place), place.y) + "H" + FormattedNumbers.coordinate(right(place)))));
            }
        }
        double width = layout.layerCount() * COLUMN - (COLUMN - NODE_WIDTH) + 2;
        double height = layout.height() - (PITCH - NODE_HEIGHT) + 2;
        return element(
                "svg",
                is("graph"),
                with(
                        "viewBox",
                        "-1 " + FormattedNumbers.coordinate((PITCH - NODE_HEIGHT) / 2.0 - 1) + " "
                                + FormattedNumbers.coordinate(width) + " " + FormattedNumbers.coordinate(height)),
                with("style", "--width:" + FormattedNumbers.coordinate(width) + "px"),
                with("role", "img"),
                with(
                        "aria-label",
                        "Graph of " + Count.of(stages.size(), "stage") + "; the table of stages below has the same"
                                + " content"),
                element("g", is("edges"), Html.join(edges)),
                Html.join(nodes));
    }

    private static Set<String> ends(List<StageFacts> stages) {
        return stages.stream()
                .filter(stage -> StageKinds.writesScores(stage.kind()))
                .map(StageFacts::name)
                .collect(Collectors.toSet());
    }

    /**
     * Adds a stage after its inputs.
     *
     * @param names of stages by key
     */
    private static void visit(
            String name, Map<String, StageFacts> byName, Map<String, String> names, Map<String, List<String>> inputs) {
        if (inputs.containsKey(name)) {
            return;
        }
        List<String> sources = byName.get(name).manifest().getInputs().stream()
                .map(input -> names.get(input.getKey()))
                .filter(source -> source != null && !source.equals(name))
                .distinct()
                .toList();
        sources.forEach(source -> visit(source, byName, names, inputs));
        inputs.put(name, sources);
    }

    private static Html node(StageFacts stage, Place place, double totalSeconds) {
        double seconds = stage.manifest().getSeconds();
        double share = totalSeconds > 0 ? Math.min(1, seconds / totalSeconds) : 0;
        boolean qualified = stage.name().startsWith(stage.kind() + ":");
        String title = qualified ? stage.name().substring(stage.kind().length() + 1) : stage.name();
        String reuse = stage.reuse() == Reuse.CACHED ? " · cached" : "";
        double top = place.y - NODE_HEIGHT / 2.0;
        return element(
                "g",
                is("node kind-" + stage.kind() + (stage.reuse() == Reuse.CACHED ? " cached" : "")),
                with("transform", "translate(" + point(left(place), top) + ")"),
                element("title", stage.name() + ", " + FormattedNumbers.duration(seconds) + reuse),
                box("frame", 0, 0, NODE_WIDTH, NODE_HEIGHT),
                box("stripe", 0, 8, 3, NODE_HEIGHT - 16),
                label("name", 12, 19, title),
                label(
                        "detail",
                        12,
                        35,
                        (qualified ? stage.kind() + " · " : "") + FormattedNumbers.duration(seconds) + reuse),
                share < 0.02 ? Html.NOTHING : box("share", 12, NODE_HEIGHT - 5, share * (NODE_WIDTH - 24), 2));
    }

    private static Html box(String style, double x, double y, double width, double height) {
        return element(
                "rect",
                is(style),
                with("x", x),
                with("y", y),
                with("width", width),
                with("height", height),
                with("rx", style.equals("frame") ? 7 : 1));
    }

    private static Html label(String style, double x, double y, String words) {
        return element("text", is(style), with("x", x), with("y", y), text(words));
    }

    private static Html edge(Place from, Place to) {
        double middle = (right(from) + left(to)) / 2;
        return element(
                "path",
                with(
                        "d",
                        "M" + point(right(from), from.y) + "C" + point(middle, from.y) + " " + point(middle, to.y) + " "
                                + point(left(to), to.y)));
    }

    private static double left(Place place) {
        return (double) place.layer * COLUMN;
    }

    private static double right(Place place) {
        return left(place) + NODE_WIDTH;
    }

    private static String point(double x, double y) {
        return FormattedNumbers.coordinate(x) + "," + FormattedNumbers.coordinate(y);
    }
}
