package org.dcd.pipelines.benchmarks;

import java.util.Arrays;
import java.util.Map;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.model.DenoiserModel;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.EdmSampler;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.random.Seeds;

/**
 * Speed of sampling with one network: the Heun steps of the teacher and one step of the generator, each in ONNX Runtime
 * and in libtorch. They alternate, so that other load affects all of them. libtorch uses one thread, so it is compared
 * with ONNX Runtime on one thread.
 */
final class SamplingBenchmark implements AutoCloseable {
    private static final Map<String, String> NO_METADATA = Map.of();

    private final BenchmarkCase what;
    private final double sigmaInit;
    private final TorchEngine engine;
    private final Resources owned;
    private final OrtModel denoiser;
    private final OrtModel generator;
    private final OrtModel singleThreaded;
    private final TorchFunction torch;
    private final EdmSampler sampler;
    private final float[] z;

    private SamplingBenchmark(BenchmarkCase what, TorchEngine engine) {
        this.what = what;
        this.sigmaInit = what.experiment()
                .distillation()
                .orElseThrow(() -> new IllegalArgumentException("distillation is missing, so there is no generator to"
                        + " measure; give an experiment that distils its teacher"))
                .training()
                .sigmaInit();
        this.engine = engine;
        this.sampler = new EdmSampler(what.experiment().teacher().sampler(), 0);
        this.z = Seeds.normal(
                what.seeds().of("z", 0), what.batch() * what.shape().size());
        ConditionedDenoiser network = what.denoiser();
        Map<String, float[]> weights = what.weights();
        OrtOptions options = OrtOptions.cpu(what.threads()).withBatch(what.batch());
        String prefix = DenoiserSummary.PREFIX;
        byte[] denoiserOnnx = OnnxExport.denoiser(network, prefix, weights, NO_METADATA);
        byte[] onnx = OnnxExport.generator(OneStepGenerator.of(network, sigmaInit), prefix, weights, NO_METADATA);
        try (Resources opening = new Resources()) {
            this.denoiser = opening.open(() -> OrtModel.open("denoiser", denoiserOnnx, options));
            this.generator = opening.open(() -> OrtModel.open("generator", onnx, options));
            this.singleThreaded = opening.open(
                    () -> OrtModel.open("generator", onnx, OrtOptions.cpu(1).withBatch(what.batch())));
            this.torch = opening.open(() -> TorchFunction.of(
                    engine,
                    "denoiser",
                    weights,
                    ops -> network.fromLatent(
                            ops,
                            TorchFunction.PREFIX + prefix,
                            ops.input(OnnxExport.X, network.inputShape()),
                            1,
                            ops.input(OnnxExport.SIGMA))));
            this.owned = opening.keep();
        }
    }

    /** @param teacher whether to measure the steps of the teacher in addition to the generator */
    static Map<String, Object> run(BenchmarkCase what, boolean teacher, TorchEngine engine) {
        try (SamplingBenchmark benchmark = new SamplingBenchmark(what, engine)) {
            return benchmark.measure(teacher);
        }
    }

    private Map<String, Object> measure(boolean teacher) {
        for (int i = 0; i < what.warmup(); i++) {
            onnx(generator);
            onnx(singleThreaded);
            libtorch();
        }
        if (teacher) {
            heun(this::denoisedByOnnx);
            heun(this::denoisedByLibtorch);
        }
        Stopwatch steps = new Stopwatch();
        Stopwatch torchSteps = new Stopwatch();
        Stopwatch onnx = new Stopwatch();
        Stopwatch single = new Stopwatch();
        Stopwatch libtorch = new Stopwatch();
        // one step of the generator is too short to measure: repeat it as often as the teacher evaluates its network
        int repeats = teacher ? sampler.nfe() : 1;
        for (int i = 0; i < what.steps(); i++) {
            if (teacher) {
                steps.time(() -> heun(this::denoisedByOnnx));
                torchSteps.time(() -> heun(this::denoisedByLibtorch));
            }
            for (int k = 0; k < repeats; k++) {
                onnx.time(() -> onnx(generator));
                single.time(() -> onnx(singleThreaded));
                libtorch.time(this::libtorch);
            }
        }
        Map<String, Object> figures =
                what.describe(teacher ? "sample" : "generate", "ONNX Runtime; " + engine.description());
        if (teacher) {
            figures.put("evaluations", sampler.nfe());
            figures.put("generator_images_per_second", BenchmarkCase.rounded(onnx.medianRate() * what.batch()));
            figures.put("generator_against_teacher", ratio(onnx, steps));
            figures.put("generator_one_thread_against_teacher_in_libtorch", ratio(single, torchSteps));
        }
        figures.put(
                "libtorch_one_thread_images_per_second", BenchmarkCase.rounded(libtorch.medianRate() * what.batch()));
        figures.put("onnx_against_libtorch_one_thread", ratio(single, libtorch));
        Stopwatch main = teacher ? steps : onnx;
        figures.put("images_per_second", BenchmarkCase.rounded(main.rate() * what.batch()));
        figures.put("images_per_second_median_step", BenchmarkCase.rounded(main.medianRate() * what.batch()));
        return figures;
    }

    private static double ratio(Stopwatch a, Stopwatch b) {
        return BenchmarkCase.rounded(a.medianRate() / b.medianRate());
    }

    private void heun(DenoiserModel model) {
        sampler.sample(model, z, what.batch(), this::churn);
    }

    private float[] churn(int step) {
        return Seeds.normal(what.seeds().of("churn", step), z.length);
    }

    private void denoisedByOnnx(float[] x, double sigma, int n, float[] out) {
        float[] result = denoiser.run(n, Map.of(OnnxExport.X, x, OnnxExport.SIGMA, levels(sigma)), OnnxExport.DENOISED)
                .floats(OnnxExport.DENOISED);
        System.arraycopy(result, 0, out, 0, result.length);
    }

    private void denoisedByLibtorch(float[] x, double sigma, int n, float[] out) {
        float[] result = torch.value(n, Map.of(OnnxExport.X, x, OnnxExport.SIGMA, levels(sigma)));
        System.arraycopy(result, 0, out, 0, result.length);
    }

    private float[] levels(double sigma) {
        float[] levels = new float[what.batch()];
        Arrays.fill(levels, (float) sigma);
        return levels;
    }

    private void onnx(OrtModel model) {
        model.run(what.batch(), Map.of(OnnxExport.Z, z), OnnxExport.IMAGE).floats(OnnxExport.IMAGE);
    }

    private void libtorch() {
        float[] x = new float[z.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (z[i] * sigmaInit);
        }
        torch.value(what.batch(), Map.of(OnnxExport.X, x, OnnxExport.SIGMA, levels(sigmaInit)));
    }

    @Override
    public void close() {
        owned.close();
    }
}
