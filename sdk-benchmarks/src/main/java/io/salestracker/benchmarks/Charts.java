package io.salestracker.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Bars of the batch endpoint's table, each chart once for a light and once for a dark page. */
final class Charts {
    private static final List<String> ORDER =
            List.of("ours-default", "ours", "floor", "otel", "snowplow", "segment", "posthog");
    private static final Map<String, String> NAMES = Map.of(
            "ours-default", "this SDK",
            "ours", "this SDK, 50 a request",
            "floor", "floor, 50 a request",
            "otel", "OpenTelemetry",
            "snowplow", "Snowplow",
            "segment", "Segment",
            "posthog", "PostHog");
    private static final Color[] BARS = {new Color(0x2F81F7), new Color(0xDB8A1E)};

    private Charts() {}

    static void write(Results results, Path folder) throws IOException {
        List<Trial> trials = results.trials("batch");
        if (trials.isEmpty()) {
            return;
        }
        Files.createDirectories(folder);
        for (boolean dark : new boolean[] {false, true}) {
            String suffix = dark ? "-dark" : "";
            HorizontalBarChart speed = chart("Events delivered per second, median of rounds; longer is better", dark);
            bars(speed, results, trials, "events/s");
            save(speed, folder.resolve("performance-speed" + suffix + ".svg"));
            HorizontalBarChart cost = chart(
                    "CPU µs of the client process per event delivered, median of rounds; shorter is better", dark);
            bars(cost, results, trials, "CPU µs/event");
            save(cost, folder.resolve("performance-cpu" + suffix + ".svg"));
        }
    }

    private static HorizontalBarChart chart(String title, boolean dark) {
        HorizontalBarChart chart = new HorizontalBarChartBuilder()
                .width(820)
                .height(520)
                .title(title)
                .build();
        Color text = dark ? new Color(0xE6EDF3) : new Color(0x1F2328);
        Color lines = dark ? new Color(0x3D444D) : new Color(0xD1D9E0);
        Color clear = new Color(0, 0, 0, 0);
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
        chart.getStyler()
                .setLabelsVisible(true)
                .setLabelsFont(font)
                .setLabelsFontColorAutomaticEnabled(false)
                .setLabelsFontColor(text)
                .setLabelsPosition(1.1)
                .setAvailableSpaceFill(0.8)
                .setAxisTickLabelsFont(font)
                .setAxisTickLabelsColor(text)
                .setAxisTickMarksColor(lines)
                .setPlotGridLinesColor(lines)
                .setPlotGridHorizontalLinesVisible(false)
                .setPlotBackgroundColor(clear)
                .setPlotBorderVisible(false)
                .setChartBackgroundColor(clear)
                .setChartFontColor(text)
                .setChartTitleFont(font.deriveFont(Font.BOLD, 14))
                .setChartTitleBoxVisible(false)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendBackgroundColor(clear)
                .setLegendBorderColor(clear)
                .setLegendFont(font)
                .setSeriesColors(BARS);
        // A name for each, also where the bars are close to each other.
        chart.getStyler().setXAxisDecimalPattern("#,##0").setXAxisTickMarkSpacingHint(10);
        return chart;
    }

    /** A series for each group of the table, the first subject on top. */
    private static void bars(HorizontalBarChart chart, Results results, List<Trial> trials, String figure) {
        double longest = 0;
        for (String group : trials.stream().map(Trial::group).distinct().toList()) {
            List<Double> values = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (String subject : ORDER) {
                trials.stream()
                        .filter(trial ->
                                trial.group().equals(group) && trial.subject().equals(subject))
                        .mapToDouble(trial -> results.spread(trial, figure).median())
                        .filter(Double::isFinite)
                        .forEach(median -> {
                            values.add(Math.rint(median));
                            names.add(NAMES.getOrDefault(subject, subject));
                        });
            }
            if (!values.isEmpty()) {
                chart.addSeries(group, values, names);
                longest = Math.max(longest, Collections.max(values));
            }
        }
        // Room for the label of the longest bar.
        chart.getStyler().setXAxisMax(1.15 * longest);
    }

    private static void save(HorizontalBarChart chart, Path file) throws IOException {
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        ChartEncoder.saveChart(chart, svg, "SVG");
        // It draws letters as outlines; a hundredth of a pixel is fine enough, and half the size.
        Files.writeString(file, svg.toString(UTF_8).replaceAll("(\\.\\d\\d)\\d+", "$1"));
    }
}
