package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.trusted;
import static org.dcd.pipelines.report.Html.with;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The report of a run: one HTML file that needs nothing but itself. */
public final class Report {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String OURS = "/org/dcd/pipelines/report/";

    /** Forbids every load from outside, so that a mistake shows at once. */
    private static final String POLICY =
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

    private Report() {}

    public static String html(ReportData data) {
        Html body = Html.join(
                SummarySection.of(data),
                ImageSection.of(data.rows()),
                PointSection.of(data.points()),
                ScoreSection.of(data),
                RestorationSection.of(data),
                PaperSection.of(data.paper()),
                ClosedFormSection.of(data.closedForms()),
                ExpectationSection.of(data.expectations()),
                NoiseSection.of(data.stages()),
                TrainingCurves.section(data.stages(), data.candidates()),
                SelectionSection.of(data.candidates()),
                GraphSection.of(data.stages(), data.seconds()),
                WorkersSection.of(data.stages()),
                CleanDataSection.of(data.stages()),
                DetailSections.notes(data),
                DetailSections.experiment(data.yaml()),
                ProvenanceSection.of(data),
                DetailSections.models(data.stages()),
                DetailSections.environment(data.stages()),
                DetailSections.keys(data.stages()),
                styled("footer", "quiet", "Written by DCD. This file loads nothing and can be kept or sent as it is."));
        return page(data.experiment() + " · DCD report", body);
    }

    /** One file that needs nothing but itself. */
    static String page(String title, Html content) {
        Html body = element(
                "body",
                element("main", is("page"), content),
                element("script", trusted(resource(UPLOT + "uPlot.iife.min.js"))),
                element("script", trusted(resource(OURS + "report.js"))));
        return "<!DOCTYPE html>\n"
                + element("html", with("lang", "en"), head(title), body).markup() + "\n";
    }

    private static Html head(String title) {
        return element(
                "head",
                element("meta", with("charset", "utf-8")),
                element("meta", with("http-equiv", "Content-Security-Policy"), with("content", POLICY)),
                element("meta", with("name", "viewport"), with("content", "width=device-width, initial-scale=1")),
                element("meta", with("name", "color-scheme"), with("content", "light dark")),
                element("link", with("rel", "icon"), with("href", "data:,")),
                element("title", title),
                element("style", trusted(resource(UPLOT + "uPlot.min.css") + resource(OURS + "report.css"))));
    }

    private static String resource(String name) {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing from the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
