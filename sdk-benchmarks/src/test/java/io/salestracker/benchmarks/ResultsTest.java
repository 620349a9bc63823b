package io.salestracker.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.benchmarks.Results.Run;
import io.salestracker.benchmarks.Results.Spread;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final Trial OURS = Trial.of("batch", "at once", "throughput", "ours");
    private static final Trial OTEL = Trial.of("batch", "at once", "throughput", "otel");
    private static final Results RESULTS = new Results(
            Map.of("cores", "2"),
            List.of(
                    run(OURS, 1, 300),
                    run(OTEL, 1, 100),
                    run(OURS, 2, 100),
                    run(OTEL, 2, 50),
                    run(OURS, 3, 1_000),
                    run(OTEL, 3, 250)));

    @TempDir
    private Path folder;

    @Test
    void aCellIsTheMedianOfTheRoundsWithTheExtremes() {
        assertThat(RESULTS.spread(OURS, "events/s")).isEqualTo(new Spread(300, 100, 1_000, 3));
        assertThat(Column.figure("events/s").cell().of(RESULTS, OURS)).isEqualTo("300 (100–1,000)");
        assertThat(Column.figure("p99 µs").cell().of(RESULTS, OURS)).isEqualTo("–");
    }

    @Test
    void aRatioIsOfMediansAndThatOfPairsIsTheMedianOfRatios() {
        assertThat(Column.ratio("", "events/s", "otel").cell().of(RESULTS, OURS))
                .isEqualTo("3.00");
        assertThat(Column.inverse("", "events/s", "ours").cell().of(RESULTS, OTEL))
                .isEqualTo("3.00");
        assertThat(RESULTS.pairs(OURS, OTEL, "events/s")).isEqualTo(new Spread(3, 2, 4, 3));
        assertThat(Column.ratio("", "events/s", "floor").cell().of(RESULTS, OURS))
                .isEqualTo("–");
    }

    @Test
    void numbersHaveThreeDigits() {
        assertThat(List.of(123_456.0, 1_004.0, 56.78, 3.14159, 0.5, 0.0, 7.0))
                .extracting(Column::number)
                .containsExactly("123,000", "1,000", "56.8", "3.14", "0.50", "0", "7");
    }

    @Test
    void aLossFailsTheRunUnlessItIsAPeers() {
        Map<String, Double> loss = Map.of("events/s", 1.0, "lost", 2.0, "repeated", 1.0);

        assertThat(Rounds.fault(OURS, loss)).isEqualTo("batch, at once: ours lost 2 and repeated 1 events");
        assertThat(Rounds.fault(OURS, Map.of())).contains("ours failed");
        assertThat(Rounds.fault(OURS, Map.of("lost", 0.0, "repeated", 0.0))).isNull();
        assertThat(Rounds.fault(OTEL, loss)).isNull();
        assertThat(Column.most("lost").cell().of(new Results(Map.of(), List.of(new Run(OTEL, 1, loss))), OTEL))
                .isEqualTo("2");
    }

    @Test
    void readsBackItsOwnOutput() throws Exception {
        Path file = folder.resolve("results.json");
        RESULTS.write(file);

        assertThat(Results.read(file)).isEqualTo(RESULTS);
    }

    @Test
    void comparesTargetsWithMeasurements() {
        assertThat(Targets.table(RESULTS))
                .contains("| Batches of 50, at once: events/s to otel | ≥ 1.30 | 3.00 | yes |");
    }

    @Test
    void theLineIsHeldAgainstTheEarlierCommitByTheMedianOfPairs() {
        Trial ours = Trial.of("track", "four destinations", "track-4", "ours");
        Trial history = Trial.of("track", "four destinations", "track-4", Subjects.HISTORY);
        Results results = new Results(
                Map.of(),
                List.of(
                        tracked(ours, 1, 300),
                        tracked(history, 1, 1_000),
                        tracked(ours, 2, 900),
                        tracked(history, 2, 2_000),
                        tracked(ours, 3, 350),
                        tracked(history, 3, 1_000)));

        assertThat(Targets.table(results))
                .contains("four destinations: CPU to ccc4d23, median of pairs | ≤ 0.40 | 0.35 | yes |")
                .contains("four destinations: B | ≤ 700 | 710 | **no** |");
    }

    @Test
    void theRealLineIsHeldAgainstAUsersOwnLine() throws Exception {
        Trial ours = Trial.of("real-line", "HTTP/2", "line", "ours").to("--delay", "80");
        Trial user = Trial.of("real-line", "HTTP/2", "line", VendorScenarios.SEND_ASYNC)
                .to("--delay", "80");
        Results results = new Results(
                Map.of(),
                List.of(
                        new Run(ours, 1, Map.of("events/s", 570.0, "misordered", 1.0)),
                        new Run(user, 1, Map.of("events/s", 600.0))));

        assertThat(Targets.table(results))
                .contains("Real line, HTTP/2: events/s to send-async-64 | ≥ 0.90 | 0.95 | yes |")
                .contains("out of a visitor's order | ≤ 0 | 1.00 | **no** |");
        Charts.write(results, folder);
        assertThat(folder).isDirectoryContaining("glob:**performance-line-dark.svg");
    }

    @Test
    void theBestOfASlowingVendorIsThatOfTheFixedNumbers() {
        Trial ours = Trial.of("slowing", "a queue", "backlog", "ours");
        Trial one = Trial.of("slowing", "a queue", "backlog", "send-async-1");
        Trial many = Trial.of("slowing", "a queue", "backlog", "send-async-32");
        Results results = new Results(
                Map.of(),
                List.of(
                        new Run(ours, 1, Map.of("taken/s", 210.0, "answer p50 ms", 60.0)),
                        new Run(one, 1, Map.of("taken/s", 12.0, "answer p50 ms", 80.0)),
                        new Run(many, 1, Map.of("taken/s", 200.0, "answer p50 ms", 160.0))));

        assertThat(VendorScenarios.ofTheBestRate(results, ours)).isEqualTo(1.05);
        assertThat(VendorScenarios.ofTheBestAnswer(results, ours)).isEqualTo(0.75);
    }

    @Test
    void theRateTakenIsHeldAgainstTheBuckets() {
        Trial ours = Trial.of("rate-limited", "100 a second", "backlog", "ours").to("--delay", "80", "--rate", "100");
        Trial slow =
                Trial.of("rate-limited", "1,000 a second", "backlog", "ours").to("--delay", "80", "--rate", "1000");
        Results results = new Results(
                Map.of(),
                List.of(
                        new Run(ours, 1, Map.of("taken/s", 87.0, "refused %", 1.2)),
                        new Run(slow, 1, Map.of("taken/s", 720.0, "refused %", 0.0))));

        assertThat(Targets.table(results))
                .contains("100 a second: of the rate that 64 in flight reach | ≥ 0.90 | 0.87 | **no** |")
                .contains("1,000 a second: of the rate that 64 in flight reach | ≥ 0.80 | 0.90 | yes |")
                .contains("refused % | ≤ 2 | 1.20 | yes |");
    }

    private static Run tracked(Trial trial, int round, double nanos) {
        return new Run(trial, round, Map.of("CPU ns/track above build", nanos, "B/track above build", 710.0));
    }

    @Test
    void aPageKeepsEverythingOutsideItsMarkers() throws Exception {
        Path page = folder.resolve("page.md");
        Files.writeString(page, """
                before
                <!-- results: batch -->
                old
                <!-- end of results -->
                between
                <!-- results: idle -->
                kept
                <!-- end of results -->
                """);

        Docs.write(page, Map.of("batch", "| new |\n"));

        assertThat(page).hasContent("""
                before
                <!-- results: batch -->

                | new |

                <!-- end of results -->
                between
                <!-- results: idle -->
                kept
                <!-- end of results -->
                """);
        assertThatThrownBy(() -> Docs.write(page, Map.of("scale", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no markers for scale");
    }

    @Test
    void chartsAreWrittenForLightAndDarkPages() throws Exception {
        Charts.write(RESULTS, folder);

        assertThat(folder).isDirectoryContaining("glob:**performance-speed.svg");
        assertThat(folder).isDirectoryContaining("glob:**performance-speed-dark.svg");
        assertThat(Files.readString(folder.resolve("performance-cpu-dark.svg"))).contains("<svg");
    }

    private static Run run(Trial trial, int round, double eventsPerSecond) {
        return new Run(trial, round, Map.of("events/s", eventsPerSecond, "CPU µs/event", 1e6 / eventsPerSecond));
    }
}
