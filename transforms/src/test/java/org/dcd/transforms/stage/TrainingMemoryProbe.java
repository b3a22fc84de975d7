package org.dcd.transforms.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.AmbientTweedie;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationMethod;
import org.dcd.transforms.loss.DistillationMethod.Start;
import org.dcd.transforms.loss.DistillationMethod.Target;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.loss.Sid;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.NetworkTraining;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.StepSettings;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.distil.DistillationMemory;
import org.dcd.transforms.stage.distil.DistillationProgram;
import org.dcd.transforms.stage.teacher.TeacherMemory;
import org.dcd.transforms.stage.teacher.TeacherProgram;

/**
 * Measures the peak memory of real training steps, to calibrate {@link TrainingMemory}. Not a test: run its main method
 * in a fresh JVM with jemalloc, as {@code ./dcd} preloads it, and {@code -Xms2g -Xmx2g -XX:+AlwaysPreTouch}, so that
 * the heap is part of the first reading; with one part, on one core ({@code taskset -c 0}), since libtorch's threads
 * take turns otherwise, and jemalloc keeps the freed memory of each. Linux only.
 *
 * <p>Arguments: {@code teacher} or {@code distil}; {@code quickstart}, {@code colour} or {@code cifar}; images per
 * step; number of parts of the batch, which are computed at the same time; number of steps.
 */
public final class TrainingMemoryProbe {
    private static final double MB = 1 << 20;
    private static final DistillationMethod METHOD =
            new DistillationMethod(new Sid(1.2), Target.MEASUREMENT, true, Start.TEACHER);

    private final ConditionedDenoiser denoiser;
    private final int batch;
    private final int parts;
    private final int steps;

    private TrainingMemoryProbe(ConditionedDenoiser denoiser, int batch, int parts, int steps) {
        this.denoiser = denoiser;
        this.batch = batch;
        this.parts = parts;
        this.steps = steps;
    }

    /** Prints megabytes of this process above those before libtorch was loaded. */
    public static void main(String[] arguments) throws IOException {
        TrainingMemoryProbe probe = new TrainingMemoryProbe(
                network(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]));
        double before = megabytes("VmRSS");
        TorchEngine engine = TorchEngine.cpu();
        report("library", before);
        if (arguments[0].equals("teacher")) {
            probe.teacher(engine, before);
        } else {
            probe.distil(engine, before);
        }
        System.out.printf(
                "%s: peak %.0f MB, estimate %.0f MB%n",
                String.join(" ", arguments),
                megabytes("VmHWM") - before,
                estimate(arguments[0], arguments[1], probe.batch, probe.parts) / MB);
    }

    /** Estimated bytes of a training on the CPU with all parts at once, with libraries. */
    static long estimate(String kind, String network, int batch, int parts) {
        ConditionedDenoiser denoiser = network(network);
        OptionalInt size = OptionalInt.of(batch / parts);
        TrainingMemory memory = kind.equals("teacher")
                ? TeacherMemory.of(denoiser, false, batch, size, Float.BYTES)
                : DistillationMemory.of(distillation(denoiser), batch, size, Float.BYTES);
        TrainingMemory.Device device = TrainingMemory.Device.ofCpu(parts);
        return memory.deviceBytes(batch / parts, device) + TrainingMemory.libraryBytes(device);
    }

    private static DistillationMemory.Losses distillation(ConditionedDenoiser denoiser) {
        return new DistillationMemory.Losses(denoiser, OneStepGenerator.of(denoiser, 2.5), METHOD);
    }

    private static ConditionedDenoiser network(String name) {
        return switch (name) {
            case "quickstart" -> denoiser(
                    new SongUNet(16, List.of(1, 2, 2), 1, List.of(), 0), new ImageShape(1, 16, 16));
            case "colour" -> denoiser(new SongUNet(32, List.of(1, 2, 2), 2, List.of(16), 0), new ImageShape(3, 32, 32));
            case "cifar" -> denoiser(
                    new SongUNet(128, List.of(2, 2, 2), 4, List.of(16), 0.13), new ImageShape(3, 32, 32));
            default -> throw new IllegalArgumentException("no network " + name);
        };
    }

    private static ConditionedDenoiser denoiser(SongUNet network, ImageShape shape) {
        return ConditionedDenoiser.ofTeacher(
                network, new AmbientTweedie(), new MeasurementModel(new Identity(), shape));
    }

    private void teacher(TorchEngine engine, double before) throws IOException {
        Adam adam = new Adam(0.9, 0.999, 1e-8, 0);
        try (NetworkTraining program = TeacherProgram.training(
                TorchDevices.of(engine),
                denoiser,
                false,
                NetworkTraining.Settings.float32(adam, parts),
                ParameterValues.arrays(TrainingMemoryProbe::start))) {
            report("state", before);
            for (int step = 1; step <= steps; step++) {
                Map<String, float[]> inputs = inputs(step);
                inputs.put(TeacherProgram.AUGMENT_LABELS, new float[0]);
                program.step(batch, inputs, new StepSettings(step, 1e-4, 0.99, step));
                report("step " + step, before);
            }
        }
    }

    private void distil(TorchEngine engine, double before) throws IOException {
        Map<String, float[]> weights = new HashMap<>();
        denoiser.summary().parameters().forEach(spec -> weights.put(spec.name(), start(spec)));
        Adam adam = new Adam(0, 0.999, 1e-8, 0);
        DistillationProgram.Settings settings = new DistillationProgram.Settings(
                denoiser, OneStepGenerator.of(denoiser, 2.5), METHOD, adam, adam, Precision.FLOAT32, parts);
        try (DistillationProgram program = new DistillationProgram(
                TorchDevices.of(engine), settings, Weights.of(weights), ParameterValues.of(Weights.of(weights)))) {
            report("state", before);
            for (int step = 1; step <= steps; step++) {
                Map<String, float[]> fake = inputs(step);
                fake.remove(Objective.Y);
                fake.put(DistillationProgram.Z, normal("z", step));
                fake.put(DistillationProgram.MEASUREMENT_NOISE, normal("measurement", step));
                program.trainFake(batch, fake, new StepSettings(step, 1e-5, OptionalDouble.empty(), step));
                report("fake " + step, before);
                Map<String, float[]> generator = new HashMap<>(fake);
                List.of(DistillationProgram.MEASUREMENT_NOISE, Objective.DRAWS, Objective.DATA_SIGMA)
                        .forEach(generator::remove);
                program.trainGenerator(batch, generator, new StepSettings(step, 1e-5, 0.99, step));
                report("generator " + step, before);
            }
        }
    }

    private static float[] start(ParameterSpec spec) {
        return Initialiser.draw(spec, new Seeds(1));
    }

    private Map<String, float[]> inputs(int step) {
        float[] sigma = new float[batch];
        Arrays.fill(sigma, 0.5f);
        Map<String, float[]> inputs = new HashMap<>();
        inputs.put(Objective.Y, normal("y", step));
        inputs.put(Objective.OPERATOR, new float[0]);
        inputs.put(Objective.FURTHER, new float[0]);
        inputs.put(Objective.DRAWS, new float[0]);
        inputs.put(Objective.DATA_SIGMA, sigma);
        inputs.put(Objective.SIGMA, sigma);
        inputs.put(Objective.NOISE, normal("noise", step));
        return inputs;
    }

    private float[] normal(String what, int step) {
        return Seeds.normal(
                new Seeds(1).of(what, step), batch * denoiser.shape().size());
    }

    private static void report(String what, double before) throws IOException {
        System.out.printf(
                "%s: now %.0f MB, peak %.0f MB%n", what, megabytes("VmRSS") - before, megabytes("VmHWM") - before);
    }

    private static double megabytes(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith(field + ":"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                        .findFirst()
                        .orElseThrow()
                * 1024
                / MB;
    }
}
