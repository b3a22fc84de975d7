package org.dcd.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dcd.schemas.stage.StageId;
import org.dcd.transforms.metric.Accumulator;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.StageDevice;
import org.junit.jupiter.api.Test;

/** Rules of the design that the compiler cannot check. */
class ArchitectureTest {
    /**
     * All packages below {@code org.dcd}, lowest first. A class may depend only on packages above it in this list and
     * on its own. Change the order only when the design changes.
     */
    private static final List<String> ORDER =
            """
            # what is stored and exchanged
            schemas.documentation
            schemas.io
            schemas
            schemas.stage
            schemas.table

            # the domain: basics
            transforms.random
            transforms.registry
            transforms.image
            transforms.natives

            # files of other programs
            transforms.files
            transforms.files.zip
            transforms.files.npy
            transforms.files.pickle
            transforms.files.safetensors
            transforms.files.torch

            # tensor operations and their back ends
            transforms.ops
            transforms.ops.onnx
            transforms.ops.torch
            transforms.ort

            # formulas
            transforms.augment
            transforms.measurement
            transforms.model
            transforms.theory
            transforms.files.weights
            transforms.model.pretrained
            transforms.loss
            transforms.generator
            transforms.features
            transforms.features.inception
            transforms.features.lpips
            transforms.metric

            # data sets
            transforms.data
            transforms.data.arrays
            transforms.data.cifar
            transforms.data.folder
            transforms.data.points

            # stages
            transforms.stage
            transforms.train
            transforms.export
            transforms.restore
            transforms.pretrained
            transforms.stage.dataset
            transforms.stage.corrupt
            transforms.stage.calibrate
            transforms.stage.teacher
            transforms.stage.imports
            transforms.stage.score
            transforms.stage.distil
            transforms.stage.export
            transforms.stage.features
            transforms.stage.restore
            transforms.stage.sample
            transforms.stage.candidates
            transforms.stage.compare
            transforms.stage.analysis
            transforms.beam

            # experiments
            pipelines.code
            pipelines.lineage
            pipelines.experiment
            pipelines.reference
            pipelines.store.files
            pipelines.store.lease
            pipelines.store
            pipelines.result
            pipelines.report
            pipelines.workflow
            pipelines.workflow.method
            pipelines.beam
            pipelines.run
            pipelines.archive
            pipelines.tracking
            pipelines.doctor

            # the command line, and what runs it
            pipelines.cli.progress
            pipelines.cli.console
            pipelines.cli.run
            pipelines.cli.store
            pipelines.cli.score
            pipelines.cli.weights
            pipelines.cli.project
            pipelines.cli
            runners.plugin
            runners.gpu
            runners.flink
            runners.cluster
            runners
            """
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map("org.dcd."::concat)
                    .toList();

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.dcd");

    private static final Set<String> FILE_ACCESS = Set.of(
            "java.nio.file.Files",
            "java.nio.channels.FileChannel",
            "java.io.FileInputStream",
            "java.io.RandomAccessFile");

    @Test
    void allModulesAreChecked() {
        assertThat(CLASSES.contain(StageId.class) && CLASSES.contain(Ops.class))
                .as("the rules below check the classes of all modules")
                .isTrue();
    }

    /** Code that tests for types would miss the metrics and accumulators of plug-ins. */
    @Test
    void noCodeTestsForTypesOfMetrics() {
        assertThat(CLASSES.stream()
                        .flatMap(type -> type.getInstanceofChecks().stream())
                        .filter(check -> check.getRawType().isAssignableTo(Metric.class)
                                || check.getRawType().isAssignableTo(Accumulator.class))
                        .map(Object::toString))
                .as("metrics are an open family: call a method of the metric instead")
                .isEmpty();
    }

    @Test
    void everyPackageHasAPlaceInTheOrder() {
        Set<String> packages =
                CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        assertThat(packages)
                .as("packages: add new ones to ArchitectureTest.ORDER, each after all that it depends on")
                .isSubsetOf(ORDER);
        assertThat(ORDER)
                .as("ArchitectureTest.ORDER: remove packages that no longer exist")
                .isSubsetOf(packages);
        List<String> modules =
                ORDER.stream().map(name -> name.split("\\.")[2]).distinct().toList();
        assertThat(modules).containsExactly("schemas", "transforms", "pipelines", "runners");
    }

    @Test
    void packagesDependOnLowerPackagesOnly() {
        assertThat(upwards(ORDER))
                .as(
                        "dependencies on a higher package: move one of the two classes, or pass what it needs as an argument")
                .isEmpty();
        List<String> reversed = new ArrayList<>(ORDER);
        Collections.reverse(reversed);
        assertThat(upwards(reversed)).as("the rule finds dependencies").isNotEmpty();
    }

    /** Dependencies on packages that come later in an order, with one example for each pair of packages. */
    private static Collection<String> upwards(List<String> order) {
        Map<String, Integer> place = new HashMap<>();
        order.forEach(name -> place.put(name, place.size()));
        Map<String, String> found = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String from = type.getPackageName();
                String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (place.containsKey(from) && place.containsKey(to) && place.get(from) < place.get(to)) {
                    found.putIfAbsent(from + " " + to, from + " -> " + to + ": " + dependency.getDescription());
                }
            }
        }
        return found.values();
    }

    @Test
    void theDomainDoesNotDependOnBeam() {
        noClasses()
                .that()
                .resideInAnyPackage("org.dcd.schemas..", "org.dcd.transforms..")
                .and()
                .resideOutsideOfPackage("org.dcd.transforms.beam..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.beam..")
                .because("only org.dcd.transforms.beam connects the domain to Beam; the domain runs without it")
                .check(CLASSES);
    }

    @Test
    void onlyOpsTorchDependsOnLibtorch() {
        noClasses()
                .that()
                .resideInAPackage("org.dcd..")
                .and()
                .resideOutsideOfPackage("org.dcd.transforms.ops.torch..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .because("all other code uses Ops<T> and the interfaces of its package")
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
                .doNotHaveFullyQualifiedName(StageDevice.class.getName())
                .should()
                .callMethod(TorchEngine.class, "cpu")
                .orShould()
                .callMethodWhere(choosesADevice())
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName(Gpus.class.getName())
                .because("the transform of a stage, or a command, chooses the device once and passes it on")
                .check(CLASSES);
    }

    /** Calls that choose a GPU for ONNX Runtime, or the device of a stage. */
    private static DescribedPredicate<JavaMethodCall> choosesADevice() {
        return DescribedPredicate.describe(
                "choose a GPU or the device of a stage",
                call -> call.getTargetOwner().isEquivalentTo(StageDevice.class)
                                && Set.of("shared", "cpu").contains(call.getName())
                        || call.getTargetOwner().isEquivalentTo(OrtOptions.class)
                                && Set.of("onGpu", "isCudaSupported").contains(call.getName()));
    }

    /** Trainings get their devices in one place, and so does all other work of stages. */
    @Test
    void theDeviceOfAStageIsChosenInOnePlace() {
        assertThat(callersOf("take", Gpus.class)).containsExactly("org.dcd.transforms.beam.TrainingStage");
        assertThat(callersOf("shared", StageDevice.class))
                .containsExactly("org.dcd.transforms.beam.ShardedStage$Run", "org.dcd.transforms.beam.WholeStage$Run");
    }

    private static Set<String> callersOf(String method, Class<?> owner) {
        return CLASSES.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().isEquivalentTo(owner)
                        && call.getName().equals(method))
                .map(call -> call.getOriginOwner().getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void onlyOnnxPackagesDependOnOnnx() {
        noClasses()
                .that()
                .resideInAPackage("org.dcd..")
                .and(not(resideInAnyPackage(
                        "org.dcd.transforms.ops.onnx..", "org.dcd.transforms.ort..", "org.dcd.transforms.export..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("ai.onnxruntime..", "ai.onnx.proto.."))
                .because("sessions and models are opened and closed in one place")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyTrackingKnowsTrackingServers() {
        noClasses()
                .that()
                .resideInAPackage("org.dcd..")
                .and()
                .resideOutsideOfPackage("org.dcd.pipelines.tracking..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.openlineage..", "org.mlflow..")
                .because("the clients are optional: their classes are loaded only if the environment asks for them")
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
                .because("the same specification gives the same result: Seeds derives all random streams")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideInAPackage("org.dcd..")
                .and()
                .resideOutsideOfPackage("org.dcd..cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .because("stages run on workers: they report through progress, results and exceptions")
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
                .because("one definition serves training, export, corruption and FLOP counts (docs/decisions/0001)")
                .check(CLASSES);
    }

    /**
     * A record may be created on a machine without the file, such as a worker or the machine that shows a report. Calls
     * are followed through all classes of the project, but not through interfaces.
     */
    @Test
    void constructorsOfRecordsReadNoFiles() {
        assertThat(CLASSES.stream()
                        .filter(JavaClass::isRecord)
                        .filter(ArchitectureTest::readsFilesInConstructor)
                        .map(JavaClass::getName))
                .isEmpty();
        JavaClasses control = new ClassFileImporter().importClasses(SizeOfAFile.class, SizeOfAFile.Reader.class);
        assertThat(readsFilesInConstructor(control.get(SizeOfAFile.class)))
                .as("the rule finds a read behind a call")
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

    private static boolean readsFilesInConstructor(JavaClass record) {
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
