package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.experiment.SweepPoint;
import org.dcd.pipelines.report.ReportKind;
import org.dcd.pipelines.report.SweepReport;
import org.dcd.pipelines.result.ExpectationResult;
import org.dcd.pipelines.result.PointRun;
import org.dcd.pipelines.result.Trends;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.transforms.stage.FileNames;

/** Collects the data of the HTML report of a sweep. */
final class SweepPage {
    private SweepPage() {}

    /** File name of the report in the folder of run records. */
    static String nameOf(Sweep sweep) {
        return sweep.name() + "-sweep.html";
    }

    /**
     * The report.
     *
     * @param plans one per point, in the order of the sweep
     * @param finished whether all scores of the point with an index are in the store
     * @param from folder of the report, to which links are relative
     */
    static SweepReport of(Sweep sweep, List<Plan> plans, IntPredicate finished, Store store, String from)
            throws IOException {
        List<SweepReport.Point> points = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            SweepPoint point = sweep.points().get(i);
            if (finished.test(i)) {
                PointRun run = PointRun.of(point, ScorePrinter.scores(plans.get(i), store));
                points.add(new SweepReport.Point(run, link(plans.get(i), store, from)));
            } else {
                missing.add(point.label());
            }
        }
        List<ExpectationResult> trends =
                Trends.check(sweep, points.stream().map(SweepReport.Point::run).toList());
        return new SweepReport(sweep.name(), List.copyOf(sweep.axes().keySet()), points, trends, missing);
    }

    /** Link from a folder to the report of a plan; empty when the store has none. */
    static String link(Plan plan, Store store, String from) {
        Optional<PlannedStage> report = plan.stages().stream()
                .filter(stage -> stage.node().kind().equals(ReportKind.NAME))
                .filter(stage -> store.find(stage.node().id()) instanceof LookupResult.Present)
                .findFirst();
        return report.map(stage -> store.stage(stage.node().id()).location() + "/" + FileNames.REPORT)
                .map(location -> relative(from, location))
                .orElse("");
    }

    /** Local paths become relative, so that they survive moving the store; URIs stay as they are. */
    private static String relative(String from, String location) {
        try {
            Path folder = Path.of(from).toAbsolutePath().normalize();
            Path file = Path.of(location).toAbsolutePath().normalize();
            return location.contains("://")
                    ? location
                    : folder.relativize(file).toString().replace('\\', '/').replace(" ", "%20");
        } catch (InvalidPathException e) {
            return location;
        }
    }
}
