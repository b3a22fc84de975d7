package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;

/** Examples in the documents work: Java compiles, experiment files are valid, commands parse, links have targets. */
class DocumentsTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    /** Modules that a user compiles against. */
    private static final List<String> MODULES = List.of("schemas", "transforms", "pipelines", "runners");
    /** Variables that snippets of statements may use. */
    private static final String GIVEN = "java.nio.file.Path dataset, java.nio.file.Path measurements,"
            + " org.apache.beam.sdk.options.PipelineOptions options";
    /** Types in snippets that are not in the sources of the project: those of libraries, and generated ones. */
    private static final List<String> LIBRARIES = List.of(
            "java.io.IOException",
            "java.nio.charset.StandardCharsets",
            "java.nio.file.Path",
            "java.time.Instant",
            "java.util.EnumSet",
            "java.util.List",
            "java.util.Map",
            "java.util.Optional",
            "java.util.function.UnaryOperator",
            "org.dcd.schemas.Measurement",
            "org.apache.beam.sdk.Pipeline",
            "org.apache.beam.sdk.coders.SerializableCoder",
            "org.apache.beam.sdk.options.PipelineOptions",
            "org.apache.beam.sdk.transforms.Create",
            "org.apache.beam.sdk.values.TypeDescriptor");

    /** Types of libraries that CONTRIBUTING and the decisions name. */
    private static final Set<String> TYPES_OF_OTHERS = Set.of("FileSystem", "PTransform");

    /** Replaces a pretrained network, which is not part of the project. */
    private static final String TRAINED = "$1training: {kimg: 1, batch: 8}\n"
            + "$1network: {type: song-unet, channels: 16, multipliers: [1], blocks: 1, attention: []}";

    private static final Pattern TYPE = Pattern.compile("(?m)^(public )?(final )?(record|class|interface|enum) (\\w+)");
    private static final Pattern INLINE = Pattern.compile("`([^`\n]+)`");
    /** A type by its simple name, with what belongs to it: a nested type, method or constant. */
    private static final Pattern TYPE_NAME = Pattern.compile("([A-Z]\\w*[a-z]\\w*)((?:\\.\\w+)*)(?:\\([^)]*\\))?");

    private static final Pattern DECLARED_TYPE =
            Pattern.compile("(?m)^[^*/\n]*\\b(?:class|record|interface|enum) (\\w+)");
    private static final Pattern PACKAGES_OF_PICTURE = Pattern.compile("<text class=\"name\"[^>]*>([^<]+)</text>");
    private static final Path ARCHITECTURE = PROJECT.resolve("docs/architecture.md");
    private static final Pattern METHOD = Pattern.compile("([A-Z]\\w+)\\.([a-z]\\w*)(\\([^)]*\\))?");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern COMMAND = Pattern.compile("(?:^|[^\\w./-])(?:\\./)?dcd( .*)?$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    @TempDir
    private Path folder;

    /** A block of code of a document. */
    private record Block(Path document, int line, String language, String text) {
        String place() {
            return PROJECT.relativize(document) + ":" + line;
        }
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String place : List.of("", "docs", "experiments")) {
            try (Stream<Path> files = place.isEmpty() ? Files.list(PROJECT) : Files.walk(PROJECT.resolve(place))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
            }
        }
        return documents;
    }

    private static List<Block> blocks(String... languages) throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path document : documents()) {
            List<String> lines = Files.readAllLines(document);
            int start = -1;
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).startsWith("```")) {
                    if (start >= 0) {
                        String text = String.join("\n", lines.subList(start + 1, i));
                        blocks.add(
                                new Block(document, start + 2, lines.get(start).substring(3), text));
                    }
                    start = start < 0 ? i : -1;
                }
            }
            assertThat(start).as("block that is not closed in " + document).isNegative();
        }
        return blocks.stream()
                .filter(block -> Set.of(languages).contains(block.language))
                .toList();
    }

    /** The text outside of blocks of code, with as many lines. */
    private static String prose(Path document) throws IOException {
        StringBuilder text = new StringBuilder();
        boolean inside = false;
        for (String line : Files.readAllLines(document)) {
            boolean fence = line.startsWith("```");
            text.append(inside || fence ? "" : line).append('\n');
            inside ^= fence;
        }
        return text.toString();
    }

    /** Classes of the project by simple name; public ones only are of use to others. */
    private static Map<String, Set<String>> classes() throws IOException {
        Map<String, Set<String>> classes = new TreeMap<>();
        for (String module : MODULES) {
            Path sources = PROJECT.resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                    String name = sources.relativize(file)
                            .toString()
                            .replace(file.getFileSystem().getSeparator(), ".");
                    String qualified = name.substring(0, name.length() - ".java".length());
                    classes.computeIfAbsent(
                                    qualified.substring(qualified.lastIndexOf('.') + 1), unknown -> new TreeSet<>())
                            .add(qualified);
                });
            }
        }
        return classes;
    }

    @TestFactory
    Stream<DynamicTest> javaCompilesAsAUsersCode() throws IOException {
        List<Block> blocks = blocks("java");
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(4);
        Map<String, Set<String>> classes = classes();
        return blocks.stream()
                .map(block -> DynamicTest.dynamicTest(block.place(), () -> assertThat(errors(block.text, classes))
                        .isEmpty()));
    }

    @Test
    void membersThatAreNotPublicDoNotCompile() throws IOException {
        assertThat(errors("StageKeys.key(null, null, null);", classes())).isNotEmpty();
        assertThat(errors("record Plain() implements Objective {}", classes())).isNotEmpty();
    }

    /** Errors of javac for a snippet in a package of its own, with imports of the types that it names. */
    private static List<String> errors(String snippet, Map<String, Set<String>> classes) {
        Matcher type = TYPE.matcher(snippet);
        boolean isType = type.find();
        String name = isType ? type.group(4) : "Snippet";
        Set<String> named = new TreeSet<>(List.of(snippet.split("\\W+")));
        List<String> imports = Stream.concat(
                        LIBRARIES.stream()
                                .filter(library -> named.contains(library.substring(library.lastIndexOf('.') + 1))),
                        named.stream()
                                .filter(word -> !word.equals(name))
                                .flatMap(word -> classes.getOrDefault(word, Set.of()).stream()))
                .map(qualified -> "import " + qualified + ";\n")
                .toList();
        String source = "package org.example;\n" + String.join("", imports)
                + (isType
                        ? snippet
                        : "class Snippet {\n  void run(" + GIVEN + ") throws Exception {\n" + snippet + "\n  }\n}");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///org/example/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        // the classes of the example plug-in refer to each other
        List<String> options = List.of(
                "-proc:none",
                "-Xlint:none",
                "-implicit:none",
                "-sourcepath",
                PROJECT.resolve("runners/src/test/plugin-example/src/main/java").toString(),
                "-cp",
                System.getProperty("java.class.path"));
        compiler.getTask(null, nowhere(compiler), found, options, null, List.of(file))
                .call();
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getMessage(Locale.ROOT) + " in: "
                        + source.lines()
                                .skip(Math.max(0, diagnostic.getLineNumber() - 1))
                                .findFirst()
                                .orElse(""))
                .toList();
    }

    /** A file manager that discards class files. */
    private static JavaFileManager nowhere(JavaCompiler compiler) {
        return new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("string:///" + name.replace('.', '/') + ".class"), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return OutputStream.nullOutputStream();
                    }
                };
            }
        };
    }

    @Test
    void methodsNamedInTextArePublic() throws IOException {
        Map<String, Set<String>> classes = classes();
        List<String> wrong = new ArrayList<>();
        int checked = 0;
        for (Path document : documents()) {
            if (document.equals(ARCHITECTURE)) {
                continue; // walks through methods that are not public
            }
            Matcher code = INLINE.matcher(prose(document));
            while (code.find()) {
                Matcher method = METHOD.matcher(code.group(1));
                if (method.matches() && classes.containsKey(method.group(1))) {
                    checked++;
                    if (classes.get(method.group(1)).stream().noneMatch(name -> isPublic(name, method.group(2)))) {
                        wrong.add(PROJECT.relativize(document) + ": " + code.group(1));
                    }
                }
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo(3);
        assertThat(wrong).isEmpty();
    }

    /** The page, CONTRIBUTING and the decisions may name types and members of the code, and no others. */
    @Test
    void typesAndMembersThatTheTextNamesExist() throws IOException {
        Map<String, Set<String>> declared = declaredTypes();
        List<Path> documents = new ArrayList<>(List.of(ARCHITECTURE, PROJECT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> decisions = Files.list(PROJECT.resolve("docs/decisions"))) {
            decisions.sorted().forEach(documents::add);
        }
        List<String> stale = new ArrayList<>();
        int checked = 0;
        for (Path document : documents) {
            Matcher code = INLINE.matcher(prose(document));
            while (code.find()) {
                Matcher name = TYPE_NAME.matcher(code.group(1));
                if (name.matches() && !TYPES_OF_OTHERS.contains(name.group(1))) {
                    checked++;
                    if (!exists(declared, name.group(1), name.group(2))) {
                        stale.add(PROJECT.relativize(document) + ": " + code.group(1));
                    }
                }
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo(60);
        assertThat(stale).isEmpty();
        assertThat(exists(declared, "Planner", ".plan")).isTrue();
        assertThat(exists(declared, "StageGraph", ".nothing")).isFalse();
        assertThat(exists(declared, "NoSuchType", "")).isFalse();
    }

    /** Sources by the simple names of the types that they declare, tests and nested types among them. */
    private static Map<String, Set<String>> declaredTypes() throws IOException {
        Map<String, Set<String>> declared = new TreeMap<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src"))) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    String source = Files.readString(file);
                    Matcher type = DECLARED_TYPE.matcher(source);
                    while (type.find()) {
                        declared.computeIfAbsent(type.group(1), unknown -> new TreeSet<>())
                                .add(source);
                    }
                }
            }
        }
        return declared;
    }

    private static boolean exists(Map<String, Set<String>> declared, String type, String members) {
        return declared.getOrDefault(type, Set.of()).stream().anyMatch(source -> Stream.of(members.split("\\."))
                .filter(member -> !member.isEmpty())
                .allMatch(member -> declares(source, member)));
    }

    /** A nested type, or a method, field or constant: a name after its type or among the constants of an enum. */
    private static boolean declares(String source, String member) {
        if (member.matches("[A-Z][A-Z0-9_]*")
                && Pattern.compile("(?m)^ +" + member + "\\b *[(,;{]")
                        .matcher(source)
                        .find()) {
            return true;
        }
        return Pattern.compile(
                        "(?m)^(?!\\s*(?:return|throw|new|else|yield|case|\\*|//))\\s*[\\w<>\\[\\],.?@ ]*[\\w>\\]] "
                                + member + "\\b\\s*[(={;<]")
                .matcher(source)
                .find();
    }

    @Test
    void messagesThatTheGuideToClustersExplainsAreInTheCode() throws IOException {
        StringBuilder code = new StringBuilder();
        for (String module : List.of("pipelines", "runners")) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    code.append(Files.readString(file));
                }
            }
        }
        String joined = code.toString().replaceAll("\"\\s*\\+\\s*\"", "");
        Matcher table = Pattern.compile("(?ms)^\\| message \\| what to do \\|\\n[^\\n]*\\n((?:\\|[^\\n]*\\n)+)")
                .matcher(Files.readString(PROJECT.resolve("docs/clusters.md")));
        assertThat(table.find()).isTrue();
        List<String> parts = table.group(1)
                .lines()
                .map(row -> row.split("\\|")[1])
                .flatMap(message -> Stream.of(message.split("…,?")))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
        assertThat(parts)
                .hasSizeGreaterThan(12)
                .allSatisfy(part -> assertThat(joined).as(part).contains(part));
    }

    @Test
    void packagesOfThePictureExist() throws IOException {
        Matcher name = PACKAGES_OF_PICTURE.matcher(Files.readString(PROJECT.resolve("docs/images/architecture.svg")));
        List<String> missing = new ArrayList<>();
        int packages = 0;
        while (name.find()) {
            for (String one : name.group(1).split(", ")) {
                packages++;
                boolean exists = MODULES.stream()
                        .anyMatch(module -> Files.isDirectory(PROJECT.resolve(module)
                                .resolve("src/main/java/org/dcd")
                                .resolve(module)
                                .resolve(one.replace('.', '/'))));
                if (!exists && !one.equals("others")) {
                    missing.add(one);
                }
            }
        }
        assertThat(packages).isGreaterThan(25);
        assertThat(missing).isEmpty();
    }

    private static boolean isPublic(String type, String method) {
        try {
            Class<?> named = Class.forName(type, false, DocumentsTest.class.getClassLoader());
            return Modifier.isPublic(named.getModifiers())
                    && Stream.of(named.getMethods()).anyMatch(m -> m.getName().equals(method));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> yamlIsAccepted() throws IOException {
        List<Block> blocks = blocks("yaml", "yml");
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(7);
        return blocks.stream().flatMap(block -> fragments(block.text).stream()
                .map(fragment -> DynamicTest.dynamicTest(
                        block.place() + " " + fragment.lines().findFirst().orElse(""),
                        () -> assertThat(refusal(fragment)).isEmpty())));
    }

    @Test
    void yamlWithAnUnknownKeyIsRefused() throws IOException {
        assertThat(refusal("restoration: {imagse: 250}")).contains("imagse");
        assertThat(refusal("runner: flink-cluster\nmastre: host:8081")).contains("mastre");
    }

    /** Splits a block that repeats a top-level key: it shows alternatives. */
    private static List<String> fragments(String block) {
        List<List<String>> fragments = new ArrayList<>(List.of(new ArrayList<>()));
        Set<String> keys = new TreeSet<>();
        for (String line : block.split("\n")) {
            Matcher key = Pattern.compile("([a-z][\\w-]*):.*").matcher(line);
            if (key.matches() && !keys.add(key.group(1))) {
                fragments.add(new ArrayList<>());
                keys.clear();
                keys.add(key.group(1));
            }
            fragments.get(fragments.size() - 1).add(line);
        }
        return fragments.stream().map(lines -> String.join("\n", lines)).toList();
    }

    /**
     * Why a profile of a runner, or keys laid over those of the quickstart, are not accepted; empty when they are. A
     * network that does not ship with the project is replaced by a training.
     */
    private String refusal(String yaml) throws IOException {
        try {
            if (yaml.startsWith("runner:")) {
                RunnerProfile.read(Files.writeString(folder.resolve("runner.yaml"), yaml));
                return "";
            }
            Set<String> keys = topKeys(yaml);
            String base = Files.readString(PROJECT.resolve("experiments/quickstart.yaml"));
            if (keys.contains("dataset") && !yaml.contains("held-out")) {
                base = base.replace(", held-out]", "]");
            }
            String whole = keys.contains("extends")
                    ? yaml.replaceAll("(?m)^extends: ", "extends: " + PROJECT.resolve("experiments") + "/")
                    : without(base, keys) + "\n" + yaml.replaceAll("(?m)^( +)from: .*\\.pkl$", TRAINED);
            ExperimentReader.readSweep(Files.writeString(folder.resolve("experiment.yaml"), whole), List.of());
            return "";
        } catch (BadInputException e) {
            return e.getMessage();
        }
    }

    private static Set<String> topKeys(String yaml) {
        return Pattern.compile("(?m)^([a-z][\\w-]*):")
                .matcher(yaml)
                .results()
                .map(key -> key.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String without(String yaml, Set<String> keys) {
        StringBuilder left = new StringBuilder();
        boolean leave = false;
        for (String line : yaml.split("\n")) {
            Matcher key = Pattern.compile("([a-z][\\w-]*):.*").matcher(line);
            leave = key.matches() ? keys.contains(key.group(1)) : leave;
            left.append(leave ? "" : line + "\n");
        }
        return left.toString();
    }

    @TestFactory
    Stream<DynamicTest> commandsInBlocksParse() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Block block : blocks("sh", "bash", "")) {
            String[] lines = block.text.split("\n");
            IntStream.range(0, lines.length)
                    .filter(i -> !block.language.isEmpty() || lines[i].startsWith("$ "))
                    .forEach(i -> command(lines[i])
                            .ifPresent(command -> tests.add(DynamicTest.dynamicTest(
                                    PROJECT.relativize(block.document) + ":" + (block.line + i) + " " + command,
                                    () -> parse(command, true)))));
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(25);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> commandsInTheTextParse() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path document : documents()) {
            Matcher code = INLINE.matcher(prose(document));
            while (code.find()) {
                String text = code.group(1);
                if (text.matches("(\\./)?dcd .*") && !text.endsWith("…")) {
                    for (String one : alternatives(text)) {
                        tests.add(DynamicTest.dynamicTest(
                                PROJECT.relativize(document) + " " + one,
                                () -> parse(command(one).orElseThrow(), false)));
                    }
                }
            }
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(30);
        return tests.stream();
    }

    /** {@code dcd cluster up|down} is two commands. */
    private static List<String> alternatives(String text) {
        Matcher words = Pattern.compile("[a-z]+(\\|[a-z]+)+").matcher(text);
        return words.find()
                ? Stream.of(words.group().split("\\|")).map(words::replaceFirst).toList()
                : List.of(text);
    }

    @TestFactory
    Stream<DynamicTest> examplesInTheHelpOfCommandsParse() {
        List<DynamicTest> tests = new ArrayList<>();
        examples(Dcd.commandLine(), tests);
        assertThat(tests).hasSizeGreaterThanOrEqualTo(50);
        return tests.stream();
    }

    private static void examples(CommandLine command, List<DynamicTest> tests) {
        for (String line : command.getCommandSpec().usageMessage().footer()) {
            if (line.startsWith("  ") && COMMAND.matcher(line).find()) {
                String example = line.strip().replaceFirst(" {3,}.*", "");
                tests.add(DynamicTest.dynamicTest(
                        example, () -> parse(command(example).orElseThrow(), true)));
            }
        }
        command.getSubcommands().values().forEach(sub -> examples(sub, tests));
    }

    @Test
    void wrongCommandsDoNotParse() {
        assertThatCode(() -> parse("run x.yaml --stroe y", true)).hasMessageContaining("--stroe");
        assertThatCode(() -> parse("store exprot", false)).hasMessageContaining("exprot");
        assertThatCode(() -> parse("run", true)).isInstanceOf(MissingParameterException.class);
        assertThatCode(() -> parse("run", false)).doesNotThrowAnyException();
    }

    /** The arguments of dcd in a line of a shell, without its comment; empty when the line is another command. */
    private static Optional<String> command(String line) {
        String bare = line.replaceFirst("\\s+#.*", "").replaceFirst("^source <\\((.*)\\)$", "$1");
        Matcher command = COMMAND.matcher(bare.replaceFirst("^[^|]*&& ", ""));
        return command.find() && !bare.startsWith("#") && !bare.startsWith("docker") && !bare.startsWith("kubectl")
                ? Optional.of(command.group(1) == null ? "" : command.group(1).strip())
                : Optional.empty();
    }

    /** @param whole whether nothing that the command needs may be left out */
    private static void parse(String arguments, boolean whole) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(arguments.replaceFirst("\\s[>|<].*", ""));
        while (word.find()) {
            words.add(Stream.of(word.group(1), word.group(2), word.group(3))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow());
        }
        try {
            Dcd.commandLine().parseArgs(words.toArray(String[]::new));
        } catch (MissingParameterException missing) {
            if (whole) {
                throw missing;
            }
        }
    }

    @Test
    void relativeLinksHaveTargets() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            Matcher link = LINK.matcher(prose(document));
            while (link.find()) {
                String target = link.group(1);
                if (target.matches("[a-z]+:.*")) {
                    continue;
                }
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
                if (!Files.exists(file) || parts.length > 1 && !headings(file).contains(parts[1])) {
                    broken.add(PROJECT.relativize(document) + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** Headings in the form of link targets. */
    private static Set<String> headings(Path document) throws IOException {
        return prose(document)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
