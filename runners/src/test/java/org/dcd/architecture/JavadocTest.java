package org.dcd.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every public member of a public type has Javadoc, as javac's {@code -Xdoclint:missing/public} asks. The sources are
 * only parsed, which takes a tenth of the time. Not asked for: methods that override, and compact constructors, which
 * the Javadoc of their record describes.
 */
class JavadocTest {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    @ParameterizedTest
    @ValueSource(strings = {"schemas", "transforms", "pipelines", "runners"})
    void everyPublicMemberHasJavadoc(String module) throws IOException {
        try (StandardJavaFileManager files = COMPILER.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(Path.of("..", module, "src", "main", "java"))) {
            List<Path> java =
                    sources.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(java).isNotEmpty();
            assertThat(undocumented(files.getJavaFileObjectsFromPaths(java))).isEmpty();
        }
    }

    @Test
    void eachMemberWithoutJavadocIsFound() throws IOException {
        String source =
                """
                /** A type. */
                public record Sample(int size) {
                    public static final int MOST = 1;
                    public Sample { }
                    public Sample() { this(0); }
                    @Override public String toString() { return ""; }
                    public int twice() { return 2 * size; }
                    /** Has Javadoc. */
                    public int once() { return size; }
                    int inside() { return size; }
                    public enum Colour { RED }
                    interface Hidden { void run(); }
                    public interface Shown { void run(); }
                }
                class NotPublic { public void run() {} }
                """;
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Sample.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        assertThat(undocumented(List.of(file)))
                .containsExactly(
                        "Sample.java:3 MOST",
                        "Sample.java:5 <init>",
                        "Sample.java:7 twice",
                        "Sample.java:11 Colour",
                        "Sample.java:11 RED",
                        "Sample.java:13 Shown",
                        "Sample.java:13 run");
    }

    private static List<String> undocumented(Iterable<? extends JavaFileObject> sources) throws IOException {
        JavacTask task = (JavacTask) COMPILER.getTask(null, null, null, List.of("-proc:none"), null, sources);
        List<String> found = new ArrayList<>();
        for (CompilationUnitTree file : task.parse()) {
            new PublicMembers(DocTrees.instance(task), file, found).scan(file, null);
        }
        return found;
    }

    /** Visits what others can use: types and members that are public, in types that are. */
    private static final class PublicMembers extends TreePathScanner<Void, Void> {
        private final DocTrees trees;
        private final CompilationUnitTree file;
        private final List<String> found;

        PublicMembers(DocTrees trees, CompilationUnitTree file, List<String> found) {
            this.trees = trees;
            this.file = file;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (!isPublic(type.getModifiers())) {
                return null;
            }
            check(type, type.getSimpleName().toString());
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            boolean overrides = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            if (isPublic(method.getModifiers()) && !overrides && !isCompact(method)) {
                check(method, method.getName().toString());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void unused) {
            if (isPublic(field.getModifiers())) {
                check(field, field.getName().toString());
            }
            return null;
        }

        /** Members of interfaces are public unless they are private. */
        private boolean isPublic(ModifiersTree modifiers) {
            Tree outer = getCurrentPath().getParentPath().getLeaf();
            boolean ofInterface =
                    outer.getKind() == Tree.Kind.INTERFACE || outer.getKind() == Tree.Kind.ANNOTATION_TYPE;
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || ofInterface && !modifiers.getFlags().contains(Modifier.PRIVATE);
        }

        private boolean isCompact(MethodTree method) {
            ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
            if (type.getKind() != Tree.Kind.RECORD || !method.getName().contentEquals("<init>")) {
                return false;
            }
            // a compact constructor is written without parameters
            long end = trees.getSourcePositions().getStartPosition(file, method.getBody());
            long start = trees.getSourcePositions().getStartPosition(file, method);
            return !source().subSequence((int) start, (int) end).toString().contains("(");
        }

        private CharSequence source() {
            try {
                return file.getSourceFile().getCharContent(true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void check(Tree member, String name) {
            TreePath path = getCurrentPath();
            if (trees.getDocComment(path) == null) {
                long line = file.getLineMap()
                        .getLineNumber(trees.getSourcePositions().getStartPosition(file, member));
                found.add(Path.of(file.getSourceFile().toUri().getSchemeSpecificPart())
                                .getFileName() + ":" + line + " " + name);
            }
        }
    }
}
