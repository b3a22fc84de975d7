package org.dcd.transforms.ops.torch;

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

    /** Value of libtorch's ScalarType::Float. */
    private static final int FLOAT32 = 6;

    /** Name of an input of the update: a result of one part of the batch. */
    static String ofPart(int part, String result) {
        return part + "/" + result;
    }

    private static String gradient(String parameter) {
        return "gradient/" + parameter;
    }

    /**
     * Emits the loss of a part of the batch and its gradient with respect to every parameter of a set, both scaled by
     * the weight of the part, the only scalar argument of the function.
     */
    static Map<String, TorchTensor> emitGradients(TorchOps ops, TorchTensor partLoss, String set) {
        TorchTensor loss = ops.let("torch.mul(" + partLoss + ", " + ops.number(WEIGHT) + ")");
        List<TorchTensor> gradients = ops.gradients(loss.code(), ops.used(set));
        Map<String, TorchTensor> results = new LinkedHashMap<>();
        results.put(LOSS, ops.let("torch.reshape(" + loss + ", [1])"));
        List<ParameterSpec> specs = ops.parameters(set);
        for (int i = 0; i < specs.size(); i++) {
            // the update reads raw memory, and a gradient may have other strides than its weight
            results.put(gradient(specs.get(i).name()), ops.let("torch.contiguous(" + gradients.get(i) + ")"));
        }
        return results;
    }

    /**
     * Emits the update of a parameter set from the gradients of the parts of a batch. Inputs are the results of
     * {@link #emitGradients} for each part, see {@link #ofPart}. Scalar arguments are the learning rate, the number of
     * the step from 1 and, with a moving average, its decay β. Moments and average are separate parameter sets.
     *
     * @return loss, and norm of the gradient before clipping
     */
    Map<String, TorchTensor> emitUpdate(
            TorchOps ops, String set, List<ParameterSpec> specs, int parts, boolean averaged) {
        TorchTensor weights = ops.all(set, specs);
        TorchTensor m = ops.all(set + FIRST_MOMENT, specs);
        TorchTensor v = ops.all(set + SECOND_MOMENT, specs);
        TorchTensor loss = sumLosses(ops, parts);
        TorchTensor gradients = sumGradients(ops, specs, parts);
        TorchTensor norm = ops.let("torch.linalg_vector_norm(torch.stack(torch._foreach_norm(" + gradients + ")))");
        TorchTensor unusable = ops.let("torch.to(torch.logical_not(torch.isfinite(" + norm + ")), " + FLOAT32 + ")");
        // _fused_adam_ divides gradients by this scale.
        String scale = clipNorm > 0
                ? ops.let("torch.clamp_min(torch.div(torch.add(" + norm + ", 1.0e-6), " + clipNorm + "), 1.0)")
                        .code()
                : "None";
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
        Map<String, TorchTensor> results = new LinkedHashMap<>();
        results.put(LOSS, loss);
        results.put(NORM, norm);
        return results;
    }

    private static TorchTensor sumLosses(TorchOps ops, int parts) {
        TorchTensor sum = ops.input(ofPart(0, LOSS), 1);
        for (int part = 1; part < parts; part++) {
            sum = ops.add(sum, ops.input(ofPart(part, LOSS), 1));
        }
        return sum;
    }

    /** Sum of the gradients of the parts in order, in the memory of the first. */
    private static TorchTensor sumGradients(TorchOps ops, List<ParameterSpec> specs, int parts) {
        TorchTensor sum = gradients(ops, specs, 0);
        for (int part = 1; part < parts; part++) {
            ops.statement("torch._foreach_add_(" + sum + ", " + gradients(ops, specs, part) + ")");
        }
        return sum;
    }

    private static TorchTensor gradients(TorchOps ops, List<ParameterSpec> specs, int part) {
        List<TorchTensor> gradients = specs.stream()
                .map(spec -> ops.input(ofPart(part, gradient(spec.name())), spec.shape()))
                .toList();
        return ops.let(gradients.toString());
    }
}
