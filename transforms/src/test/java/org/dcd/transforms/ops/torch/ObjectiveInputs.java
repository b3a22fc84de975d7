package org.dcd.transforms.ops.torch;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.FurtherCorruption;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.torch.Float64.Values;
import org.dcd.transforms.random.Seeds;

/** An objective with a corruption that it accepts, and random inputs for n images. */
record ObjectiveInputs(Objective objective, MeasurementModel model, int n) {
    static ObjectiveInputs of(Objective objective, ImageShape image, int n) {
        return new ObjectiveInputs(
                objective, new MeasurementModel(Examples.corruption(objective).operator(), image), n);
    }

    /** A batch of all inputs except y. */
    Objective.Batch<TorchTensor> batch(TorchOps ops, TorchTensor y) {
        Map<String, Optional<ImageShape>> shapes = objective.inputs(model);
        return Objective.Batch.of(name -> name.equals(Objective.Y) ? y : ops.input(name, shapes.get(name)));
    }

    /** Inputs of a function, with the parameters and draws that the objective asks for. */
    Map<String, Values> with(Values y, Values dataSigma, Values sigma, Values noise) {
        Map<String, Values> all = new HashMap<>(Map.of(
                Objective.Y, y,
                Objective.DATA_SIGMA, dataSigma,
                Objective.SIGMA, sigma,
                Objective.NOISE, noise));
        float[] drawn = model.draw(n, i -> i);
        ImageShape shape = model.measurement();
        model.parameters().ifPresent(of -> all.put(Objective.OPERATOR, new Values(doubles(drawn), of.batch(n))));
        objective
                .further()
                .ifPresent(hiding -> all.put(
                        Objective.FURTHER,
                        new Values(
                                doubles(hiding.draw(model, n, drawn, i -> 100 + i)),
                                hiding.parameterShape(model).batch(n))));
        if (objective.draws() > 0) {
            all.put(
                    Objective.DRAWS,
                    new Values(
                            doubles(Seeds.normal(1000, n * objective.draws() * shape.size())),
                            shape.stacked(objective.draws()).batch(n)));
        }
        return all;
    }

    int conditionChannels() {
        return objective.further().map(FurtherCorruption::conditionChannels).orElse(0);
    }

    static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
