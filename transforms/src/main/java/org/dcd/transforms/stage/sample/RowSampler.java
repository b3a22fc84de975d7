package org.dcd.transforms.stage.sample;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.model.DenoiserModel;
import org.dcd.transforms.model.EdmSampler;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;

/** Draws images of a row from an exported model. Image i depends only on the seed, the row and i. */
public final class RowSampler {
    private final SampleSpec spec;
    private final OrtModel model;
    private final EdmSampler sampler;
    /** Number of values of an image with the latent of its condition. */
    private final int latentSize;

    /**
     * @param stopSigma σ at which sampling stops, see {@link EdmSampler}; not used by the generator
     * @param model exported denoiser or generator of the row
     * @throws IllegalArgumentException when the model is for another shape
     */
    public RowSampler(SampleSpec spec, double stopSigma, OrtModel model) {
        this.spec = spec;
        this.model = model;
        this.sampler = isGenerator(spec.row()) ? null : new EdmSampler(spec.sampler(), stopSigma);
        String input = sampler == null ? OnnxExport.Z : OnnxExport.X;
        this.latentSize = model.inputSize(input);
        int made = model.outputSize(sampler == null ? OnnxExport.IMAGE : OnnxExport.DENOISED);
        if (made != spec.shape().size()) {
            throw new IllegalArgumentException("the model draws images of " + made + " values, but samples of "
                    + spec.row().id() + " have shape " + spec.shape());
        }
    }

    /** Name of the model's file within the export stage. */
    public static String modelFile(Row row) {
        return isGenerator(row) ? FileNames.GENERATOR_ONNX : FileNames.DENOISER_ONNX;
    }

    private static boolean isGenerator(Row row) {
        return switch (row) {
            case GENERATOR -> true;
            case TEACHER_FULL, TEACHER_TRUNCATED -> false;
            case OBSERVATION, HELD_OUT -> throw new IllegalArgumentException(row.id() + " is not sampled");
        };
    }

    /** Network evaluations per image. */
    public static int nfe(SampleSpec spec, double stopSigma) {
        return isGenerator(spec.row()) ? 1 : new EdmSampler(spec.sampler(), stopSigma).nfe();
    }

    /**
     * Draws the images {@code first}, …, {@code first + n - 1}, encoded in the data type of the specification.
     *
     * @throws ArithmeticException when the model returns a value that is not finite
     */
    public List<ByteBuffer> images(long first, int n) {
        float[] z = latents(first, n);
        float[] images = sampler == null
                ? generated(z, first, n)
                : sampler.sample(denoiser(z), withoutCondition(z, n), n, step -> churn(step, first, n));
        int size = spec.shape().size();
        return IntStream.range(0, n)
                .mapToObj(i -> TensorData.encode(spec.dataType(), images, i * size, size))
                .toList();
    }

    private float[] latents(long first, int n) {
        Seeds seeds = new Seeds(spec.seed());
        String purpose = "sample/" + spec.row().id();
        float[] z = new float[n * latentSize];
        for (int i = 0; i < n; i++) {
            Seeds.fillNormal(seeds.of(purpose, first + i), z, i * latentSize, latentSize);
        }
        return z;
    }

    private float[] churn(int step, long first, int n) {
        int size = spec.shape().size();
        Seeds seeds = new Seeds(spec.seed()).derive("churn/" + step);
        String purpose = "sample/" + spec.row().id();
        float[] noise = new float[n * size];
        for (int i = 0; i < n; i++) {
            Seeds.fillNormal(seeds.of(purpose, first + i), noise, i * size, size);
        }
        return noise;
    }

    private float[] generated(float[] z, long first, int n) {
        float[] image = model.run(n, Map.of(OnnxExport.Z, z), OnnxExport.IMAGE).floats(OnnxExport.IMAGE);
        for (int k = 0; k < image.length; k++) {
            if (!Float.isFinite(image[k])) {
                throw new ArithmeticException(
                        "the generator returned " + image[k] + " in image " + (first + k / (image.length / n)));
            }
        }
        return image;
    }

    /** The latent of the condition is the same in all steps. */
    private DenoiserModel denoiser(float[] z) {
        return (x, sigma, n, out) -> {
            int size = spec.shape().size();
            float[] input = z.clone();
            for (int i = 0; i < n; i++) {
                System.arraycopy(x, i * size, input, i * latentSize, size);
            }
            float[] sigmas = new float[n];
            Arrays.fill(sigmas, (float) sigma);
            float[] denoised = model.run(n, Map.of(OnnxExport.X, input, OnnxExport.SIGMA, sigmas), OnnxExport.DENOISED)
                    .floats(OnnxExport.DENOISED);
            System.arraycopy(denoised, 0, out, 0, denoised.length);
        };
    }

    /** The latents without those of the condition. */
    private float[] withoutCondition(float[] z, int n) {
        int size = spec.shape().size();
        float[] images = new float[n * size];
        for (int i = 0; i < n; i++) {
            System.arraycopy(z, i * latentSize, images, i * size, size);
        }
        return images;
    }
}
