package org.dcd.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.Planner;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.MachineMemory;
import org.dcd.transforms.stage.TrainingMemory.Device;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan with a teacher and a distillation, on workers of various sizes. */
class MemoryCheckTest {
    private static final long GB = 1_000_000_000;
    private static final WorkerMemory.Heap LARGE = new WorkerMemory.Heap("this process", 100 * GB, 0, "set %d", false);

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("images.bin"), "ten images");
        Files.writeString(
                folder.resolve("experiment.yaml"),
                """
                experiment: large
                seed: 1
                dataset: {type: bytes-source, path: images.bin}
                corruption:
                  operator: {type: identity}
                  noise: {type: gaussian, sigma: 0.5}
                teacher:
                  objective: {type: ambient-tweedie}
                  network: {type: song-unet, channels: 128, multipliers: [2], blocks: 4, attention: []}
                  training: {kimg: 100, batch: 512, micro-batch: 512}
                distillation:
                  loss: {type: sid}
                  training: {kimg: 60, batch: 512, micro-batch: 512}
                scoring:
                  features: {type: classifier}
                  samples: 8
                  rows: [generator]
                  metrics: [fd]
                """);
    }

    private Plan plan(String... overrides) {
        return Planner.plan(
                ExperimentReader.read(folder.resolve("experiment.yaml"), List.of(overrides)),
                Store.open(folder.resolve("store")));
    }

    private static WorkerMemory cpu(double gigabytes) {
        long bytes = (long) (gigabytes * GB);
        return new WorkerMemory(
                "this machine", Device.ofCpu(2), LARGE, Optional.of(new MachineMemory(bytes, bytes)), Optional.empty());
    }

    private static WorkerMemory gpu(double gigabytes) {
        long bytes = (long) (gigabytes * GB);
        return new WorkerMemory(
                "this machine",
                Device.ofGpu(1),
                LARGE,
                Optional.of(new MachineMemory(100 * GB, 100 * GB)),
                Optional.of(new MachineMemory(bytes, bytes)));
    }

    private static MemoryCheck check(Plan plan, WorkerMemory worker) {
        return new MemoryCheck(worker, TrainingNeed.of(plan, worker));
    }

    @Test
    void aMicroBatchThatIsTooLargeIsRefusedWithTheLargestThatFits() {
        Plan plan = plan();
        MemoryCheck check = check(plan, cpu(6));
        assertThatThrownBy(check::check)
                .isInstanceOf(BadInputException.class)
                .hasMessageMatching("teacher needs about [0-9.]+ GB \\(heap [0-9.]+ MB, libtorch [0-9.]+ GB for 512"
                        + " images at once\\), but this machine has 6.0 GB; set teacher.training.micro-batch to \\d+,"
                        + " the largest divisor of the batch of 512 that fits");

        // and that size fits
        int most = number("micro-batch to (\\d+)", check);
        assertThatCode(() -> check(
                                plan("teacher.training.micro-batch=" + most, "distillation.training.micro-batch=1"),
                                cpu(6))
                        .check())
                .doesNotThrowAnyException();
    }

    private static int number(String pattern, MemoryCheck check) {
        try {
            check.check();
            throw new AssertionError("not refused");
        } catch (BadInputException e) {
            Matcher matcher = Pattern.compile(pattern).matcher(e.getMessage());
            assertThat(matcher.find()).as(e.getMessage()).isTrue();
            return Integer.parseInt(matcher.group(1));
        }
    }

    @Test
    void whatDoesNotFitWithOneImageNeedsAnotherMachine() {
        assertThatThrownBy(() -> check(plan(), cpu(0.4)).check())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("teacher needs about ")
                .hasMessageEndingWith(
                        "but this machine has 400 MB; not even one image at a time fits; use a device with"
                                + " more memory, or a smaller network");
    }

    @Test
    void theGpuIsCheckedByItsOwnMemory() {
        assertThatThrownBy(() -> check(plan(), gpu(8)).check())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("; GPU ")
                .hasMessageContaining("but the GPU of this machine has 8.0 GB; set teacher.training.micro-batch to ");
        assertThatCode(() -> check(plan(), gpu(80)).check()).doesNotThrowAnyException();
    }

    @Test
    void aSmallHeapIsRefusedOrStartedAgainWithWhatIsNeeded() {
        WorkerMemory machine = cpu(100);
        String change = "raise heap to %dm";
        WorkerMemory worker = new WorkerMemory(
                "worker gpu-1",
                machine.device(),
                new WorkerMemory.Heap("worker gpu-1", 100 << 20, 0, change, false),
                machine.machine(),
                machine.gpu());
        MemoryCheck refused = check(plan(), worker);
        long needed = refused.needs().get(0).heapBytes();
        long most = refused.heapBytes();
        assertThatThrownBy(refused::check)
                .isInstanceOf(BadInputException.class)
                .hasMessage("teacher needs about " + (needed >> 20)
                        + " MB of Java heap, but worker gpu-1 has 100 MB; raise heap to "
                        + (MemoryCheck.roundedHeap(most) >> 20) + "m");
        assertThat(refused.needsRestart()).isFalse();
        assertThat(MemoryCheck.roundedHeap(most)).isBetween(most + most / 10, most + most / 10 + (64 << 20));

        MemoryCheck restarted = check(
                plan(),
                new WorkerMemory(
                        "this machine",
                        machine.device(),
                        new WorkerMemory.Heap("this process", 100 << 20, 0, change, true),
                        machine.machine(),
                        machine.gpu()));
        restarted.check();
        assertThat(restarted.needsRestart()).isTrue();
        assertThat(check(plan(), machine).needsRestart()).isFalse();
    }

    @Test
    void trainingsOfEqualNeedAreDescribedOnce() {
        assertThat(check(plan(), cpu(100)).describe()).hasSize(2).allSatisfy(line -> assertThat(line)
                .matches("memory of (teacher|distil): about [0-9.]+ GB on this machine \\(heap [0-9.]+ MB, libtorch"
                        + " [0-9.]+ GB for 512 images at once\\)"));
    }

    @Test
    void memoryThatOtherProgramsUseIsAWarning() {
        WorkerMemory busy = new WorkerMemory(
                "this machine",
                Device.ofCpu(2),
                LARGE,
                Optional.of(new MachineMemory(100 * GB, GB / 5)),
                Optional.empty());
        MemoryCheck check = check(plan(), busy);
        check.check();
        assertThat(check.warnings())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("teacher needs about ")
                .endsWith("but only 200 MB of the memory of this machine are available now: end other programs");
        assertThat(check(plan(), cpu(100)).warnings()).isEmpty();
    }
}
