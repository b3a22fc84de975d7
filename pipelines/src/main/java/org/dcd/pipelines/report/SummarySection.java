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
import org.dcd.transforms.stage.imports.ImportKind;
import org.dcd.transforms.stage.teacher.TeacherKind;

/** Title, verdict and three sentences: what was done, what came out, whether it is what was expected. */
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
            return styled("p", "verdict none", "No expectations stated");
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
                        .map(name -> " (taken for " + name
                                + (estimated ? ", a noise level estimated from them alone)" : ")"))
                        .orElse("");
        if (!has(data, ImportKind.NAME)) {
            return "A diffusion teacher was trained on " + seen
                    + ", without a clean one, and distilled into a one-step generator.";
        }
        return has(data, TeacherKind.NAME)
                ? "A diffusion teacher that came from a file, and before was trained on data that are not known here, was"
                        + " trained further on " + seen + " and distilled into a one-step generator."
                : "A diffusion teacher came from a file, trained on data that are not known here, and was distilled into a"
                        + " one-step generator beside " + seen + ".";
    }

    private static boolean has(ReportData data, String kind) {
        return data.stages().stream().anyMatch(stage -> stage.kind().equals(kind));
    }

    /** Data whose images have nothing to show are points. */
    private static String things(ReportData data) {
        return data.rows().isEmpty() ? "points" : "images";
    }

    private static String result(ReportData data) {
        Optional<ScoreCell> generator = data.score(Row.GENERATOR.id(), FD);
        if (generator.isEmpty()) {
            return "The generator was not scored against clean " + things(data) + ".";
        }
        StringBuilder sentence = new StringBuilder("The generator's Fréchet distance to clean " + things(data) + " is ")
                .append(FormattedNumbers.figure(generator.get().mean()));
        Optional<ScoreCell> observation = data.score(Row.OBSERVATION.id(), FD);
        if (observation.isPresent() && generator.get().mean() > 0) {
            double ratio = observation.get().mean() / generator.get().mean();
            sentence.append(", ")
                    .append(ratio >= 1 ? String.format(Locale.ROOT, "%.1f times less than", ratio) : "more than")
                    .append(" that of the corrupted ones it has seen (")
                    .append(FormattedNumbers.figure(observation.get().mean()))
                    .append(")");
        }
        data.score(Row.TEACHER_FULL.id(), FD).ifPresent(teacher -> sentence.append("; the teacher's is ")
                .append(FormattedNumbers.figure(teacher.mean()))
                .append(teacher.any().getNfe() > 0 ? " in " + teacher.any().getNfe() + " network evaluations" : ""));
        return sentence.append(".").toString();
    }

    private static String judgement(ReportData data) {
        long failed = data.failedExpectations();
        int all = data.expectations().size();
        String verdict = all == 0
                ? "The experiment states no expectations"
                : failed == 0
                        ? "It is what the experiment expects"
                        : "It is not what the experiment expects: " + failed + " of " + Count.of(all, "expectation")
                                + " failed";
        return verdict + "; the times of the stages, some side by side, add up to "
                + FormattedNumbers.duration(data.seconds())
                + (data.notes() == 0 ? "." : ", with " + data.notes() + (data.notes() == 1 ? " note." : " notes."));
    }
}
