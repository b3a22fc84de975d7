package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Section.columnHeader;
import static org.dcd.pipelines.report.Section.rowHeader;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.Candidate;
import org.dcd.schemas.Count;
import org.dcd.transforms.metric.RankCorrelation;

/** The selected candidate and the best one, as in Tables 12 and 15 of the paper. */
final class SelectionSection {
    private SelectionSection() {}

    /** Empty when candidates were not kept. */
    static Html of(List<Candidate> candidates) {
        if (candidates.isEmpty()) {
            return Html.NOTHING;
        }
        List<Candidate> eligible =
                candidates.stream().filter(Candidate::getEligible).toList();
        Candidate selected =
                eligible.stream().filter(Candidate::getSelected).findFirst().orElseThrow();
        Candidate bestEligible = best(eligible);
        Candidate best = best(candidates);
        Html lines = Html.join(
                line("selected by the proximal distance", selected, selected),
                line("best eligible candidate", bestEligible, selected),
                line("best candidate", best, selected));
        return Section.of(
                "selection",
                "Selection of the generator",
                styled(
                        "p",
                        "quiet",
                        "The cost of selecting without clean images (paper, App. E). The distances to clean images were"
                                + " computed after the selection."),
                Section.scrolling(
                        "Selected and best candidates",
                        element(
                                "table",
                                is("selection"),
                                element(
                                        "thead",
                                        element(
                                                "tr",
                                                columnHeader("candidate"),
                                                columnHeader("kimg"),
                                                columnHeader("proximal distance"),
                                                columnHeader("distance to clean images"),
                                                columnHeader("excess of the selected"))),
                                element("tbody", lines))),
                element("p", correlations(candidates, eligible)));
    }

    private static Candidate best(List<Candidate> candidates) {
        return candidates.stream()
                .min(Comparator.comparingDouble(Candidate::getFd))
                .orElseThrow();
    }

    private static Html line(String name, Candidate candidate, Candidate selected) {
        String above = candidate.equals(selected)
                ? "–"
                : String.format(Locale.ROOT, "%.1f %%", 100 * (selected.getFd() / candidate.getFd() - 1));
        return element(
                "tr",
                rowHeader(name),
                styled("td", "number", FormattedNumbers.figure(candidate.getKimg())),
                styled("td", "number", FormattedNumbers.figure(candidate.getProximalFd())),
                styled("td", "number", FormattedNumbers.figure(candidate.getFd())),
                styled("td", "number", above));
    }

    private static String correlations(List<Candidate> candidates, List<Candidate> eligible) {
        return "Rank correlation of the two distances: " + correlation(candidates) + " over all "
                + Count.of(candidates.size(), "candidate") + ", " + correlation(eligible) + " over the "
                + eligible.size() + " eligible ones.";
    }

    private static String correlation(List<Candidate> candidates) {
        OptionalDouble correlation = RankCorrelation.of(
                candidates.stream().mapToDouble(Candidate::getProximalFd).toArray(),
                candidates.stream().mapToDouble(Candidate::getFd).toArray());
        return correlation.isPresent() ? String.format(Locale.ROOT, "%.2f", correlation.getAsDouble()) : "not defined";
    }
}
