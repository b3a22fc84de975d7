package org.dcd.schemas.documentation;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ReferenceTree;
import com.sun.source.doctree.SeeTree;
import com.sun.source.util.DocTreePath;
import com.sun.source.util.DocTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.StandardLocation;

/**
 * Stores the Javadoc of records, interfaces and enums as resources, which {@link Documentation} reads at run time. So
 * the source and the help of the command line show the same text. Works with javac only; does nothing under another
 * compiler.
 */
@SupportedAnnotationTypes("*")
public final class DocumentationProcessor extends AbstractProcessor {
    private DocTrees trees;

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        try {
            trees = DocTrees.instance(environment);
        } catch (IllegalArgumentException e) {
            trees = null; // another compiler
        }
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        if (trees != null) {
            for (TypeElement type : ElementFilter.typesIn(round.getRootElements())) {
                SortedMap<String, String> words = new TreeMap<>();
                collect(type, words);
                if (!words.isEmpty()) {
                    write(type, words);
                }
            }
        }
        return false;
    }

    private void collect(TypeElement type, Map<String, String> words) {
        ElementKind kind = type.getKind();
        if (kind == ElementKind.RECORD || kind == ElementKind.INTERFACE || kind == ElementKind.ENUM) {
            String name = Documentation.key(
                    processingEnv.getElementUtils().getBinaryName(type).toString());
            documented(type, name, words);
            if (kind == ElementKind.ENUM) {
                ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                        .filter(field -> field.getKind() == ElementKind.ENUM_CONSTANT)
                        .forEach(constant -> documented(constant, name + "." + constant.getSimpleName(), words));
            }
        }
        ElementFilter.typesIn(type.getEnclosedElements()).forEach(inner -> collect(inner, words));
    }

    private void documented(Element element, String name, Map<String, String> words) {
        DocCommentTree comment = trees.getDocCommentTree(element);
        if (comment == null) {
            return;
        }
        put(words, name, PlainText.of(comment.getFullBody()));
        for (var tag : comment.getBlockTags()) {
            if (tag instanceof ParamTree param && !param.isTypeParameter()) {
                put(words, name + "." + param.getName(), PlainText.of(param.getDescription()));
            } else if (tag instanceof SeeTree see && see.getReference().get(0) instanceof ReferenceTree) {
                Element named = trees.getElement(new DocTreePath(
                        new DocTreePath(trees.getPath(element), comment),
                        see.getReference().get(0)));
                if (named instanceof TypeElement other) {
                    put(
                            words,
                            name + "#see",
                            processingEnv.getElementUtils().getBinaryName(other).toString());
                }
            }
        }
    }

    private static void put(Map<String, String> words, String key, String text) {
        if (!text.isEmpty()) {
            words.put(key, text);
        }
    }

    private void write(TypeElement type, SortedMap<String, String> words) {
        String file = Documentation.file(type.getQualifiedName().toString());
        try (Writer out = processingEnv
                .getFiler()
                .createResource(StandardLocation.CLASS_OUTPUT, "", file, type)
                .openWriter()) {
            // Properties.store would write the date, and builds would not be reproducible
            for (Map.Entry<String, String> entry : words.entrySet()) {
                out.write(entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\") + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
