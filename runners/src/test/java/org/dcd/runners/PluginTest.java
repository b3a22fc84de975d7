package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcd.runners.plugin.Plugins;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plug-in from its sources to the results of a run, and plug-ins that cannot be used. */
class PluginTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");
    private static final Pattern TYPE = Pattern.compile("(?m)^public (?:final )?(?:record|class) (\\w+)");

    private static final Pattern STUB = Pattern.compile("package ([\\w.]+);\\s+.*?(?:class|interface) (\\w+)");

    @TempDir
    private static Path folder;

    private static Path plugin;
    private static Path experiment;
    /** Filled by a run of the experiment. */
    private static Path store;

    private static String output;

    @BeforeAll
    static void runExperiment() throws Exception {
        plugin = PluginProject.example().build(folder.resolve("plugin.jar"));
        experiment = PluginProject.writeExperiment(folder);
        store = folder.resolve("store");
        output = dcd(plugin, "run", experiment.toString(), "--store", store.toString());
    }

    private static String dcd(Path plugin, String... args) throws IOException, InterruptedException {
        return finished(Launchers.startWithPlugin(log(), Dcd.class, plugin, List.of(args)));
    }

    private static Path log() throws IOException {
        return Files.createTempFile(folder, "dcd", ".log");
    }

    private static String finished(Launchers.Child started) throws IOException, InterruptedException {
        try (Launchers.Child command = started) {
            assertThat(command.code()).as(command.output()).isZero();
            return command.output();
        }
    }

    @Test
    void anExperimentUsesAnOperatorAMetricAKindOfStageAndAMethodOfAPlugin() throws Exception {
        assertThat(output).contains("contrast-gap");
        assertThat(histograms(store)).singleElement().asString().startsWith("from,count\n-2.0,");
        Map<String, Double> scores = Launchers.scores(store);
        assertThat(scores).hasSize(2);
        assertThat(score(scores, "observation"))
                .as("gains of 0.3 to 1 lower the contrast")
                .isGreaterThan(2 * score(scores, "held-out"));
    }

    /** The direct runner serialises every value and fails on elements that a transform changes. */
    @Test
    void itRunsOnTheDirectRunnerAndIsExplained() throws Exception {
        Path direct = folder.resolve("direct");

        String said = finished(Launchers.startWithPlugin(
                log(),
                Commands.class,
                plugin,
                Stream.of(
                                List.of("explain", "corruption.operator.brightness"),
                                List.of("explain", "method"),
                                List.of(
                                        "run",
                                        experiment.toString(),
                                        "--store",
                                        direct.toString(),
                                        "--runner",
                                        "direct"))
                        .map(command -> String.join("\n", command))
                        .toList()));

        assertThat(said).contains("one gain g ~ U[least, 1] for each image", "smallest gain", "measure-only");
        assertThat(Launchers.scores(direct)).isEqualTo(Launchers.scores(store));
        assertThat(histograms(direct)).isEqualTo(histograms(store));
    }

    private static double score(Map<String, Double> scores, String row) {
        return scores.entrySet().stream()
                .filter(score -> score.getKey().endsWith(" " + row + " contrast-gap"))
                .mapToDouble(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> histograms(Path store) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file :
                StoreFiles.state(store.resolve("stages/pixel-histogram")).keySet()) {
            if (file.endsWith("histogram.csv")) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    /** Stages that the changed code does not concern stay cached. */
    @Test
    void aChangeOfThePluginsCodeMakesItsStagesAgain() throws Exception {
        Path edited = PluginProject.example()
                .with("PixelHistogramKind.java", text -> text.replace("from,count", "bin,count"))
                .build(folder.resolve("edited.jar"));

        String plan = dcd(edited, "plan", experiment.toString(), "--store", store.toString());

        assertThat(plan)
                .containsPattern("pixel-histogram +[0-9a-f]{12} +to run: code of pixel-histogram sha \\w+ → sha")
                .containsPattern("corrupt +[0-9a-f]{12} +cached")
                .containsPattern("score:observation +[0-9a-f]{12} +cached");
    }

    @Test
    void whatIsNoPluginIsRefusedWithTheRemedy() throws Exception {
        assertThatThrownBy(() -> check(folder.resolve("none.jar")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("the plug-in " + folder.resolve("none.jar") + " cannot be read")
                .hasMessageContaining("correct DCD_PLUGINS");
        assertThatThrownBy(() -> check(Files.writeString(folder.resolve("text.jar"), "not a zip file at all")))
                .hasMessageContaining("text.jar is no jar: ")
                .hasMessageContaining("build it again");
        Path withoutIndex = PluginProject.example().build(folder.resolve("bare.jar"), List.of("-proc:none"));
        assertThatThrownBy(() -> check(withoutIndex))
                .hasMessageContaining("bare.jar registers nothing, as it has no META-INF/annotations/")
                .hasMessageContaining("annotation processor");
    }

    @Test
    void aNameThatIsTakenIsRefused() throws Exception {
        PluginProject example = PluginProject.example();
        Path identity = example.with("Brightness.java", text -> text.replace("\"brightness\"", "\"identity\""))
                .build(folder.resolve("identity.jar"));
        assertThatThrownBy(() -> check(identity))
                .hasMessageContaining("identity.jar registers org.example.Brightness as forward operator identity, a"
                        + " name that org.dcd.transforms.measurement.Identity of DCD has; give it another @TypeName");

        Path first = example.build(folder.resolve("first.jar"));
        PluginProject renamed = new PluginProject(
                Map.of("Gain.java", example.sources().get("Brightness.java").replaceAll("\\bBrightness\\b", "Gain")));
        assertThatThrownBy(() -> check(first, renamed.build(folder.resolve("second.jar"))))
                .hasMessageContaining("registers org.example.")
                .hasMessageContaining("as forward operator brightness, a name that org.example.");
        assertThatThrownBy(() -> check(first, example.build(folder.resolve("copy.jar"))))
                .hasMessageContaining("which is on the class path 2 times");
        PluginProject ours = new PluginProject(Map.of(
                "Brightness.java",
                example.sources().get("Brightness.java").replace("package org.example", "package org.dcd.transforms")));
        assertThatThrownBy(() -> check(ours.build(folder.resolve("ours.jar"))))
                .hasMessageContaining("has a class in a package of DCD, org.dcd.transforms.Brightness");
    }

    /** Stubs of DCD's types stand in for another version, with a method and a class that this one does not have. */
    @Test
    void aPluginThatWasBuiltForAnotherVersionIsRefused() throws Exception {
        assertThatThrownBy(() -> check(builtAgainst(
                        "package org.dcd.transforms.registry;\n"
                                + "public final class Ranges { public static void check(Class<?> type) {} }",
                        "Ranges.check(Brightness.class, least)",
                        "Ranges.check(Brightness.class)")))
                .hasMessageContaining("does not fit this version of DCD, ")
                .hasMessageContaining("org.example.Brightness uses org.dcd.transforms.registry.Ranges.check(Class),"
                        + " which does not exist; compile it against this version");
        assertThatThrownBy(() -> check(builtAgainst(
                        "package org.dcd.transforms.registry; public final class Limits { public static void check() {} }",
                        "Ranges.check(Brightness.class, least)",
                        "org.dcd.transforms.registry.Limits.check()")))
                .hasMessageContaining("uses org.dcd.transforms.registry.Limits");
        assertThatThrownBy(() -> check(builtAgainst(
                        "package org.dcd.transforms.measurement;\n"
                                + "public interface ForwardOperator extends java.io.Serializable {}",
                        "T adjoint(",
                        "T transposed(")))
                .hasMessageContaining("does not implement org.dcd.transforms.measurement.ForwardOperator.adjoint");
    }

    /** The operator alone, compiled against another source of one type of DCD. */
    private static Path builtAgainst(String stub, String before, String after) throws IOException {
        Matcher type = STUB.matcher(stub);
        assertThat(type.find()).isTrue();
        Path sources = Files.createTempDirectory(folder, "version");
        Path file = sources.resolve(type.group(1).replace('.', '/')).resolve(type.group(2) + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, stub);
        String operator =
                PluginProject.example().sources().get("Brightness.java").replace(before, after);
        if (type.group(2).equals("ForwardOperator")) {
            operator = operator.replace("@Override", "");
        }
        return new PluginProject(Map.of("Brightness.java", operator))
                .build(
                        sources.resolve("plugin.jar"),
                        List.of("-sourcepath", sources.toString(), "-Xprefer:source", "-implicit:none"));
    }

    @Test
    void contributingShowsTheExampleAsItIs() throws IOException {
        Map<String, String> sources = PluginProject.example().sources();
        List<String> shown = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(Path.of("..", "CONTRIBUTING.md")));
        while (block.find()) {
            Optional<String> name =
                    TYPE.matcher(block.group(1)).results().findFirst().map(type -> type.group(1));
            String source = name.map(type -> sources.get(type + ".java")).orElse(null);
            if (source != null) {
                shown.add(name.get());
                assertThat(block.group(1)).isEqualTo(source.substring(source.lastIndexOf(";\n\n/**") + 3));
            }
        }
        assertThat(shown).hasSameSizeAs(sources.keySet());
    }

    @Test
    void theExampleDependsOnThisVersion() throws IOException {
        Matcher version = Pattern.compile("<artifactId>dcd-parent</artifactId>\\s+<version>(.*)</version>")
                .matcher(Files.readString(Path.of("..", "pom.xml")));
        assertThat(version.find()).isTrue();

        assertThat(Files.readString(Path.of("src/test/plugin-example/pom.xml")))
                .contains("<dcd.version>" + version.group(1) + "</dcd.version>");
        assertThat(Files.readString(Path.of("..", "CONTRIBUTING.md")))
                .contains("<artifactId>dcd-pipelines</artifactId>\n  <version>" + version.group(1) + "</version>");
    }

    private static void check(Path... jars) throws IOException {
        URL[] places = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            places[i] = jars[i].toUri().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(places, Dcd.class.getClassLoader())) {
            new Plugins(List.of(jars)).check(loader);
        }
    }
}
