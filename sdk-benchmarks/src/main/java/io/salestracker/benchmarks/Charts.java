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

/** Bars of some tables, each chart once for a light and once for a dark page. */
final class Charts {
    /** Subjects with the names of their bars, from the top. */
    private static final List<Map.Entry<String, String>> BATCH = List.of(
            Map.entry("ours-default", "this SDK"),
            Map.entry("ours", "this SDK, 50 a request"),
            Map.entry("floor", "floor, 50 a request"),
            Map.entry("otel", "OpenTelemetry"),
            Map.entry("snowplow", "Snowplow"),
            Map.entry("segment", "Segment"),
            Map.entry("posthog", "PostHog"));

    private static final List<Map.Entry<String, String>> REAL_LINE = List.of(
            Map.entry("ours", "this SDK"),
            Map.entry("send-async-64", "JDK sendAsync, 64 in flight"),
            Map.entry("send-async-100", "JDK sendAsync, 100 in flight"),
            Map.entry("okhttp-loop-64", "OkHttp, 64 threads"),
            Map.entry("okhttp-enqueue", "OkHttp enqueue"));

    private static final Color[] BARS = {new Color(0x2F81F7), new Color(0xDB8A1E)};

    private Charts() {}

    static void write(Results results, Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Trial> batch = results.trials("batch");
        List<Trial> line = results.trials("real-line").stream()
                .filter(trial -> trial.server().contains("80"))
                .toList();
        String speed = "Events delivered per second, median of rounds; longer is better";
        write(folder.resolve("performance-speed"), speed, results, batch, BATCH, "events/s");
        String cost = "CPU µs of the client process per event delivered, median of rounds; shorter is better";
        write(folder.resolve("performance-cpu"), cost, results, batch, BATCH, "CPU µs/event");
        write(folder.resolve("performance-line"), speed, results, line, REAL_LINE, "events/s");
    }

    private static void write(
            Path file,
            String title,
            Results results,
            List<Trial> trials,
            List<Map.Entry<String, String>> subjects,
            String figure)
            throws IOException {
        if (trials.isEmpty()) {
            return;
        }
        for (boolean dark : new boolean[] {false, true}) {
            HorizontalBarChart chart = chart(title, dark);
            bars(chart, results, trials, subjects, figure);
            save(chart, file.resolveSibling(file.getFileName() + (dark ? "-dark.svg" : ".svg")));
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
    private static void bars(
            HorizontalBarChart chart,
            Results results,
            List<Trial> trials,
            List<Map.Entry<String, String>> subjects,
            String figure) {
        double longest = 0;
        for (String group : trials.stream().map(Trial::group).distinct().toList()) {
            List<Double> values = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (Map.Entry<String, String> subject : subjects) {
                trials.stream()
                        .filter(trial ->
                                trial.group().equals(group) && trial.subject().equals(subject.getKey()))
                        .mapToDouble(trial -> results.spread(trial, figure).median())
                        .filter(Double::isFinite)
                        .forEach(median -> {
                            values.add(Math.rint(median));
                            names.add(subject.getValue());
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
