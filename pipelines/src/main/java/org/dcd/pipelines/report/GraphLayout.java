package org.dcd.pipelines.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Layered layout of a small acyclic graph from left to right (Sugiyama et al. 1981). Layers follow the longest path,
 * transitive edges are omitted, long edges are bundled through way points in every layer, and the barycentre heuristic
 * reduces crossings. The Eclipse Layout Kernel does more, but with EMF and Guava it adds 8 MB to the jar that every
 * cluster job uploads.
 */
final class GraphLayout {
    private static final int SWEEPS = 12;

    /** A node, or a way point of a long edge when {@code name} is null. */
    static final class Place {
        final String name;
        final int layer;
        final double height;
        double y;
        final List<Place> before = new ArrayList<>();
        final List<Place> after = new ArrayList<>();

        Place(String name, int layer, double height) {
            this.name = name;
            this.layer = layer;
            this.height = height;
        }

        boolean isNode() {
            return name != null;
        }
    }

    private final Map<String, Place> nodes = new LinkedHashMap<>();
    private final List<List<Place>> layers = new ArrayList<>();

    /**
     * Computes the layout.
     *
     * @param inputs the inputs of each node by name, in topological order
     * @param ends nodes without successors, which are placed in the last layer and show all of their inputs
     * @param pitch height of a node including the gap
     */
    GraphLayout(Map<String, List<String>> inputs, Set<String> ends, double pitch) {
        Map<String, Set<String>> ancestors = new LinkedHashMap<>();
        Map<String, Integer> depths = new LinkedHashMap<>();
        inputs.forEach((name, sources) -> {
            Set<String> all = new HashSet<>(sources);
            sources.forEach(source -> all.addAll(ancestors.get(source)));
            ancestors.put(name, all);
            depths.put(name, 1 + sources.stream().mapToInt(depths::get).max().orElse(-1));
        });
        int last = depths.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        inputs.forEach((name, sources) -> {
            Place node = add(new Place(name, ends.contains(name) ? last : depths.get(name), pitch));
            nodes.put(name, node);
            sources.stream()
                    .distinct()
                    .filter(source -> ends.contains(name)
                            || sources.stream()
                                    .noneMatch(other -> ancestors.get(other).contains(source)))
                    .forEach(source -> connect(nodes.get(source), node, pitch / 3));
        });
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i < layers.size(); i++) {
                arrange(layers.get(down ? i : layers.size() - 1 - i), down);
            }
        }
        double top = places().stream()
                .mapToDouble(place -> place.y - place.height / 2)
                .min()
                .orElse(0);
        places().forEach(place -> place.y -= top);
    }

    Place node(String name) {
        return nodes.get(name);
    }

    List<Place> places() {
        return layers.stream().flatMap(List::stream).toList();
    }

    int layerCount() {
        return layers.size();
    }

    double height() {
        return places().stream()
                .mapToDouble(place -> place.y + place.height / 2)
                .max()
                .orElse(0);
    }

    private Place add(Place place) {
        while (layers.size() <= place.layer) {
            layers.add(new ArrayList<>());
        }
        List<Place> layer = layers.get(place.layer);
        place.y = layer.stream().mapToDouble(other -> other.height).sum() + place.height / 2;
        layer.add(place);
        return place;
    }

    /** Connects two nodes. Long edges from one source share their way points and separate at the end. */
    private void connect(Place from, Place to, double height) {
        Place last = from;
        for (int layer = from.layer + 1; layer < to.layer; layer++) {
            Place before = last;
            last = last.after.stream()
                    .filter(place -> !place.isNode())
                    .findFirst()
                    .orElseGet(() -> link(before, add(new Place(null, before.layer + 1, height))));
        }
        link(last, to);
    }

    private static Place link(Place from, Place to) {
        from.after.add(to);
        to.before.add(from);
        return to;
    }

    /** Orders a layer by the mean position of the neighbours, then moves each place as close to it as possible. */
    private static void arrange(List<Place> layer, boolean down) {
        double[] wish = new double[layer.size()];
        Map<Place, Double> wishes = new LinkedHashMap<>();
        for (Place place : layer) {
            List<Place> near = down ? place.before : place.after;
            wishes.put(
                    place, near.stream().mapToDouble(other -> other.y).average().orElse(place.y));
        }
        layer.sort(Comparator.comparingDouble(wishes::get));
        for (int i = 0; i < wish.length; i++) {
            wish[i] = wishes.get(layer.get(i));
        }
        double[] pushedDown = wish.clone();
        for (int i = 1; i < wish.length; i++) {
            pushedDown[i] = Math.max(wish[i], pushedDown[i - 1] + distance(layer, i));
        }
        double[] pushedUp = wish.clone();
        for (int i = wish.length - 2; i >= 0; i--) {
            pushedUp[i] = Math.min(wish[i], pushedUp[i + 1] - distance(layer, i + 1));
        }
        for (int i = 0; i < wish.length; i++) {
            layer.get(i).y = (pushedDown[i] + pushedUp[i]) / 2;
        }
    }

    private static double distance(List<Place> layer, int i) {
        return (layer.get(i - 1).height + layer.get(i).height) / 2;
    }
}
