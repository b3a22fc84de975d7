package org.dcd.pipelines.doctor;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.dcd.pipelines.result.FormattedNumbers;

/** The Java virtual machine and its heap. */
final class JavaExamination implements Examination {
    private static final long LEAST_HEAP = 512L << 20;
    private static final int RELEASE = 17;

    @Override
    public String name() {
        return "java";
    }

    @Override
    public void run(Notes notes) {
        Runtime.Version version = Runtime.version();
        String vendor = System.getProperty("java.vendor");
        long heap = Runtime.getRuntime().maxMemory();
        notes.say(version.toString())
                .say(vendor)
                .say("heap " + FormattedNumbers.bytes(heap))
                .fact("version", version.toString())
                .fact("vendor", vendor)
                .fact("home", System.getProperty("java.home"))
                .fact("heap-bytes", heap)
                .fact("options", ManagementFactory.getRuntimeMXBean().getInputArguments());
        if (version.feature() != RELEASE) {
            notes.warning(
                    "Java " + version.feature() + ", but DCD is built for and tested with Java " + RELEASE,
                    "set JAVA_HOME to a JDK " + RELEASE);
        }
        if (heap < LEAST_HEAP) {
            notes.warning(
                    String.format(Locale.ROOT, "the heap is limited to %d MB", heap >> 20),
                    "remove -Xmx from DCD_JAVA_OPTS, or set DCD_JAVA_OPTS=-Xmx1g");
        }
    }
}
