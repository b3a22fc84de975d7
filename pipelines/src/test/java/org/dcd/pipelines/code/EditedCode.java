package org.dcd.pipelines.code;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Sources of the project, edited and compiled into a folder that comes first on the class path. */
public final class EditedCode {
    private EditedCode() {}

    /**
     * The program with one class edited.
     *
     * @param source file from the root of the project
     * @param from text that is there
     * @param to what takes its place
     * @param into an empty folder
     * @param options of the compiler
     */
    public static CodeVersions edit(String source, String from, String to, Path into, String... options)
            throws IOException {
        String text = Files.readString(Path.of("..").resolve(source));
        if (!text.contains(from)) {
            throw new IllegalArgumentException(source + " has no '" + from + "'");
        }
        Path edited = into.resolve("src").resolve(Path.of(source).getFileName());
        Files.createDirectories(edited.getParent());
        Files.writeString(edited, text.replace(from, to));
        compile(List.of(edited), into.resolve("classes"), options);
        return with(into.resolve("classes"));
    }

    /** The program with the classes of a folder in place of its own. */
    static CodeVersions with(Path classes) {
        CodeBase own = CodeBase.ofThisProject();
        List<Path> places = new ArrayList<>(List.of(classes));
        places.addAll(own.places());
        return new CodeVersions(new CodeBase(own.prefix(), places), Ledger.ofThisProject());
    }

    static void compile(List<Path> sources, Path into, String... options) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Files.createDirectories(into);
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"), "-d", into.toString()));
        arguments.addAll(List.of(options));
        StringWriter messages = new StringWriter();
        boolean done = compiler.getTask(
                        messages,
                        null,
                        null,
                        arguments,
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjectsFromPaths(sources))
                .call();
        if (!done) {
            throw new AssertionError(messages.toString());
        }
    }
}
