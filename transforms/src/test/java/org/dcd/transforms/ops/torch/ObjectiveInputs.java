package org.dcd.transforms.ops.torch;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.FurtherCorruption;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.torch.Float64.Values;
import org.dcd.transforms.random.Seeds;

/** An objective with the corruption that it is made for, and what is drawn for n images. */
record ObjectiveInputs(Objective objective, MeasurementModel model, int n) {
    static ObjectiveInputs of(Objective objective, ImageShape image, int n) {
        return new ObjectiveInputs(
                objective, new MeasurementModel(Examples.corruption(objective).operator(), image), n);
    }

    /** @param first number of the input of the parameters of A, behind which are those of Ã and the draws */
    Objective.Batch<TorchTensor> batch(TorchOps ops, TorchTensor y, int first) {
        int next = first;
        TorchTensor parameters = model.parameters().isPresent() ? ops.input(next++) : null;
        TorchTensor further = objective.further().isPresent() ? ops.input(next++) : null;
        TorchTensor draws = objective.draws() > 0 ? ops.input(next) : null;
        return new Objective.Batch<>(y, parameters, further, ops.input(1), ops.input(2), ops.input(3), draws);
    }

    /** Inputs of a function, with the parameters behind them. */
    Values[] with(Values... data) {
        float[] drawn = model.draw(n, i -> i);
        Optional<Values> further = objective
                .further()
                .map(hiding -> new Values(
                        doubles(hiding.draw(model, n, drawn, i -> 100 + i)),
                        hiding.parameterShape(model).batch(n)));
        Optional<Values> parameters = model.parameters().map(shape -> new Values(doubles(drawn), shape.batch(n)));
        ImageShape shape = model.measurement();
        Stream<Values> draws = objective.draws() == 0
                ? Stream.of()
                : Stream.of(new Values(
                        doubles(Seeds.normal(1000, n * objective.draws() * shape.size())),
                        shape.stacked(objective.draws()).batch(n)));
        return Stream.of(Arrays.stream(data), parameters.stream(), further.stream(), draws)
                .flatMap(values -> values)
                .toArray(Values[]::new);
    }

    int conditionChannels() {
        return objective.further().map(FurtherCorruption::conditionChannels).orElse(0);
    }

    static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
