package org.dcd.pipelines.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dcd.transforms.ops.torch.DeviceParity;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchMachine;

/** A convolution and its gradients on the CPU against each GPU. */
final class GpuParityExamination implements Examination {
    /** TF32 differs by less. */
    private static final double WRONG = 1e-2;

    @Override
    public String name() {
        return "gpu-parity";
    }

    @Override
    public void run(Notes notes) {
        TorchMachine machine = TorchMachine.load();
        List<TorchEngine> gpus = machine.gpus();
        if (gpus.isEmpty()) {
            notes.say("no GPU to compare with the CPU");
        }
        for (int i = 0; i < gpus.size(); i++) {
            judge(notes, i, DeviceParity.differences(machine.cpu(), gpus.get(i)));
        }
    }

    static void judge(Notes notes, int gpu, Map<String, Double> differences) {
        double largest = differences.values().stream().reduce(0.0, Math::max);
        String difference =
                String.format(Locale.ROOT, "GPU %d differs from the CPU by %.1e of the largest value", gpu, largest);
        notes.say(difference + String.format(Locale.ROOT, " (at most %.0e)", DeviceParity.TOLERANCE))
                .fact("gpu-" + gpu + "-difference", largest);
        if (largest <= DeviceParity.TOLERANCE) {
            return;
        }
        if (largest <= WRONG) {
            notes.warning(
                    difference + ", more than float32 does: it computes in TF32",
                    "set NVIDIA_TF32_OVERRIDE=0 to compute in float32");
        } else {
            notes.error(
                    difference + ": its results are wrong",
                    "check the memory of the GPU (nvidia-smi -q -d ECC) and its driver, and use another GPU with"
                            + " CUDA_VISIBLE_DEVICES");
        }
    }
}
