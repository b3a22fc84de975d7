package org.dcd.transforms.ops.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.ops.ParameterSpec;

/**
 * The Adam optimiser (Kingma and Ba 2015); emits TorchScript that updates parameters in place. If the gradient is not
 * finite, the update is skipped; the caller sees this from the gradient norm.
 *
 * @param beta1 decay rate of the first moment
 * @param beta2 decay rate of the second moment
 * @param epsilon added to the square root of the second moment
 * @param clipNorm maximum norm of the gradient, which is scaled down to it; 0 for no clipping
 */
public record Adam(double beta1, double beta2, double epsilon, double clipNorm) {
    /** Suffixes of the parameter sets with moments and moving average. */
    static final String FIRST_MOMENT = "_m";

    static final String SECOND_MOMENT = "_v";
    static final String AVERAGE = "_ema";

    /** Names of scalar arguments and results. */
    static final String WEIGHT = "weight";

    static final String LEARNING_RATE = "learning-rate";
    static final String STEP = "step";
    static final String AVERAGE_DECAY = "average-decay";
    static final String LOSS = "loss";
    static final String NORM = "norm";

    static final String DROPOUT_SEED = "dropout-seed";

    /** Name of an input of {@link #emitSum}: a result of {@link #emitGradients} of the sum. */
    static String ofSum(String result) {
        return "sum/" + result;
    }

    private static String gradient(String parameter) {
        return "gradient/" + parameter;
    }

    /**
     * Emits the loss of a part of the batch and its gradient with respect to every parameter of a set, both scaled by
     * the weight of the part, a scalar argument of the function.
     *
     * @param scaled whether gradients are those of the loss times the {@link LossScale}
     */
    Map<String, TorchTensor> emitGradients(TorchOps ops, TorchTensor partLoss, String set, boolean scaled) {
        TorchTensor loss = ops.let("torch.mul(" + partLoss + ", " + ops.number(WEIGHT) + ")");
        TorchTensor differentiated =
                scaled ? ops.let("torch.mul(" + loss + ", torch.squeeze(" + LossScale.emit(ops, set) + "))") : loss;
        List<TorchTensor> gradients = ops.gradients(differentiated.code(), ops.used(set));
        Map<String, TorchTensor> results = new LinkedHashMap<>();
        results.put(LOSS, ops.let("torch.reshape(torch.detach(" + loss + "), [1])"));
        List<ParameterSpec> specs = ops.parameters(set);
        for (int i = 0; i < specs.size(); i++) {
            // the update reads raw memory, and a gradient may have other strides than its weight
            results.put(gradient(specs.get(i).name()), ops.let("torch.contiguous(" + gradients.get(i) + ")"));
        }
        return results;
    }

    /**
     * Emits the addition, in place, of the results of {@link #emitGradients} to their sum, see {@link #ofSum}. The
     * results are elements of the list that was updated: libtorch removes other updates as dead code.
     */
    static Map<String, TorchTensor> emitSum(TorchOps ops, List<ParameterSpec> specs) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(LOSS, new long[] {1});
        specs.forEach(spec -> shapes.put(gradient(spec.name()), spec.shape()));
        List<TorchTensor> sums = new ArrayList<>();
        List<TorchTensor> added = new ArrayList<>();
        shapes.forEach((name, shape) -> {
            sums.add(ops.input(ofSum(name), shape));
            added.add(ops.input(name, shape));
        });
        TorchTensor list = ops.let(sums.toString());
        ops.statement("torch._foreach_add_(" + list + ", " + added + ")");
        Map<String, TorchTensor> results = new LinkedHashMap<>();
        shapes.keySet().forEach(name -> results.put(name, ops.let(list + "[" + results.size() + "]")));
        return results;
    }

    /**
     * Emits the update of a parameter set. Inputs are the sums of the results of {@link #emitGradients} of all parts.
     * Scalar arguments are the learning rate, the number of the step from 1 and, with a moving average, its decay β.
     * Moments and average are separate parameter sets.
     *
     * @param scaled whether gradients are multiplied by the {@link LossScale}, which is then updated, too
     * @return loss, and norm of the gradient before clipping
     */
    Map<String, TorchTensor> emitUpdate(
            TorchOps ops, String set, List<ParameterSpec> specs, boolean averaged, boolean scaled) {
        TorchTensor weights = ops.all(set, specs);
        TorchTensor m = ops.all(set + FIRST_MOMENT, specs);
        TorchTensor v = ops.all(set + SECOND_MOMENT, specs);
        TorchTensor gradients = gradients(ops, specs);
        TorchTensor norm = ops.let("torch.linalg_vector_norm(torch.stack(torch._foreach_norm(" + gradients + ")))");
        if (scaled) {
            norm = ops.let("torch.div(" + norm + ", torch.squeeze(" + LossScale.emit(ops, set) + "))");
        }
        TorchTensor unusable =
                ops.let("torch.to(torch.logical_not(torch.isfinite(" + norm + ")), " + TorchOps.FLOAT32 + ")");
        String scale = divisor(ops, set, norm, scaled);
        TorchTensor step = ops.let("torch.full_like(" + unusable + ", " + ops.number(STEP) + ")");
        List<TorchTensor> steps = Collections.nCopies(specs.size(), step);
        ops.statement("torch._fused_adam_(" + weights + ", " + gradients + ", " + m + ", " + v
                + ", annotate(List[Tensor], []), " + steps + ", lr=" + ops.number(LEARNING_RATE) + ", beta1=" + beta1
                + ", beta2=" + beta2 + ", weight_decay=0., eps=" + epsilon
                + ", amsgrad=False, maximize=False, grad_scale=" + scale + ", found_inf=" + unusable + ")");
        if (averaged) {
            ops.statement("torch._foreach_lerp_(" + ops.all(set + AVERAGE, specs) + ", " + weights + ", torch.sub(1., "
                    + ops.number(AVERAGE_DECAY) + "))");
        }
        if (scaled) {
            LossScale.emitUpdate(ops, set, unusable);
        }
        Map<String, TorchTensor> results = new LinkedHashMap<>();
        results.put(LOSS, ops.input(LOSS, 1));
        results.put(NORM, norm);
        return results;
    }

    /** Emits what _fused_adam_ divides gradients by, to clip them and to undo the loss scale. */
    private String divisor(TorchOps ops, String set, TorchTensor norm, boolean scaled) {
        TorchTensor clip = clipNorm > 0
                ? ops.let("torch.clamp_min(torch.div(torch.add(" + norm + ", 1.0e-6), " + clipNorm + "), 1.0)")
                : null;
        if (!scaled) {
            return clip == null ? "None" : clip.code();
        }
        TorchTensor lossScale = ops.let("torch.squeeze(" + LossScale.emit(ops, set) + ")");
        return clip == null ? lossScale.code() : ops.multiply(clip, lossScale).code();
    }

    private static TorchTensor gradients(TorchOps ops, List<ParameterSpec> specs) {
        List<TorchTensor> gradients = specs.stream()
                .map(spec -> ops.input(gradient(spec.name()), spec.shape()))
                .toList();
        return ops.let(gradients.toString());
    }
}
