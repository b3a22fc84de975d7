package org.dcd.pipelines.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.stage.StageKind;

/**
 * Where leases are written down: few operations, each of which happens whole or not at all, also between machines. A
 * holder is an id that is drawn anew for every run and never comes back.
 */
interface LeaseBoard {
    /** Tells this board from others of the process. */
    String location();

    /** Enters a holder for a stage that has none; false when it has one. */
    boolean take(StageKind kind, String key, String holder) throws IOException;

    /** Who makes a stage. */
    Optional<String> holder(StageKind kind, String key) throws IOException;

    /** Strikes out this holder of a stage, and no other that came after it. */
    void remove(StageKind kind, String key, String holder) throws IOException;

    /**
     * Strikes out a holder that is silent but may wake up and go on to write: the next holder gets a work folder which
     * that one does not know.
     */
    void depose(StageKind kind, String key, String holder) throws IOException;

    /** Starts to show that a holder is alive. */
    Pulse start(String holder, String about) throws IOException;

    /** What a holder shows: something else after every beat. Empty when it shows nothing. */
    String pulse(String holder) throws IOException;

    /** Whether a holder is known to have ended, without waiting for its pulse. False when in doubt. */
    boolean hasEnded(String holder) throws IOException;

    /** Whether a pulse was last written so long ago, by the clock of where it lies. */
    boolean isOld(String holder, Duration age) throws IOException;

    /** What is known of a holder at one look: one of another machine is gone when its pulse is old. */
    default Launcher launcher(String holder, LeaseTimes times) throws IOException {
        String pulse = pulse(holder);
        if (Launcher.hasLeft(pulse)) {
            return new Launcher(Launcher.State.LEFT, Launcher.job(pulse));
        }
        boolean gone = !Leases.isOfThisProcess(holder)
                && (pulse.isEmpty()
                        || hasEnded(holder)
                        || isOld(holder, times.patience().multipliedBy(2)));
        return new Launcher(gone ? Launcher.State.GONE : Launcher.State.ALIVE, Launcher.job(pulse));
    }

    /** Takes away the pulse of a holder that has ended. */
    void bury(String holder) throws IOException;

    /**
     * Strikes out a holder that has ended, wherever it may be entered, and takes away its pulse.
     *
     * @param writes whether something of it may still write
     */
    default void forget(String holder, Map<String, StageKind> stages, boolean writes) throws IOException {
        for (Map.Entry<String, StageKind> stage : stages.entrySet()) {
            if (writes && holder(stage.getValue(), stage.getKey()).equals(Optional.of(holder))) {
                depose(stage.getValue(), stage.getKey(), holder);
            } else {
                remove(stage.getValue(), stage.getKey(), holder);
            }
        }
        bury(holder);
    }

    /** The pulse of a holder of this process. */
    interface Pulse extends AutoCloseable {
        /** Shows that the holder is alive. */
        void beat() throws IOException;

        /** Names the job of a cluster that makes the holder's stages; empty when none does any more. */
        void tell(String job) throws IOException;

        /** Stops to beat and says so, but leaves the pulse, for the sake of the job that was told. */
        void leave() throws IOException;

        @Override
        void close() throws IOException;
    }
}
