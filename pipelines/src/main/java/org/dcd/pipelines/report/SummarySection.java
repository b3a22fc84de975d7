package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.text;

import java.util.Locale;
import java.util.Optional;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.result.ScoreCell;
import org.dcd.schemas.Count;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.calibrate.CalibrateKind;
import org.dcd.transforms.stage.distil.DistilKind;
import org.dcd.transforms.stage.imports.ImportKind;
import org.dcd.transforms.stage.restore.RestoreKind;
import org.dcd.transforms.stage.teacher.TeacherKind;

/** Title, verdict, and three sentences: what was trained, the main score, and whether the expectations hold. */
final class SummarySection {
    private static final String FD = "fd";

    private SummarySection() {}

    static Html of(ReportData data) {
        return element(
                "header",
                element("p", is("eyebrow"), text("Distillation from Corrupted Data · seed " + data.seed())),
                element("h1", data.experiment()),
                verdict(data),
                element("p", is("lead"), text(done(data) + " " + result(data) + " " + judgement(data))));
    }

    private static Html verdict(ReportData data) {
        int all = data.expectations().size();
        if (all == 0) {
            return styled("p", "verdict none", "No expectations");
        }
        long failed = data.failedExpectations();
        return failed == 0
                ? styled(
                        "p",
                        "verdict pass",
                        "✓ " + (all == 1 ? "The expectation holds" : "All " + Count.of(all, "expectation") + " hold"))
                : styled("p", "verdict fail", "✗ " + failed + " of " + Count.of(all, "expectation") + " failed");
    }

    private static String done(ReportData data) {
        Optional<Double> images = data.stages().stream()
                .filter(stage -> stage.kind().equals("dataset"))
                .map(stage -> stage.manifest().getFigures().get("train"))
                .filter(count -> count != null)
                .findFirst();
        Optional<String> corruption = data.scores().stream()
                .map(score -> score.getContract().getCorruption())
                .filter(name -> !name.equals("none"))
                .findFirst();
        boolean estimated = has(data, CalibrateKind.NAME);
        String seen = images.map(count -> FormattedNumbers.count(count.longValue()) + " ")
                        .orElse("")
                + "corrupted " + things(data)
                + corruption
                        .map(name -> " (corruption " + name
                                + (estimated ? ", noise level estimated from the measurements)" : ")"))
                        .orElse("");
        String distilled = has(data, DistilKind.NAME) ? "distilled into a one-step generator" : "";
        if (!has(data, ImportKind.NAME)) {
            return trained(data, seen) + ", without clean " + things(data) + and(", and ", distilled) + ".";
        }
        return has(data, TeacherKind.NAME)
                ? "A diffusion teacher, imported from a file with unknown training data, was trained further on " + seen
                        + and(" and ", distilled) + "."
                : "A diffusion teacher, imported from a file with unknown training data, was "
                        + (distilled.isEmpty() ? "scored with " : distilled + " with ") + seen + ".";
    }

    private static String trained(ReportData data, String seen) {
        long teachers = data.stages().stream()
                .filter(stage -> stage.kind().equals(TeacherKind.NAME))
                .count();
        if (teachers == 0) {
            return "No network was trained on " + seen;
        }
        return teachers == 1
                ? "A diffusion teacher was trained on " + seen
                : teachers + " diffusion teachers were trained on " + seen
                        + (has(data, RestoreKind.NAME) ? " and on images restored from them" : "");
    }

    private static String and(String joint, String done) {
        return done.isEmpty() ? "" : joint + done;
    }

    private static boolean has(ReportData data, String kind) {
        return data.stages().stream().anyMatch(stage -> stage.kind().equals(kind));
    }

    /** Data without images to show are points. */
    private static String things(ReportData data) {
        return data.rows().isEmpty() ? "points" : "images";
    }

    private static String result(ReportData data) {
        boolean distilled = has(data, DistilKind.NAME);
        Row row = distilled ? Row.GENERATOR : Row.TEACHER_FULL;
        String model = distilled ? "generator" : "teacher";
        Optional<ScoreCell> scored = data.score(row.id(), FD);
        if (scored.isEmpty()) {
            return "The " + model + " was not scored against clean " + things(data) + ".";
        }
        StringBuilder sentence = new StringBuilder(
                        "The " + model + "'s Fréchet distance to clean " + things(data) + " is ")
                .append(FormattedNumbers.figure(scored.get().mean()));
        Optional<ScoreCell> observation = data.score(Row.OBSERVATION.id(), FD);
        if (observation.isPresent() && scored.get().mean() > 0) {
            double ratio = observation.get().mean() / scored.get().mean();
            sentence.append(", ")
                    .append(ratio >= 1 ? String.format(Locale.ROOT, "%.1f times lower than", ratio) : "higher than")
                    .append(" that of the measurements (")
                    .append(FormattedNumbers.figure(observation.get().mean()))
                    .append(")");
        }
        data.score(Row.TEACHER_FULL.id(), FD).filter(teacher -> distilled).ifPresent(teacher -> sentence.append(
                        "; that of the teacher is ")
                .append(FormattedNumbers.figure(teacher.mean()))
                .append(teacher.any().getNfe() > 0 ? " in " + teacher.any().getNfe() + " network evaluations" : ""));
        return sentence.append(".").toString();
    }

    private static String judgement(ReportData data) {
        long failed = data.failedExpectations();
        int all = data.expectations().size();
        String verdict = all == 0
                ? "The experiment has no expectations"
                : failed == 0 ? "All expectations hold" : failed + " of " + Count.of(all, "expectation") + " failed";
        return verdict + ". The total time of the stages, some of which ran concurrently, is "
                + FormattedNumbers.duration(data.seconds()) + "."
                + (data.notes() == 0
                        ? ""
                        : data.notes() == 1 ? " There is 1 note." : " There are " + data.notes() + " notes.");
    }
}
