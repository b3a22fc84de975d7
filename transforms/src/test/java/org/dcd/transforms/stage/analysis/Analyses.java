package org.dcd.transforms.stage.analysis;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.points.LowRankGaussian;
import org.dcd.transforms.generator.LowRankLinear;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.AmbientTweedie;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseModel;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.train.DistillationTraining;
import org.dcd.transforms.train.SigmaDistribution;
import org.dcd.transforms.train.SigmaRange;

/** Specifications and inputs of analyses for tests. */
final class Analyses {
    private Analyses() {}

    static AnalysisSpec spec(Analysis analysis, DatasetSource source, int rank, Row... rows) {
        return spec(analysis, source, rank, new Corruption(new Identity(), new GaussianNoise(0.5)), rows);
    }

    static AnalysisSpec spec(Analysis analysis, DatasetSource source, int rank, Corruption corruption, Row... rows) {
        int d = source instanceof LowRankGaussian gaussian ? gaussian.dimension() : 2;
        return spec(analysis, source, rank, d, corruption.operator(), corruption.noise(), rows);
    }

    private static AnalysisSpec spec(
            Analysis analysis,
            DatasetSource source,
            int rank,
            int d,
            ForwardOperator operator,
            NoiseModel noise,
            Row... rows) {
        MeasurementModel model = new MeasurementModel(operator, new ImageShape(d, 1, 1));
        ConditionedDenoiser denoiser = ConditionedDenoiser.ofGenerator(new Mlp(4, 1), new AmbientTweedie(), model);
        return new AnalysisSpec(
                analysis,
                source,
                noise,
                new OneStepGenerator(new LowRankLinear(rank), denoiser, 1),
                training(),
                List.of(rows),
                Collections.nCopies(rows.length, 1),
                2000,
                1);
    }

    private static DistillationTraining training() {
        return new DistillationTraining(
                1,
                2,
                1e-3,
                1e-3,
                0,
                0,
                1,
                1,
                0,
                0,
                1,
                1000,
                new SigmaRange(0.3, 2, 7),
                false,
                new SigmaDistribution(-1.2, 1.2),
                1,
                2,
                0,
                1,
                Precision.FLOAT32,
                2,
                false);
    }

    static Analysis.Input points(float[] values) {
        return input(values, Map.of());
    }

    static Analysis.Input weights(Map<String, float[]> weights) {
        return input(new float[0], weights);
    }

    private static Analysis.Input input(float[] values, Map<String, float[]> weights) {
        return new Analysis.Input() {
            @Override
            public TorchEngine engine() {
                return TorchEngine.cpu();
            }

            @Override
            public float[] values(Row row) {
                return values;
            }

            @Override
            public Map<String, float[]> generator() {
                return weights;
            }
        };
    }
}
