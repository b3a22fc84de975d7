package org.dcd.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.dcd.schemas.stage.StageKind;
import org.dcd.transforms.ops.Ops;

/** The laws of the design that the compiler cannot hold. */
@AnalyzeClasses(packages = "org.dcd", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static void allModulesAreSeen(JavaClasses seen) {
        assertThat(seen.contain(StageKind.class) && seen.contain(Ops.class))
                .as("the rules below look at the classes of all modules")
                .isTrue();
    }

    @ArchTest
    static final ArchRule DEPENDENCIES_POINT_ONE_WAY = layeredArchitecture()
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
            .because("schemas <- transforms <- pipelines <- runners");

    @ArchTest
    static final ArchRule CLASSES_BELONG_TO_A_LAYER = classes()
            .that()
            .resideInAPackage("org.dcd..")
            .should()
            .resideInAnyPackage(
                    "org.dcd.schemas..", "org.dcd.transforms..", "org.dcd.pipelines..", "org.dcd.runners..")
            .because("a class outside the layers escapes their rule");

    @ArchTest
    static final ArchRule DOMAIN_DOES_NOT_KNOW_BEAM = noClasses()
            .that()
            .resideInAnyPackage("org.dcd.schemas..", "org.dcd.transforms..")
            .and()
            .resideOutsideOfPackage("org.dcd.transforms.beam..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.beam..")
            .because("the maths is wired to Beam in org.dcd.transforms.beam alone, and runs without it");

    @ArchTest
    static final ArchRule DOMAIN_DOES_NOT_KNOW_ITS_WIRING = noClasses()
            .that()
            .resideInAPackage("org.dcd.transforms..")
            .and()
            .resideOutsideOfPackage("org.dcd.transforms.beam..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.dcd.transforms.beam..")
            .because("Beam must not come in by the back door");

    @ArchTest
    static final ArchRule ONLY_TORCH_KNOWS_LIBTORCH = noClasses()
            .that()
            .resideInAPackage("org.dcd..")
            .and()
            .resideOutsideOfPackage("org.dcd.transforms.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..")
            .because("everything else is written against Ops<T> and the interfaces of its package");

    @ArchTest
    static final ArchRule ONLY_ONNX_KNOWS_ONNX = noClasses()
            .that()
            .resideInAPackage("org.dcd..")
            .and(not(
                    resideInAnyPackage("org.dcd.transforms.onnx..", "org.dcd..benchmarks..")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("ai.onnxruntime..", "ai.onnx.proto.."))
            .because("sessions and models are opened, and closed, in one place")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule RANDOMNESS_COMES_FROM_SEEDS = noClasses()
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
            .because("the same spec gives the same result: streams are derived by Seeds");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS = noClasses()
            .that()
            .resideInAPackage("org.dcd..")
            .and(not(
                    resideInAnyPackage("org.dcd..cli..", "org.dcd..benchmarks..")))
            .should()
            .accessField(System.class, "out")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace")
            .because("stages run on workers; what is worth saying goes into progress, results and exceptions");

    @ArchTest
    static final ArchRule TRANSFORMS_HAVE_NO_CYCLES =
            slices().matching("org.dcd.transforms.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PIPELINES_HAVE_NO_CYCLES = slices()
            .matching("org.dcd.pipelines.(*)..")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NETWORKS_AND_OPERATORS_ARE_WRITTEN_ONCE = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.dcd.transforms.corruption..",
                    "org.dcd.transforms.network..",
                    "org.dcd.transforms.objective..",
                    "org.dcd.transforms.distillation..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.dcd.transforms.torch..")
                    .or(resideInAPackage("org.dcd.transforms.onnx..")))
            .because("one definition serves training, export, corruption and counting (docs/decisions/0001)");
}
