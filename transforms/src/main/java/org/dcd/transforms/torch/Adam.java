package org.dcd.transforms.torch;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
    /**
     * Parameter sets {@code <set>_m} and {@code <set>_v} hold the moments. The scalars from {@code firstScalar} on are
     * the learning rate and the number of this step, from 1.
     *
     * @param loss a single number
     * @return the norm of the gradient before clipping
     */
    TorchTensor emit(TorchOps ops, TorchTensor loss, String set, int firstScalar) {
        int n = ops.parameters(set).size();
        TorchTensor optional = ops.let("torch.grad([" + loss + "], " + ops.leaves(set) + ")");
        String gradients = IntStream.range(0, n)
                .mapToObj(i -> ops.let("unchecked_cast(Tensor, " + optional + "[" + i + "])")
                        .code())
                .collect(Collectors.joining(", ", "[", "]"));
        TorchTensor list = ops.let(gradients);
        TorchTensor norm = ops.let("torch.linalg_vector_norm(torch.stack(torch._foreach_norm(" + list + ")))");
        if (clipNorm > 0) {
            String factor = "torch.clamp_max(torch.mul(torch.reciprocal(torch.add(" + norm + ", 1.0e-6)), " + clipNorm
                    + "), 1.0)";
            ops.statement("torch._foreach_mul_(" + list + ", " + factor + ")");
        }
        ops.useSet(set + "_m", set);
        ops.useSet(set + "_v", set);
        TorchTensor unusable = ops.let("torch.to(torch.logical_not(torch.isfinite(" + norm + ")), 6)");
        TorchTensor step = ops.let("torch.full_like(" + unusable + ", scalars[" + (firstScalar + 1) + "])");
        String steps = IntStream.range(0, n).mapToObj(i -> step.code()).collect(Collectors.joining(", ", "[", "]"));
        ops.statement("torch._fused_adam_(" + set + ", " + list + ", " + set + "_m, " + set
                + "_v, annotate(List[Tensor], []), " + steps + ", lr=scalars[" + firstScalar + "], beta1=" + beta1
                + ", beta2=" + beta2 + ", weight_decay=0., eps=" + epsilon
                + ", amsgrad=False, maximize=False, grad_scale=None, found_inf=" + unusable + ")");
        return norm;
    }

    /**
     * Emits the moving average {@code <set>_ema} ← β · average + (1 - β) · weights, in place.
     *
     * @param scalar index of β
     */
    static void emitAverage(TorchOps ops, String set, int scalar) {
        ops.useSet(set + "_ema", set);
        ops.statement("torch._foreach_lerp_(" + set + "_ema, " + set + ", torch.sub(1., scalars[" + scalar + "]))");
    }
}
