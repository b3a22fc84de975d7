package org.dcd.pipelines.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Urls;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the tree of one YAML document from parser events. {@code Compose} of the library recurses without a limit on
 * depth: a file of brackets would overflow the stack.
 */
final class YamlParser {
    static final int MOST_NODES = 10_000;
    static final int MOST_DEPTH = 40;

    private record Anchored(YamlNode node, int size) {}

    private final SourceLocation start;
    private final Iterator<Event> events;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int nodes;

    private YamlParser(String text, SourceLocation start) {
        this.start = start;
        LoadSettings settings = LoadSettings.builder().setLabel(start.source()).build();
        events = new Parse(settings).parseString(text).iterator();
    }

    /** The document; empty when there is nothing but comments. */
    static Optional<YamlNode> parse(String text, SourceLocation start) {
        try {
            return new YamlParser(text, start).document();
        } catch (MarkedYamlEngineException e) {
            SourceLocation location = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(mark -> start.at(mark.getLine() + 1, mark.getColumn() + 1))
                    .orElse(start);
            String context = e.getContext() == null ? "" : e.getContext() + ", ";
            throw refused(location, context + e.getProblem());
        } catch (YamlEngineException e) {
            throw refused(start, e.getMessage());
        }
    }

    private static BadInputException refused(SourceLocation location, String problem) {
        String line = problem.replaceAll("\\s+", " ").strip();
        return location.error("not valid YAML: " + line + "; check quotes, brackets and indentation around here");
    }

    private Optional<YamlNode> document() {
        events.next();
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            return Optional.empty();
        }
        YamlNode root = node(events.next(), "", 0);
        events.next();
        Event after = events.next();
        if (after.getEventId() != Event.ID.StreamEnd) {
            throw location(after)
                    .error("a second document starts here; one file holds one experiment, remove the rest");
        }
        return Optional.of(root);
    }

    private YamlNode node(Event event, String path, int depth) {
        int before = nodes++;
        if (event instanceof AliasEvent alias) {
            Anchored anchored = anchors.get(alias.getAlias());
            if (anchored == null) {
                throw location(event)
                        .error(path, "alias *" + alias.getAlias() + " has no finished anchor before it; write it out");
            }
            nodes += anchored.size;
            limit(event, path, depth);
            return anchored.node;
        }
        limit(event, path, depth);
        refuseTag(event, path);
        YamlNode node = event instanceof ScalarEvent scalar
                ? scalar(scalar)
                : event.getEventId() == Event.ID.SequenceStart
                        ? sequence(event, path, depth)
                        : mapping(event, path, depth);
        ((NodeEvent) event).getAnchor().ifPresent(name -> anchors.put(name, new Anchored(node, nodes - before)));
        return node;
    }

    private void limit(Event event, String path, int depth) {
        if (nodes > MOST_NODES) {
            throw location(event)
                    .error(path, "more than " + MOST_NODES + " values, with aliases expanded; remove some");
        }
        if (depth > MOST_DEPTH) {
            throw location(event).error("nested deeper than " + MOST_DEPTH + " levels; check the brackets");
        }
    }

    private void refuseTag(Event event, String path) {
        Optional<String> tag =
                event instanceof ScalarEvent scalar ? scalar.getTag() : ((CollectionStartEvent) event).getTag();
        if (tag.isPresent()) {
            throw location(event).error(path, "tag " + Names.show(tag.get()) + " is not supported; remove it");
        }
    }

    private YamlNode.Scalar scalar(ScalarEvent event) {
        String text = event.getValue();
        boolean plain = event.getScalarStyle() == ScalarStyle.PLAIN;
        int quote = plain ? 0 : 1;
        int written = event.getEndMark().map(Mark::getIndex).orElse(0)
                - event.getStartMark().map(Mark::getIndex).orElse(0);
        boolean literal = written == text.codePointCount(0, text.length()) + 2 * quote;
        SourceLocation location = location(event);
        // values get into records and reports; URLs in them are never requested, so they need no secrets
        String kept = Urls.withoutSecrets(text);
        int column = literal && kept.equals(text) && !location.isSet() ? location.column() + quote : 0;
        return new YamlNode.Scalar(location, kept, plain, column);
    }

    private YamlNode sequence(Event start, String path, int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, path + "[" + items.size() + "]", depth + 1));
        }
        return new YamlNode.Sequence(location(start), items);
    }

    private YamlNode mapping(Event start, String path, int depth) {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            SourceLocation location = location(event);
            if (!(event instanceof ScalarEvent)) {
                throw location.error(path, "a key must be a plain word; write key: value");
            }
            String key = ((YamlNode.Scalar) node(event, path, depth + 1)).text();
            String child = Names.join(path, key);
            YamlNode.Entry first = entries.get(key);
            if (first != null) {
                throw location.error(child, "duplicate key, already given at " + first.location() + "; remove one");
            }
            entries.put(key, new YamlNode.Entry(location, node(events.next(), child, depth + 1)));
        }
        return new YamlNode.Mapping(location(start), entries);
    }

    private SourceLocation location(Event event) {
        return event.getStartMark()
                .map(mark -> start.at(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(start);
    }
}
