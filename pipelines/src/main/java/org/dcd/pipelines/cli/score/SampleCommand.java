package org.dcd.pipelines.cli.score;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.OutputFile;
import org.dcd.pipelines.report.Png;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.schemas.DataType;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.ort.OrtOutputs;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.sample.RowSampler;
import org.dcd.transforms.stage.sample.SampleSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd sample MODEL.onnx}. */
@Command(
        name = "sample",
        description = "Draw images from an exported generator, or from a denoiser with the sampler of EDM, and write"
                + " them to a PNG.",
        footer = {
            "",
            "Examples:",
            "  dcd sample .dcd/stages/export/*/generator.onnx",
            "  dcd sample generator.onnx -n 100 --seed 7 -o hundred.png",
            "  dcd sample denoiser.onnx -n 16 --steps 18"
        })
final class SampleCommand implements Callable<Integer> {
    private static final int MAX = 10_000;
    /** The label of the sample stage: the seed of an experiment gives the images of its report. */
    private static final String PURPOSE = "sample/" + Row.GENERATOR.id();

    private final CommandContext context;

    @Parameters(paramLabel = "MODEL.onnx", description = "Generator or denoiser exported by dcd.")
    private Path model;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "64",
            description = "Number of images; 64 by default.")
    private int count;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PNG",
            defaultValue = "samples.png",
            description = "Output file; samples.png by default.")
    private Path output;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Random seed; the same seed gives the same images. 1 by default.")
    private long seed;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "18",
            description = "Denoisers only: number of Heun steps to noise level 0; 18 by default.")
    private int steps;

    @Mixin
    private HelpOptions helpOptions;

    SampleCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (count < 1 || count > MAX) {
            throw new BadInputException("-n must be in [1, " + MAX + "], was " + count);
        }
        if (steps < 2 || steps > MAX) {
            throw new BadInputException("--steps must be in [2, " + MAX + "], was " + steps);
        }
        OutputFile file = OutputFile.of("-o", output, "a PNG image", ".png");
        if (!Files.isRegularFile(model)) {
            throw new BadInputException(
                    model + " does not exist; dcd run writes generator.onnx to stages/export of the store");
        }
        int threads = Runtime.getRuntime().availableProcessors();
        try (OrtModel generator = OrtModel.open(model.toString(), Files.readAllBytes(model), OrtOptions.cpu(threads))) {
            sample(generator, file);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    model + " is not a generator or denoiser exported by dcd: " + e.getMessage(), e);
        }
        return 0;
    }

    private void sample(OrtModel network, OutputFile file) {
        long before = System.nanoTime();
        boolean denoises = network.hasOutput(OnnxExport.DENOISED);
        ImageShape shape = shape(network.outputShape(denoises ? OnnxExport.DENOISED : OnnxExport.PIXELS));
        List<byte[]> images = denoises ? denoised(network, shape) : generated(network, shape);
        double seconds = (System.nanoTime() - before) / 1e9;
        file.write(Png.grid(images, shape, (int) Math.ceil(Math.sqrt(count))));
        context.out()
                .println(output + ": " + Count.of(count, "image") + " of " + shape + " in "
                        + FormattedNumbers.duration(seconds) + ", seed " + seed);
    }

    /** Samples like the row teacher-full (Karras et al. 2022, Alg. 1). */
    private List<byte[]> denoised(OrtModel denoiser, ImageShape shape) {
        SampleSpec spec = new SampleSpec(
                Row.TEACHER_FULL,
                count,
                SamplerSettings.heun(steps),
                new SampleSpec.Stop.At(0),
                shape,
                DataType.U8,
                seed);
        List<byte[]> images = new ArrayList<>();
        for (ByteBuffer image : new RowSampler(spec, 0, denoiser).images(0, count)) {
            byte[] pixels = new byte[image.remaining()];
            image.get(pixels);
            images.add(pixels);
        }
        return images;
    }

    private List<byte[]> generated(OrtModel generator, ImageShape shape) {
        int size = generator.inputSize(OnnxExport.Z);
        float[] noise = new float[Math.multiplyExact(count, size)];
        Seeds seeds = new Seeds(seed);
        for (int i = 0; i < count; i++) {
            Seeds.fillNormal(seeds.of(PURPOSE, i), noise, i * size, size);
        }
        OrtOutputs outputs = generator.run(count, Map.of(OnnxExport.Z, noise), OnnxExport.IMAGE, OnnxExport.PIXELS);
        refuseBadNumbers(outputs.floats(OnnxExport.IMAGE));
        byte[] pixels = outputs.bytes(OnnxExport.PIXELS);
        List<byte[]> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            images.add(Arrays.copyOfRange(pixels, i * shape.size(), (i + 1) * shape.size()));
        }
        return images;
    }

    private static void refuseBadNumbers(float[] image) {
        for (float value : image) {
            if (!Float.isFinite(value)) {
                throw new ArithmeticException("the generator returned " + value + "; the file may be damaged");
            }
        }
    }

    private static ImageShape shape(long[] lengths) {
        if (lengths.length != 3 || lengths[0] != 1 && lengths[0] != 3) {
            throw new IllegalArgumentException(
                    "its images have shape " + Arrays.toString(lengths) + ", not 1 or 3 channels");
        }
        return new ImageShape((int) lengths[0], (int) lengths[1], (int) lengths[2]);
    }
}
