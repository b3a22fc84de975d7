package org.dcd.pipelines.report;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dcd.pipelines.result.FormattedNumbers;

/**
 * HTML that is safe by construction: text and attribute values are escaped; only {@link #trusted} inserts markup.
 *
 * @param markup finished markup
 */
record Html(String markup) implements HtmlPart {
    private static final Set<String> VOID = Set.of("meta", "link", "img", "br");

    record Attribute(String name, String value) implements HtmlPart {}

    static final Html NOTHING = new Html("");

    static Html element(String tag, HtmlPart... parts) {
        StringBuilder markup = new StringBuilder("<").append(tag);
        for (HtmlPart part : parts) {
            if (part instanceof Attribute attribute) {
                markup.append(' ')
                        .append(attribute.name())
                        .append("=\"")
                        .append(escape(attribute.value()))
                        .append('"');
            }
        }
        markup.append('>');
        for (HtmlPart part : parts) {
            if (part instanceof Html html) {
                markup.append(html.markup());
            }
        }
        return new Html(VOID.contains(tag) ? markup.toString() : markup + "</" + tag + ">");
    }

    static Html element(String tag, String text) {
        return element(tag, text(text));
    }

    static Html styled(String tag, String style, String text) {
        return element(tag, is(style), text(text));
    }

    static Attribute with(String name, String value) {
        return new Attribute(name, value);
    }

    static Attribute with(String name, double value) {
        return new Attribute(name, FormattedNumbers.coordinate(value));
    }

    /** The class attribute. */
    static Attribute is(String style) {
        return new Attribute("class", style);
    }

    static Html text(String text) {
        return new Html(escape(text));
    }

    static Html join(List<Html> parts) {
        return new Html(parts.stream().map(Html::markup).collect(Collectors.joining("\n")));
    }

    static Html join(Html... parts) {
        return join(List.of(parts));
    }

    /** Inserts markup without escaping. Only for the style sheets and scripts of this project. */
    static Html trusted(String markup) {
        return new Html(markup);
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
            }
        }
        return escaped.toString();
    }
}
