package org.dcd.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.dcd.schemas.stage.StageId;
import org.dcd.transforms.metric.Accumulator;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.junit.jupiter.api.Test;

/** The laws of the design that the compiler cannot hold. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.dcd");

    private static final Set<String> FILE_ACCESS = Set.of(
            "java.nio.file.Files",
            "java.nio.channels.FileChannel",
            "java.io.FileInputStream",
            "java.io.RandomAccessFile");

    /** Records that still take the hash of their file when they are made. */
    private static final Set<String> HASH_THEIR_FILE =
            Set.of("");

    @Test
    void allModulesAreSeen() {
        assertThat(CLASSES.contain(StageId.class) && CLASSES.contain(Ops.class))
                .as("the rules below look at the classes of all modules")
                .isTrue();
    }

    /** A metric or accumulator of a plug-in would be missed by whoever asks for types. */
    @Test
    void nothingTestsForTheTypeOfAMetric() {
        assertThat(CLASSES.stream()
                        .flatMap(type -> type.getInstanceofChecks().stream())
                        .filter(check -> check.getRawType().isAssignableTo(Metric.class)
                                || check.getRawType().isAssignableTo(Accumulator.class))
                        .map(Object::toString))
                .as("metrics are an open family: callers ask a metric what it needs")
                .isEmpty();
    }

    @Test
    void dependenciesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("schemas")
                .definedBy("org.dcd.schemas..")
                .layer("transforms")
                .definedBy("org.dcd.transforms..")
                .layer("pipelines")
                .definedBy("org.dcd.pipelines..")
                .layer("runners")
                .definedBy("org.dcd.runners..")
                .whereLayer("runners")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("pipelines")
                .mayOnlyBeAccessedByLayers("runners")
                .whereLayer("transforms")
                .mayOnlyBeAccessedByLayers("pipelines", "runners")
                .because("schemas <- transforms <- pipelines <- runners")
                .check(CLASSES);
    }

    @Test
    void everyClassBelongsToALayer() {
        classes()
                .that()
                .resideInAPackage("org.dcd..")
                .should()
                .resideInAnyPackage(
                        "org.dcd.schemas..", "org.dcd.transforms..", "org.dcd.pipelines..", "org.dcd.runners..")
                .because("a class outside the layers escapes their rule")
                .check(CLASSES);
    }

    @Test
    void theDomainDoesNotKnowBeam() {
        noClasses()
                .that()
                .resideInAnyPackage("org.dcd.schemas..", "org.dcd.transforms..")
                .and()
                .resideOutsideOfPackage("org.dcd.transforms.beam..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.beam..")
                .because("the maths is wired to Beam in org.dcd.transforms.beam alone, and runs without it")
                .check(CLASSES);
    }

    @Test
    void theDomainDoesNotKnowItsWiring() {
        noClasses()
                .that()
                .resideInAPackage("org.dcd.transforms..")
                .and()
                .resideOutsideOfPackage("org.dcd.transforms.beam..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.dcd.transforms.beam..")
                .because("Beam must not come in by the back door")
                .check(CLASSES);
    }

    @Test
    void onlyTorchKnowsLibtorch() {
        noClasses()
                .that()
                .resideInAPackage("org.dcd..")
                .and()
                .resideOutsideOfPackage("org.dcd.transforms.ops.torch..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .because("everything else is written against Ops<T> and the interfaces of its package")
                .check(CLASSES);
    }

    @Test
    void aDeviceIsPassedIn() {
        noClasses()
                .that()
                .resideInAPackage("org.dcd..")
                .and(not(resideInAnyPackage(
                        "org.dcd.transforms.ops.torch..",
                        "org.dcd.transforms.beam..",
                        "org.dcd.pipelines.cli..",
                        "org.dcd.runners..")))
                .and()
                .haveSimpleNameNotEndingWith("Kind")
                .should()
                .callMethod(TorchEngine.class, "cpu")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName(Gpus.class.getName())
                .because(
                        "stage kinds and commands decide once which device they use; everything under them receives it")
                .check(CLASSES);
    }

    @Test
    void onlyOnnxKnowsOnnx() {
        noClasses()
                .that()
                .resideInAPackage("org.dcd..")
                .and(not(resideInAnyPackage(
                        "org.dcd.transforms.ops.onnx..",
                        "org.dcd.transforms.ort..",
                        "org.dcd.transforms.export..",
                        "org.dcd..benchmarks..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("ai.onnxruntime..", "ai.onnx.proto.."))
                .because("sessions and models are opened, and closed, in one place")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyTrackingKnowsTheServersThatRunsAreToldTo() {
        noClasses()
                .that()
                .resideInAPackage("org.dcd..")
                .and()
                .resideOutsideOfPackage("org.dcd.pipelines.tracking..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.openlineage..", "org.mlflow..")
                .because("their clients are optional: nothing of them is loaded unless the environment asks for it")
                .check(CLASSES);
    }

    @Test
    void randomnessComesFromSeeds() {
        noClasses()
                .that()
                .resideInAPackage("org.dcd..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.SplittableRandom")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.security.SecureRandom")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.random..")
                .orShould()
                .callMethod(Math.class, "random")
                .because("the same spec gives the same result: streams are derived by Seeds")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideInAPackage("org.dcd..")
                .and(not(resideInAnyPackage("org.dcd..cli..", "org.dcd..benchmarks..")))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .because("stages run on workers; what is worth saying goes into progress, results and exceptions")
                .check(CLASSES);
    }

    @Test
    void transformsHaveNoCycles() {
        slices().matching("org.dcd.transforms.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void pipelinesHaveNoCycles() {
        slices().matching("org.dcd.pipelines.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void networksAndOperatorsAreWrittenOnce() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.dcd.transforms.measurement..", "org.dcd.transforms.model..", "org.dcd.transforms.loss..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.dcd.transforms.ops.torch..")
                        .or(resideInAPackage("org.dcd.transforms.ops.onnx..")))
                .because("one definition serves training, export, corruption and counting (docs/decisions/0001)")
                .check(CLASSES);
    }

    /**
     * A record may be made on a machine that does not have the file, such as a worker or a reader of a report. Calls
     * are followed through all classes of the project, but not through interfaces.
     */
    @Test
    void recordsReadNoFilesWhenTheyAreMade() {
        assertThat(CLASSES.stream()
                        .filter(JavaClass::isRecord)
                        .filter(record -> !HASH_THEIR_FILE.contains(record.getSimpleName()))
                        .filter(ArchitectureTest::readsFilesWhenMade)
                        .map(JavaClass::getName))
                .isEmpty();
        JavaClasses control = new ClassFileImporter().importClasses(SizeOfAFile.class, SizeOfAFile.Reader.class);
        assertThat(readsFilesWhenMade(control.get(SizeOfAFile.class)))
                .as("the rule sees a read behind a call")
                .isTrue();
    }

    private record SizeOfAFile(Path path, long size) {
        SizeOfAFile {
            size = Reader.size(path);
        }

        private static final class Reader {
            static long size(Path path) {
                try {
                    return Files.size(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static boolean readsFilesWhenMade(JavaClass record) {
        Set<JavaMember> seen = new HashSet<>();
        Deque<JavaMember> left = new ArrayDeque<>(record.getConstructors());
        while (!left.isEmpty()) {
            JavaMember unit = left.remove();
            if (!seen.add(unit) || !(unit instanceof JavaCodeUnit code)) {
                continue;
            }
            for (JavaCall<?> call : code.getCallsFromSelf()) {
                JavaClass owner = call.getTargetOwner();
                if (FILE_ACCESS.contains(owner.getName()) || call.getName().equals("toRealPath")) {
                    return true;
                }
                if (owner.getPackageName().startsWith("org.dcd")) {
                    call.getTarget().resolveMember().ifPresent(left::add);
                }
            }
        }
        return false;
    }
}
