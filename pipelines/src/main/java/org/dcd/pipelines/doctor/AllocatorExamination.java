package org.dcd.pipelines.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcd.transforms.ops.torch.TorchMachine;
import org.dcd.transforms.ops.torch.TorchSpeed;

/** The allocator of native memory, and what it costs to allocate the large blocks of a training. */
final class AllocatorExamination implements Examination {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final Pattern LIBRARY = Pattern.compile("\\s(/\\S*/lib(jemalloc|tcmalloc|mimalloc)\\S*)$");
    /** From this cost on, training is clearly slower. */
    private static final double COSTLY = 1.7;

    private static final String INSTALL =
            "install jemalloc, which ./dcd then uses (Debian: apt install libjemalloc2), or give its path in DCD_JEMALLOC";

    @Override
    public String name() {
        return "allocator";
    }

    @Override
    public void run(Notes notes) throws IOException {
        try (TorchSpeed speed = new TorchSpeed(TorchMachine.load().cpu())) {
            run(notes, SystemFile.lines(MAPS), speed.allocationCost());
        }
    }

    static void run(Notes notes, List<String> maps, double cost) {
        Optional<Matcher> library =
                maps.stream().map(LIBRARY::matcher).filter(Matcher::find).findFirst();
        String name = library.map(found -> found.group(2)).orElse(maps.isEmpty() ? "of the system" : "glibc");
        notes.say(name)
                .say(String.format(Locale.ROOT, "new memory costs %.1f times as much as reused memory", cost))
                .fact("allocator", name)
                .fact("library", library.map(found -> found.group(1)).orElse(""))
                .fact("allocation-cost", cost);
        if (cost > COSTLY) {
            notes.warning(
                    String.format(
                            Locale.ROOT,
                            "%s returns freed memory to the operating system: filling a new block takes %.1f times as"
                                    + " long as filling one that is in use, and training allocates blocks all the time",
                            name,
                            cost),
                    library.isPresent()
                            ? "unset MALLOC_CONF, so that ./dcd sets it"
                            : INSTALL + "; also start DCD with ./dcd, which sets the limits of glibc");
        } else if (library.isEmpty() && !maps.isEmpty()) {
            notes.problem(
                    Severity.NOTE,
                    "training uses glibc's allocator; jemalloc needs about a tenth less CPU time",
                    INSTALL);
        }
    }
}
