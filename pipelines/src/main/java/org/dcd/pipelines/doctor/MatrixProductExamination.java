package org.dcd.pipelines.doctor;

import java.util.List;
import java.util.Locale;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchMachine;
import org.dcd.transforms.ops.torch.TorchSpeed;

/** Rates of a matrix product in libtorch, on all cores and on each GPU. */
final class MatrixProductExamination implements Examination {
    @Override
    public String name() {
        return "matrix-product";
    }

    @Override
    public void run(Notes notes) {
        TorchMachine machine = TorchMachine.load();
        rates(notes, machine.cpu(), "cpu", "CPU", " per core");
        List<TorchEngine> gpus = machine.gpus();
        for (int i = 0; i < gpus.size(); i++) {
            rates(notes, gpus.get(i), "gpu-" + i, "GPU " + i, "");
        }
    }

    private static void rates(Notes notes, TorchEngine engine, String fact, String device, String of) {
        try (TorchSpeed speed = new TorchSpeed(engine)) {
            rates(notes, speed.float32(), speed.bfloat16(), fact, device, of);
        }
    }

    static void rates(Notes notes, double single, double low, String fact, String device, String of) {
        notes.say(String.format(Locale.ROOT, "%s %.0f GFLOP/s%s in float32", device, single, of))
                .say(String.format(Locale.ROOT, "%.0f in bfloat16", low))
                .fact(fact + "-float32-gflops" + of.replace(' ', '-'), single)
                .fact(fact + "-bfloat16-gflops" + of.replace(' ', '-'), low);
        if (low < single) {
            notes.problem(
                    Severity.NOTE,
                    String.format(
                            Locale.ROOT,
                            "bfloat16 is slower than float32 on the %s (%.0f against %.0f GFLOP/s%s)",
                            device,
                            low,
                            single,
                            of),
                    "train in float32, which is the default");
        }
    }
}
