package org.dcd.pipelines.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.diffusion.DenoiserFacts;
import org.dcd.transforms.diffusion.DenoiserModel;
import org.dcd.transforms.diffusion.HeunSampler;
import org.dcd.transforms.diffusion.Preconditioning;
import org.dcd.transforms.network.Denoiser;
import org.dcd.transforms.onnx.OnnxExport;
import org.dcd.transforms.onnx.OrtModel;
import org.dcd.transforms.onnx.OrtOptions;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.torch.HostTensor;
import org.dcd.transforms.torch.TorchEngine;
import org.dcd.transforms.torch.TorchFunction;

/**
 * Speed of sampling with one network: the teacher's Heun steps in ONNX Runtime, one step of the generator in ONNX
 * Runtime, and the same step in libtorch, in turn, so that other load hits all of them. libtorch computes on one
 * thread, so it is held against ONNX Runtime on one thread.
 */
public final class SamplingBenchmark implements AutoCloseable {
    private static final Map<String, String> NO_METADATA = Map.of();

    private final BenchmarkCase what;
    private final double sigmaInit;
    private final TorchEngine engine;
    private final OrtModel denoiser;
    private final OrtModel generator;
    private final OrtModel singleThreaded;
    private final TorchFunction torch;
    private final HeunSampler sampler;
    private final float[] z;

    private SamplingBenchmark(BenchmarkCase what) {
        this.what = what;
        this.sigmaInit = what.experiment().distillation().training().sigmaInit();
        this.engine = TorchEngine.best();
        this.sampler = new HeunSampler(what.experiment().teacher().sampler(), 0);
        this.z = Seeds.normal(
                what.seeds().of("z", 0), what.batch() * what.shape().size());
        Denoiser network = what.experiment().teacher().network();
        Map<String, float[]> weights = what.weights();
        OrtOptions options = OrtOptions.cpu(what.threads()).withBatch(what.batch());
        String prefix = DenoiserFacts.PREFIX;
        this.denoiser = OrtModel.open(
                "denoiser", OnnxExport.denoiser(network, prefix, what.shape(), weights, NO_METADATA), options);
        byte[] exported = OnnxExport.generator(network, prefix, what.shape(), sigmaInit, weights, NO_METADATA);
        this.generator = OrtModel.open("generator", exported, options);
        this.singleThreaded =
                OrtModel.open("generator", exported, OrtOptions.cpu(1).withBatch(what.batch()));
        this.torch = new TorchFunction(
                engine,
                weights,
                ops -> List.of(Preconditioning.denoise(
                        ops, network, TorchFunction.PREFIX + prefix, what.shape(), ops.input(0), ops.input(1))));
    }

    /** @param teacher whether to measure the teacher's steps too, otherwise the generator alone */
    public static Map<String, Object> run(BenchmarkCase what, boolean teacher) {
        try (SamplingBenchmark benchmark = new SamplingBenchmark(what)) {
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
            heun();
        }
        Stopwatch steps = new Stopwatch();
        Stopwatch onnx = new Stopwatch();
        Stopwatch single = new Stopwatch();
        Stopwatch libtorch = new Stopwatch();
        // A step of the generator is short beside the teacher's: as many of it as make a time worth measuring.
        int repeats = teacher ? sampler.nfe() : 1;
        for (int i = 0; i < what.steps(); i++) {
            if (teacher) {
                steps.time(this::heun);
            }
            for (int k = 0; k < repeats; k++) {
                onnx.time(() -> onnx(generator));
                single.time(() -> onnx(singleThreaded));
                libtorch.time(this::libtorch);
            }
        }
        return figures(teacher, steps, onnx, single, libtorch);
    }

    private Map<String, Object> figures(
            boolean teacher, Stopwatch steps, Stopwatch onnx, Stopwatch single, Stopwatch libtorch) {
        Map<String, Object> figures =
                what.describe(teacher ? "sample" : "generate", "ONNX Runtime; " + engine.description());
        double one = onnx.medianRate();
        if (teacher) {
            figures.put("evaluations", sampler.nfe());
            figures.put("generator_images_per_second", BenchmarkCase.rounded(one * what.batch()));
            figures.put("generator_against_teacher", BenchmarkCase.rounded(one / steps.medianRate()));
        }
        figures.put(
                "libtorch_one_thread_images_per_second", BenchmarkCase.rounded(libtorch.medianRate() * what.batch()));
        figures.put(
                "onnx_against_libtorch_one_thread", BenchmarkCase.rounded(single.medianRate() / libtorch.medianRate()));
        Stopwatch main = teacher ? steps : onnx;
        figures.put("images_per_second", BenchmarkCase.rounded(main.rate() * what.batch()));
        figures.put("images_per_second_median_step", BenchmarkCase.rounded(main.medianRate() * what.batch()));
        return figures;
    }

    private void heun() {
        DenoiserModel model = (x, sigma, n, out) -> {
            float[] sigmas = new float[n];
            Arrays.fill(sigmas, (float) sigma);
            float[] result = denoiser.run(n, Map.of(OnnxExport.X, x, OnnxExport.SIGMA, sigmas), OnnxExport.DENOISED)
                    .floats(OnnxExport.DENOISED);
            System.arraycopy(result, 0, out, 0, result.length);
        };
        sampler.sample(model, z, what.batch());
    }

    private void onnx(OrtModel model) {
        model.run(what.batch(), Map.of(OnnxExport.Z, z), OnnxExport.IMAGE).floats(OnnxExport.IMAGE);
    }

    private void libtorch() {
        float[] x = new float[z.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (z[i] * sigmaInit);
        }
        float[] levels = new float[what.batch()];
        Arrays.fill(levels, (float) sigmaInit);
        torch.apply(new HostTensor(x, what.shape().batch(what.batch())), HostTensor.perImage(levels));
    }

    @Override
    public void close() {
        torch.close();
        singleThreaded.close();
        generator.close();
        denoiser.close();
    }
}
