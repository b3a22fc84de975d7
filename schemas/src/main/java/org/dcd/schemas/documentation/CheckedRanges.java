package org.dcd.schemas.documentation;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/**
 * The ranges that a record's constructor holds its components to: those of {@code Range.within} and
 * {@code Range.positive}, of refusals that say {@code must be in [0, 1]}, and of records that the constructor makes to
 * have them check. A bound that is not a constant is left out, as in {@code [0, ]}.
 */
final class CheckedRanges {
    private static final String NUMBER = "-?[0-9][0-9.]*(?:[eE]-?[0-9]+)?";
    private static final Pattern REFUSAL =
            Pattern.compile("(?:.*[. ])?([a-z0-9-]+) must be in ([\\[(]" + NUMBER + ", " + NUMBER + "[\\])]).*");
    /** What the check of that name allows. */
    private static final String POSITIVE = "(0, 1e9]";

    private final Trees trees;
    private final Elements elements;

    CheckedRanges(Trees trees, Elements elements) {
        this.trees = trees;
        this.elements = elements;
    }

    /** Ranges by component. */
    Map<String, String> of(TypeElement type) {
        Map<String, String> ranges = new LinkedHashMap<>();
        ClassTree tree = trees.getTree(type);
        if (tree != null) {
            for (Tree member : tree.getMembers()) {
                if (member instanceof MethodTree method && method.getReturnType() == null && method.getBody() != null) {
                    new Checks(type, ranges).scan(method.getBody(), null);
                }
            }
        }
        return ranges;
    }

    private static List<String> components(TypeElement type) {
        return ElementFilter.recordComponentsIn(type.getEnclosedElements()).stream()
                .map(RecordComponentElement::getSimpleName)
                .map(Object::toString)
                .toList();
    }

    private final class Checks extends TreeScanner<Void, Void> {
        private final TypeElement type;
        private final List<String> components;
        private final Map<String, String> ranges;

        Checks(TypeElement type, Map<String, String> ranges) {
            this.type = type;
            this.components = components(type);
            this.ranges = ranges;
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree lambda, Void unused) {
            return null; // of the items of a list
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
            List<? extends ExpressionTree> given = call.getArguments();
            if (call.getMethodSelect() instanceof MemberSelectTree check
                    && check.getExpression().toString().equals("Range")
                    && given.size() > 1) {
                String component = given.get(1).toString();
                if (check.getIdentifier().contentEquals("positive")) {
                    put(component, POSITIVE);
                } else if (given.size() == 4) {
                    put(component, "[" + figure(given.get(2)) + ", " + figure(given.get(3)) + "]");
                }
            }
            return super.visitMethodInvocation(call, unused);
        }

        @Override
        public Void visitNewClass(NewClassTree made, Void unused) {
            List<? extends ExpressionTree> given = made.getArguments();
            if (made.getIdentifier().toString().equals("IllegalArgumentException")) {
                refusal(given);
            } else {
                named(made.getIdentifier().toString()).ifPresent(other -> {
                    List<String> theirs = components(other);
                    CheckedRanges.this.of(other).forEach((component, range) -> {
                        int index = theirs.indexOf(component);
                        if (index >= 0 && index < given.size()) {
                            put(given.get(index).toString(), range);
                        }
                    });
                });
            }
            return super.visitNewClass(made, unused);
        }

        private void refusal(List<? extends ExpressionTree> given) {
            if (given.isEmpty()) {
                return;
            }
            StringBuilder start = new StringBuilder();
            for (ExpressionTree part : sum(given.get(0))) {
                Object value = constant(part);
                if (value == null) {
                    break;
                }
                start.append(value);
            }
            Matcher refusal = REFUSAL.matcher(start);
            if (refusal.matches()) {
                components.stream()
                        .filter(component -> kebab(component).equals(refusal.group(1)))
                        .forEach(component -> put(component, refusal.group(2)));
            }
        }

        private void put(String component, String range) {
            if (components.contains(component) && !range.equals("[, ]")) {
                ranges.putIfAbsent(component, range);
            }
        }

        private List<ExpressionTree> sum(ExpressionTree expression) {
            List<ExpressionTree> parts = new ArrayList<>();
            if (expression instanceof BinaryTree binary && binary.getKind() == Tree.Kind.PLUS) {
                parts.addAll(sum(binary.getLeftOperand()));
                parts.addAll(sum(binary.getRightOperand()));
            } else {
                parts.add(expression);
            }
            return parts;
        }

        /** A constant bound as files write it; empty for another. */
        private String figure(ExpressionTree bound) {
            Object value = constant(bound);
            if (!(value instanceof Number number)) {
                return "";
            }
            double exact = number.doubleValue();
            return exact == Math.rint(exact) && Math.abs(exact) < 1e15
                    ? Long.toString((long) exact)
                    : Double.toString(exact);
        }

        private Object constant(ExpressionTree expression) {
            if (expression instanceof LiteralTree literal) {
                return literal.getValue();
            }
            if (expression instanceof ParenthesizedTree inner) {
                return constant(inner.getExpression());
            }
            if (expression instanceof UnaryTree unary
                    && unary.getKind() == Tree.Kind.UNARY_MINUS
                    && constant(unary.getExpression()) instanceof Number number) {
                return -number.doubleValue();
            }
            if (expression instanceof IdentifierTree name) {
                return ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                        .filter(field -> field.getSimpleName().contentEquals(name.getName()))
                        .map(VariableElement::getConstantValue)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
            }
            return null;
        }

        /** A record of the same compilation by its simple name. */
        private Optional<TypeElement> named(String simple) {
            CompilationUnitTree unit = trees.getPath(type).getCompilationUnit();
            List<String> candidates = new ArrayList<>();
            candidates.add(elements.getPackageOf(type).getQualifiedName() + "." + simple);
            for (ImportTree line : unit.getImports()) {
                if (!line.isStatic() && line.getQualifiedIdentifier().toString().endsWith("." + simple)) {
                    candidates.add(line.getQualifiedIdentifier().toString());
                }
            }
            return candidates.stream()
                    .map(elements::getTypeElement)
                    .filter(found -> found != null && found.getKind() == ElementKind.RECORD)
                    .filter(found -> !found.equals(type))
                    .findFirst();
        }
    }

    private static String kebab(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
