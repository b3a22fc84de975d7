package org.dcd.transforms.ops.torch;

import java.util.List;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.ParameterSpec;

/**
 * Dynamic loss scaling for float16 (Micikevicius et al. 2018): the loss is multiplied by a scale so that gradients do
 * not underflow. The scale is halved when a gradient is not finite, whose update is skipped, and doubled after
 * {@value #STEPS} finite ones.
 */
final class LossScale {
    /** Suffix of the parameter set with the scale. */
    static final String SUFFIX = "_scale";

    /** Finite steps before the scale is doubled, as in torch.amp.GradScaler. */
    private static final int STEPS = 2000;

    private static final float INITIAL = 0x1p16f;
    private static final ParameterSpec SCALE = new ParameterSpec("scale", Init.ONE, 1);
    private static final ParameterSpec FINITE = new ParameterSpec("finite-steps", Init.ZERO, 1);

    /** The scale, and the number of finite steps since it changed. */
    static final List<ParameterSpec> SPECS = List.of(SCALE, FINITE);

    private LossScale() {}

    static float[] initial(ParameterSpec spec) {
        return new float[] {spec.equals(SCALE) ? INITIAL : 0};
    }

    /** Emits the current scale, [1]. */
    static TorchTensor emit(TorchOps ops, String set) {
        return ops.let(ops.all(set + SUFFIX, SPECS) + "[0]");
    }

    /**
     * Emits the change of the scale after a step.
     *
     * @param unusable 1 if the gradient is not finite, otherwise 0
     */
    static void emitUpdate(TorchOps ops, String set, TorchTensor unusable) {
        TorchTensor state = ops.all(set + SUFFIX, SPECS);
        TorchTensor finite = ops.let(
                "torch.mul(torch.add(" + state + "[1], 1.), torch.rsub(torch.reshape(" + unusable + ", [1]), 1.))");
        TorchTensor grows = ops.let("torch.to(torch.ge(" + finite + ", " + STEPS + "), " + TorchOps.FLOAT32 + ")");
        TorchTensor factor = ops.let(
                "torch.sub(torch.add(" + grows + ", 1.), torch.mul(torch.reshape(" + unusable + ", [1]), 0.5))");
        ops.statement("torch._foreach_copy_(" + state + ", [torch.mul(" + state + "[0], " + factor + "), torch.mul("
                + finite + ", torch.rsub(" + grows + ", 1.))])");
    }
}
