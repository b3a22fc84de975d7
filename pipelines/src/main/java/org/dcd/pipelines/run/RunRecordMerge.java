package org.dcd.pipelines.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dcd.pipelines.run.RunRecord.OtherRun;
import org.dcd.pipelines.run.RunRecord.StageRecord;

/** Merges the records of several runs of the same plan into one. */
final class RunRecordMerge {
    /** Maximum number of runs in a record that made nothing; the latest are kept. */
    private static final int MAX_CACHED_RUNS = 100;

    private RunRecordMerge() {}

    /** The record of two runs, see {@link RunRecord#after}. */
    static RunRecord of(RunRecord earlier, RunRecord run) {
        Set<String> remade = new HashSet<>(run.made());
        earlier.otherRuns().stream()
                .filter(other -> RunRecord.instant(other.started()).isAfter(RunRecord.instant(earlier.started())))
                .forEach(other -> remade.addAll(other.made()));
        boolean isCovered = run.stages().stream()
                .allMatch(stage -> earlier.stages().stream().anyMatch(stage::isSameAs));
        boolean remains = earlier.made().stream().anyMatch(name -> !remade.contains(name));
        return isCovered && (run.made().isEmpty() || remains) ? add(earlier, run) : add(run, earlier);
    }

    /** A record with another run of its plan added. */
    private static RunRecord add(RunRecord record, RunRecord other) {
        RunRecord latest =
                RunRecord.instant(other.started()).isAfter(RunRecord.instant(record.started())) ? other : record;
        RunRecord placed = latest.folder() != null || record.folder() == null ? latest : record;
        List<OtherRun> others = new ArrayList<>(record.otherRuns());
        others.addAll(other.otherRuns());
        others.add(asOther(other));
        return new RunRecord(
                record.experiment(),
                record.seed(),
                latest.dataSeed() != null ? latest.dataSeed() : record.dataSeed(),
                record.selection(),
                record.runner(),
                record.started(),
                record.seconds(),
                stages(record, other, latest == other),
                latest.inputs() != null ? latest.inputs() : record.inputs(),
                record.environment(),
                record.source(),
                placed.folder(),
                placed.yaml(),
                bounded(others));
    }

    /**
     * The stages of a record, and those that only another record has.
     *
     * @param isLater whether the other run started later, and hence knows the latest attempt of each stage
     */
    private static List<StageRecord> stages(RunRecord record, RunRecord other, boolean isLater) {
        Map<String, StageRecord> own = new LinkedHashMap<>();
        record.stages().forEach(stage -> own.put(stage.name(), stage));
        List<StageRecord> all = new ArrayList<>();
        for (StageRecord stage : other.stages()) {
            StageRecord same = own.get(stage.name());
            if (same == null) {
                all.add(stage.cached(true));
            } else if (isLater && same.isSameAs(stage)) {
                own.put(stage.name(), stage.cached(same.cached()));
            }
        }
        all.addAll(own.values());
        return all;
    }

    /** Removes the oldest runs that made nothing if there are too many. */
    private static List<OtherRun> bounded(List<OtherRun> others) {
        List<OtherRun> sorted = others.stream()
                .sorted(Comparator.comparing(other -> RunRecord.instant(other.started())))
                .collect(Collectors.toCollection(ArrayList::new));
        long cached = sorted.stream().filter(other -> other.made().isEmpty()).count();
        for (Iterator<OtherRun> all = sorted.iterator(); cached > MAX_CACHED_RUNS && all.hasNext(); ) {
            if (all.next().made().isEmpty()) {
                all.remove();
                cached--;
            }
        }
        return sorted;
    }

    private static OtherRun asOther(RunRecord run) {
        return new OtherRun(
                run.started(),
                run.seconds(),
                run.runner(),
                run.selection(),
                run.stages().size(),
                run.made(),
                run.environment().get(RunRecord.COMMIT),
                run.source());
    }
}
