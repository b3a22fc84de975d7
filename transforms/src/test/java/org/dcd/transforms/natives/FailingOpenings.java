package org.dcd.transforms.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes each opening of native memory fail in turn, and counts resources that stay open. */
public final class FailingOpenings {
    /** The failure. */
    private static final class NoMemory extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoMemory(int opening) {
            super("no memory for opening " + opening);
        }
    }

    private FailingOpenings() {}

    /**
     * Runs work, then repeats it with its first, second, … opening failing. Asserts that nothing stays open.
     *
     * @param work opens native memory and returns its owner
     * @return number of openings
     */
    public static int assertLeaveNothing(Callable<? extends AutoCloseable> work) throws Exception {
        work.call().close();
        int open = Resources.open();
        int managers = managers();
        AtomicInteger openings = new AtomicInteger();
        try {
            Resources.beforeOpening = openings::incrementAndGet;
            AutoCloseable whole = work.call();
            assertThat(Resources.open()).as("what is open while it is in use").isGreaterThan(open);
            whole.close();
            assertNothing(open, managers, "use");
            for (int i = 1; i <= openings.get(); i++) {
                int failing = i;
                AtomicInteger number = new AtomicInteger();
                Resources.beforeOpening = () -> {
                    if (number.incrementAndGet() == failing) {
                        throw new NoMemory(failing);
                    }
                };
                assertThatThrownBy(() -> work.call().close()).hasStackTraceContaining("no memory for opening " + i);
                assertNothing(open, managers, "a failure of opening " + i);
            }
        } finally {
            Resources.beforeOpening = () -> {};
        }
        return openings.get();
    }

    /** Runs work that fails by itself. Asserts that nothing stays open. */
    public static void assertLeavesNothing(Callable<? extends AutoCloseable> work) throws Exception {
        int open = Resources.open();
        int managers = managers();
        assertThatThrownBy(() -> work.call().close()).isInstanceOf(RuntimeException.class);
        assertNothing(open, managers, "the failure");
    }

    private static void assertNothing(int open, int managers, String after) throws Exception {
        assertThat(Resources.open()).as("open after " + after).isEqualTo(open);
        assertThat(managers()).as("managers of DJL after " + after).isEqualTo(managers);
    }

    /** Number of open managers of native tensors according to DJL. */
    private static int managers() throws Exception {
        try (NDManager one = NDManager.newBaseManager("PyTorch")) {
            Field resources = BaseNDManager.class.getDeclaredField("resources");
            resources.setAccessible(true);
            return ((Map<?, ?>) resources.get(one.getParentManager())).size() - 1;
        }
    }
}
