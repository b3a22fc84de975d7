package org.dcd.schemas.documentation;

import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.TextTree;
import java.util.List;
import java.util.Map;

/** Javadoc without markup, on one line. */
final class PlainText {
    private static final Map<String, String> ENTITIES = Map.of("lt", "<", "gt", ">", "amp", "&", "nbsp", " ");

    private PlainText() {}

    static String of(List<? extends DocTree> parts) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(of(part)));
        return text.toString().replaceAll("\\s+", " ").strip();
    }

    private static String of(DocTree part) {
        if (part instanceof TextTree text) {
            return text.getBody();
        }
        if (part instanceof LiteralTree literal) {
            return literal.getBody().getBody();
        }
        if (part instanceof LinkTree link) {
            return link.getLabel().isEmpty() ? reference(link.getReference().getSignature()) : of(link.getLabel());
        }
        if (part instanceof EntityTree entity) {
            return ENTITIES.getOrDefault(entity.getName().toString(), entity.toString());
        }
        return " "; // an HTML tag
    }

    /** {@code org.dcd.A#b} as {@code A.b}. */
    private static String reference(String signature) {
        int hash = signature.indexOf('#');
        String type = hash < 0 ? signature : signature.substring(0, hash);
        String member = hash < 0 ? "" : signature.substring(hash + 1);
        String simple = type.substring(type.lastIndexOf('.') + 1);
        return simple.isEmpty() || member.isEmpty() ? simple + member : simple + "." + member;
    }
}
