package org.dcd.transforms.ops.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    /** Code of ScalarType::Float. */
    private static final int FLOAT32 = 6;

    /**
     * The loss of a part of the batch and its gradient for every parameter of a set, in order, both times the weight of
     * the part, which is the one scalar.
     */
    public static List<TorchTensor> emitGradients(TorchOps ops, TorchTensor partLoss, String set) {
        TorchTensor loss = ops.let("torch.mul(" + partLoss + ", scalars[0])");
        TorchTensor optional = ops.let("torch.grad([" + loss + "], " + ops.leaves(set) + ")");
        List<TorchTensor> results = new ArrayList<>(List.of(loss));
        for (int i = 0; i < ops.parameters(set).size(); i++) {
            results.add(ops.let("unchecked_cast(Tensor, " + optional + "[" + i + "])"));
        }
        return results;
    }

    /**
     * The update of a set from the gradients of shards. Data are what {@link #emitGradients} gave for each shard, one
     * after the other. Scalars are the learning rate, the number of this step from 1, the decay β of the moving
     * average, then the weight of each shard. Sets {@code <set>_m} and {@code <set>_v} hold the moments,
     * {@code <set>_ema} the average when there is one.
     *
     * @return loss and norm of the gradient before clipping
     */
    public List<TorchTensor> emitUpdate(
            TorchOps ops, String set, List<ParameterSpec> specs, int shards, boolean averaged) {
        ops.declare(set, specs);
        ops.useSet(set + "_m", set);
        ops.useSet(set + "_v", set);
        TorchTensor loss = sumLosses(ops, specs.size(), shards);
        TorchTensor gradients = sumGradients(ops, specs.size(), shards);
        TorchTensor norm = ops.let("torch.linalg_vector_norm(torch.stack(torch._foreach_norm(" + gradients + ")))");
        TorchTensor unusable = ops.let("torch.to(torch.logical_not(torch.isfinite(" + norm + ")), " + FLOAT32 + ")");
        // Adam divides gradients by this scale.
        String scale = clipNorm > 0
                ? ops.let("torch.clamp_min(torch.div(torch.add(" + norm + ", 1.0e-6), " + clipNorm + "), 1.0)")
                        .code()
                : "None";
        TorchTensor step = ops.let("torch.full_like(" + unusable + ", scalars[1])");
        String steps =
                IntStream.range(0, specs.size()).mapToObj(i -> step.code()).collect(Collectors.joining(", ", "[", "]"));
        ops.statement("torch._fused_adam_(" + set + ", " + gradients + ", " + set + "_m, " + set
                + "_v, annotate(List[Tensor], []), " + steps + ", lr=scalars[0], beta1=" + beta1 + ", beta2=" + beta2
                + ", weight_decay=0., eps=" + epsilon + ", amsgrad=False, maximize=False, grad_scale=" + scale
                + ", found_inf="
                + unusable + ")");
        if (averaged) {
            ops.useSet(set + "_ema", set);
            ops.statement("torch._foreach_lerp_(" + set + "_ema, " + set + ", torch.sub(1., scalars[2]))");
        }
        return List.of(loss, norm);
    }

    private static TorchTensor sumLosses(TorchOps ops, int parameters, int shards) {
        TorchTensor sum = ops.input(0);
        for (int shard = 1; shard < shards; shard++) {
            sum = ops.add(sum, ops.input(shard * (parameters + 1)));
        }
        return sum;
    }

    /** Σ of the gradients of the shards, in their order, in the memory of the first. */
    private static TorchTensor sumGradients(TorchOps ops, int parameters, int shards) {
        TorchTensor sum = null;
        for (int shard = 0; shard < shards; shard++) {
            int first = shard * (parameters + 1) + 1;
            TorchTensor list = ops.let(IntStream.range(first, first + parameters)
                    .mapToObj(i -> "data[" + i + "]")
                    .collect(Collectors.joining(", ", "[", "]")));
            if (sum == null) {
                sum = list;
            } else {
                ops.statement("torch._foreach_add_(" + sum + ", " + list + ")");
            }
        }
        return sum;
    }
}
