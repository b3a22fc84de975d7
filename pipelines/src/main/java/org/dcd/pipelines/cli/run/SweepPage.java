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
import org.dcd.pipelines.store.Lookup;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;

/** Gathers the page of a sweep. */
final class SweepPage {
    private SweepPage() {}

    /** Name of the page among the records of runs. */
    static String nameOf(Sweep sweep) {
        return sweep.name() + "-sweep.html";
    }

    /**
     * The page.
     *
     * @param plans one for each point
     * @param finished whether all scores of a point are in the store
     * @param from folder in which the page will lie, for links
     */
    static SweepReport of(Sweep sweep, List<Plan> plans, IntPredicate finished, Store store, String from)
            throws IOException {
        List<SweepReport.Point> points = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            SweepPoint point = sweep.points().get(i);
            if (finished.test(i)) {
                PointRun run = PointRun.of(point, Results.scores(plans.get(i), store));
                points.add(new SweepReport.Point(run, link(plans.get(i), store, from)));
            } else {
                missing.add(point.label());
            }
        }
        List<ExpectationResult> trends =
                Trends.check(sweep, points.stream().map(SweepReport.Point::run).toList());
        return new SweepReport(sweep.name(), List.copyOf(sweep.axes().keySet()), points, trends, missing);
    }

    /** Where the report of a plan is, as seen from a folder; empty where there is none. */
    static String link(Plan plan, Store store, String from) {
        Optional<PlannedStage> report = plan.stages().stream()
                .filter(stage -> stage.node().kind().equals(ReportKind.NAME))
                .filter(stage -> store.find(stage.node().id()) instanceof Lookup.Present)
                .findFirst();
        return report.map(stage ->
                        store.stage(stage.node().id()).location() + "/" + org.dcd.transforms.stage.FileNames.REPORT)
                .map(location -> relative(from, location))
                .orElse("");
    }

    /** A path of one file system goes with the page when both are moved; anything else stays as it is. */
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
