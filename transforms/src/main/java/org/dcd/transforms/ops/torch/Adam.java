package org.dcd.transforms.ops.torch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.ops.ParameterSpec;

/**
 * Emits one step of Adam (Kingma and Ba 2015), in place. An update whose gradient is not finite is left out: the caller
 * sees the norm and decides.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param clipNorm gradients are scaled to this norm at most; 0 for no clipping
 */
public record Adam(double beta1, double beta2, double epsilon, double clipNorm) {
    /** Endings of the names of the sets that hold moments and moving average. */
    static final String FIRST_MOMENT = "_m";

    static final String SECOND_MOMENT = "_v";
    static final String AVERAGE = "_ema";

    /** Names of numbers and results. */
    static final String WEIGHT = "weight";

    static final String LEARNING_RATE = "learning-rate";
    static final String STEP = "step";
    static final String AVERAGE_DECAY = "average-decay";
    static final String LOSS = "loss";
    static final String NORM = "norm";

    /** Code of ScalarType::Float. */
    private static final int FLOAT32 = 6;

    /** A result of one part of the batch among the inputs of the update. */
    static String ofPart(int part, String result) {
        return part + "/" + result;
    }

    private static String gradient(String parameter) {
        return "gradient/" + parameter;
    }

    /**
     * The loss of a part of the batch and its gradient for every parameter of a set, both times the weight of the part,
     * which is the one number that the function takes.
     */
    static Map<String, TorchTensor> emitGradients(TorchOps ops, TorchTensor partLoss, String set) {
        TorchTensor loss = ops.let("torch.mul(" + partLoss + ", " + ops.number(WEIGHT) + ")");
        List<TorchTensor> gradients = ops.gradients(loss.code(), ops.used(set));
        Map<String, TorchTensor> results = new LinkedHashMap<>();
        results.put(LOSS, ops.let("torch.reshape(" + loss + ", [1])"));
        List<ParameterSpec> specs = ops.parameters(set);
        for (int i = 0; i < specs.size(); i++) {
            results.put(gradient(specs.get(i).name()), gradients.get(i));
        }
        return results;
    }

    /**
     * The update of a set from the gradients of the parts of a batch. Inputs are what {@link #emitGradients} gave for
     * each part, see {@link #ofPart}. Numbers are the learning rate, the number of this step from 1 and, when there is
     * a moving average, its decay β. The set's moments and average are sets of their own.
     *
     * @return loss and norm of the gradient before clipping
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
        // Adam divides gradients by this scale.
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

    /** Σ of the gradients of the parts, in their order, in the memory of the first. */
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
