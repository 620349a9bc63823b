package io.salestracker.benchmarks;

import static io.salestracker.benchmarks.Column.figure;
import static io.salestracker.benchmarks.Column.most;
import static io.salestracker.benchmarks.Column.pairs;
import static io.salestracker.benchmarks.Column.quotient;
import static io.salestracker.benchmarks.Column.ratio;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Everything that is measured against a {@link VendorServer}: the line as vendors on the Internet see it. */
final class VendorScenarios {
    /** From launching Java, by the clock of the machine. */
    static final String FIRST = "first at the vendor ms";

    /** The default of this SDK. */
    private static final int MAX_IN_FLIGHT = 64;

    private static final String FIXED = "send-async-";

    /** A user's own line with as many requests in flight as this SDK may have. */
    static final String SEND_ASYNC = FIXED + MAX_IN_FLIGHT;

    private static final Column LOST = most("lost");
    private static final Column REPEATED = most("repeated");

    private final boolean quick;

    VendorScenarios(boolean quick) {
        this.quick = quick;
    }

    List<Scenario> all() {
        return List.of(realLine(), rateLimited(), twentyTrackers(), slowing(), cold(), footprint());
    }

    private Scenario realLine() {
        List<Trial> trials = new ArrayList<>();
        for (boolean http2 : new boolean[] {true, false}) {
            for (int delay : quick ? new int[] {20} : new int[] {20, 80, 150}) {
                String group = protocol(http2) + ", vendor answers after " + delay + " ms";
                Stream.of("ours", SEND_ASYNC, FIXED + 100, "okhttp-loop-64", "okhttp-enqueue")
                        .map(subject -> Trial.of("real-line", group, "line", subject)
                                .to(encrypted(http2, VendorServer.DELAY, String.valueOf(delay)))
                                .lasting(0, 300)
                                .events(events(subject), 0))
                        .forEach(trials::add);
            }
        }
        List<Column> columns = List.of(
                figure("events/s"),
                figure("CPU µs/event"),
                figure("connections"),
                figure("max in flight"),
                LOST,
                REPEATED,
                most("misordered"),
                ratio("events/s to " + SEND_ASYNC, "events/s", SEND_ASYNC));
        return new Scenario("real-line", "A real line: TLS, and one event a request", 0, trials, columns);
    }

    private static String protocol(boolean http2) {
        return http2 ? "HTTP/2" : "HTTP/1.1";
    }

    private static String[] encrypted(boolean http2, String... options) {
        Stream<String> tls = http2 ? Stream.of("--http2", VendorServer.TLS) : Stream.of(VendorServer.TLS);
        return Stream.concat(Stream.of(options), tls).toArray(String[]::new);
    }

    /** With five requests under way, {@code enqueue} would take minutes for all of them. */
    private int events(String subject) {
        int events = subject.equals("okhttp-enqueue") ? 1_000 : 10_000;
        return quick ? events / 20 : events;
    }

    private Scenario rateLimited() {
        List<Trial> trials = new ArrayList<>();
        for (Bucket bucket : quick ? List.of(Bucket.SLOW) : List.of(Bucket.values())) {
            for (int delay : quick ? new int[] {80} : new int[] {5, 20, 80}) {
                for (int retryAfter : quick ? new int[] {1} : new int[] {1, 0}) {
                    String group = bucket.answering(delay, retryAfter);
                    // A user's own line has nothing to go by but the vendor's word.
                    boolean compared = delay == 80 && retryAfter > 0;
                    (compared ? Stream.of("ours", "ours-8", SEND_ASYNC) : Stream.of("ours"))
                            .map(subject -> Trial.of("rate-limited", group, "backlog", subject)
                                    .to(counting(seconds(), bucket.server(delay, retryAfter)))
                                    .lasting(0, seconds())
                                    .events(Math.max(200, bucket.rate / 2), 0))
                            .forEach(trials::add);
                }
            }
        }
        List<Column> columns = List.of(
                quotient("of the rate", VendorScenarios::ofTheRate),
                figure("taken/s"),
                figure("refused %"),
                figure("max in flight"),
                LOST,
                REPEATED,
                most("misordered"));
        return new Scenario("rate-limited", "A vendor that limits the rate", 1, trials, columns);
    }

    private Scenario twentyTrackers() {
        List<Trial> trials = IntStream.of(1, 0)
                .mapToObj(retryAfter -> Trial.of(
                                "twenty-trackers", Bucket.SLOW.answering(80, retryAfter), "backlog", LineClient.TWENTY)
                        .to(Stream.concat(
                                        Stream.of("--trackers", String.valueOf(LineClient.TRACKERS)),
                                        Stream.of(counting(seconds(), Bucket.SLOW.server(80, retryAfter))))
                                .toArray(String[]::new))
                        .lasting(0, seconds())
                        .events(50, 0))
                .limit(quick ? 1 : 2)
                .toList();
        List<Column> columns = List.of(
                quotient("of the rate", VendorScenarios::ofTheRate),
                figure("refused %"),
                figure("min share %"),
                figure("max share %"),
                LOST,
                REPEATED,
                most("misordered"));
        return new Scenario("twenty-trackers", "Twenty trackers at one vendor", 1, trials, columns);
    }

    private int seconds() {
        return quick ? 3 : 60;
    }

    /** With the counts beginning when a subject has had time to learn. */
    private String[] counting(int seconds, String... options) {
        int from = quick ? 1 : 10;
        Stream<String> window = Stream.of("--from", String.valueOf(from), "--for", String.valueOf(seconds - from));
        return Stream.concat(Stream.of(options), window).toArray(String[]::new);
    }

    /** The events taken of those that the bucket gives. */
    static double ofTheRate(Results results, Trial trial) {
        return results.spread(trial, "taken/s").median() / option(trial, VendorServer.RATE);
    }

    /** The same, where the vendor's answers take too long for the rate with 64 requests under way: of those that they carry. */
    static double ofTheReachable(Results results, Trial trial) {
        double carried = MAX_IN_FLIGHT / (option(trial, VendorServer.DELAY) / 1e3);
        double rate = Math.min(option(trial, VendorServer.RATE), carried);
        return results.spread(trial, "taken/s").median() / rate;
    }

    private static double option(Trial trial, String name) {
        return Double.parseDouble(trial.server().get(trial.server().indexOf(name) + 1));
    }

    private enum Bucket {
        SLOW(100, 100),
        FAST(1_000, 1_000),
        FAST_WITH_SMALL_BURST(1_000, 5);

        private final int rate;
        private final int burst;

        Bucket(int rate, int burst) {
            this.rate = rate;
            this.burst = burst;
        }

        String[] server(int delay, int retryAfter) {
            return "%s %d %s %d --burst %d --retry-after %d"
                    .formatted(VendorServer.DELAY, delay, VendorServer.RATE, rate, burst, retryAfter)
                    .split(" ", -1);
        }

        String answering(int delay, int retryAfter) {
            return "%,d a second, at once up to %,d; vendor answers after %d ms, %s `Retry-After`"
                    .formatted(rate, burst, delay, retryAfter > 0 ? "with" : "without");
        }
    }

    private Scenario slowing() {
        List<Trial> trials = new ArrayList<>();
        slowing(trials, "16 workers and a queue", "--workers", "16");
        slowing(trials, "with 24 in flight twice as slow as with one", "--crowd", "24");
        List<Column> columns = List.of(
                figure("taken/s"),
                figure("answer p50 ms"),
                figure("max in flight"),
                LOST,
                REPEATED,
                quotient("taken/s to the best", VendorScenarios::ofTheBestRate),
                quotient("answer to the best", VendorScenarios::ofTheBestAnswer));
        return new Scenario("slowing", "A vendor that slows down", 1, trials, columns);
    }

    private void slowing(List<Trial> trials, String group, String... how) {
        int seconds = quick ? 3 : 25;
        String[] server = counting(seconds, VendorServer.DELAY, "80", how[0], how[1]);
        IntStream fixed = quick ? IntStream.of(1, 16) : IntStream.of(1, 4, 8, 16, 24, 32, 64);
        Stream.concat(Stream.of("ours"), fixed.mapToObj(inFlight -> FIXED + inFlight))
                .map(subject -> Trial.of("slowing", group, "backlog", subject)
                        .to(server)
                        .lasting(0, seconds)
                        .events(200, 0))
                .forEach(trials::add);
    }

    /** The events taken, to those with the fixed number in flight with which they are the most. */
    static double ofTheBestRate(Results results, Trial trial) {
        double best = fixed(results, trial, "taken/s").max().orElse(Double.NaN);
        return results.spread(trial, "taken/s").median() / best;
    }

    /** The vendor's answer time, to that with the fixed number in flight with which it is the shortest. */
    static double ofTheBestAnswer(Results results, Trial trial) {
        double best = fixed(results, trial, "answer p50 ms").min().orElse(Double.NaN);
        return results.spread(trial, "answer p50 ms").median() / best;
    }

    private static DoubleStream fixed(Results results, Trial trial, String figure) {
        return results.trials(trial.scenario()).stream()
                .filter(other ->
                        other.group().equals(trial.group()) && other.subject().startsWith(FIXED))
                .mapToDouble(other -> results.spread(other, figure).median())
                .filter(Double::isFinite);
    }

    private Scenario cold() {
        List<Trial> trials = new ArrayList<>();
        for (boolean tls : new boolean[] {true, false}) {
            String[] server = {VendorServer.DELAY, "0", "--warm"};
            Stream.of("ours", "okhttp", "jdk")
                    .map(subject -> Trial.of("cold", tls ? "over TLS" : "without TLS", "cold", subject)
                            .to(tls ? encrypted(true, server) : server))
                    .forEach(trials::add);
        }
        List<Column> columns = List.of(
                figure(FIRST),
                figure("set-up ms"),
                figure("build() ms"),
                LOST,
                pairs("to bare OkHttp, median of pairs", FIRST, "okhttp"));
        return new Scenario("cold", "The first event of a process", quick ? 1 : 15, trials, columns);
    }

    private Scenario footprint() {
        List<Trial> trials = Stream.of(true, false)
                .map(http2 -> Trial.of("footprint", protocol(http2), "footprint", "ours")
                        .to(encrypted(http2, VendorServer.DELAY, "80"))
                        .lasting(0, quick ? 2 : 60)
                        .events(quick ? 100 : 5_000, 0))
                .toList();
        List<Column> columns = Footprint.FIGURES.stream().map(Column::figure).toList();
        return new Scenario("footprint", "What it brings and holds", 1, trials, columns);
    }
}
