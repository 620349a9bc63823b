package io.salestracker.benchmarks;

import static io.salestracker.benchmarks.Column.figure;
import static io.salestracker.benchmarks.Column.most;
import static io.salestracker.benchmarks.Column.ratio;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is measured against a {@link VendorServer}: the line as real vendors see it. */
final class VendorScenarios {
    private static final Column LOST = most("lost");
    private static final Column REPEATED = most("repeated");

    /** A user's own line with as many requests in flight as this SDK may have. */
    static final String SEND_ASYNC = "send-async-64";

    private final boolean quick;

    VendorScenarios(boolean quick) {
        this.quick = quick;
    }

    List<Scenario> all() {
        return List.of(realLine(), rateLimited(), twentyTrackers());
    }

    private Scenario realLine() {
        List<Trial> trials = new ArrayList<>();
        for (boolean http2 : new boolean[] {true, false}) {
            for (int delay : quick ? new int[] {20} : new int[] {20, 80, 150}) {
                String group = (http2 ? "HTTP/2" : "HTTP/1.1") + ", vendor answers after " + delay + " ms";
                Stream.of("ours", SEND_ASYNC, "send-async-100", "okhttp-loop-64", "okhttp-enqueue")
                        .map(subject -> Trial.of("real-line", group, "line", subject)
                                .to(encrypted(delay, http2))
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

    private static String[] encrypted(int delay, boolean http2) {
        String millis = String.valueOf(delay);
        return http2
                ? new String[] {"--delay", millis, "--http2", VendorServer.TLS}
                : new String[] {"--delay", millis, VendorServer.TLS};
    }

    /** With five requests under way, {@code enqueue} would take minutes for all of them. */
    private int events(String subject) {
        int events = subject.equals("okhttp-enqueue") ? 1_000 : 10_000;
        return quick ? events / 20 : events;
    }

    /** Some seconds, after others in which a subject learns. */
    private String[] from(String... options) {
        return Stream.concat(Stream.of(options), Stream.of("--from", quick ? "1" : "10", "--for", quick ? "2" : "50"))
                .toArray(String[]::new);
    }

    private int seconds() {
        return quick ? 3 : 60;
    }

    private Scenario rateLimited() {
        List<Trial> trials = new ArrayList<>();
        for (Bucket bucket : quick ? List.of(Bucket.SLOW) : List.of(Bucket.values())) {
            for (int delay : quick ? new int[] {80} : new int[] {5, 20, 80}) {
                for (int retryAfter : quick ? new int[] {1} : new int[] {1, 0}) {
                    // A user's own line has nothing to go by but the vendor's word.
                    boolean compared = delay == 80 && retryAfter > 0;
                    (compared ? Stream.of("ours", "ours-8", SEND_ASYNC) : Stream.of("ours"))
                            .map(subject -> Trial.of(
                                            "rate-limited", bucket.answering(delay, retryAfter), "backlog", subject)
                                    .to(from(bucket.server(delay, retryAfter)))
                                    .lasting(0, seconds())
                                    .events(Math.max(200, bucket.rate / 2), 0))
                            .forEach(trials::add);
                }
            }
        }
        List<Column> columns = List.of(
                new Column("of the rate", (results, trial) -> Column.number(ofTheRate(results, trial))),
                figure("taken/s"),
                figure("refused %"),
                figure("max in flight"),
                LOST,
                REPEATED,
                most("misordered"));
        return new Scenario("rate-limited", "A vendor that limits the rate", 1, trials, columns);
    }

    private Scenario twentyTrackers() {
        List<Trial> trials = Stream.of(1, 0)
                .map(retryAfter -> Trial.of(
                                "twenty-trackers",
                                Bucket.SLOW.answering(80, retryAfter),
                                "backlog",
                                LineClient.TRACKERS)
                        .to(from(Bucket.SLOW.server(80, retryAfter)))
                        .lasting(0, seconds())
                        .events(50, 0))
                .limit(quick ? 1 : 2)
                .toList();
        List<Column> columns = List.of(
                new Column("of the rate", (results, trial) -> Column.number(ofTheRate(results, trial))),
                figure("refused %"),
                figure("trackers"),
                figure("min share"),
                figure("max share"),
                LOST,
                REPEATED);
        return new Scenario("twenty-trackers", "Twenty trackers at one vendor", 1, trials, columns);
    }

    /** The events taken of those that the bucket gives. */
    static double ofTheRate(Results results, Trial trial) {
        double rate = Double.parseDouble(trial.server().get(trial.server().indexOf("--rate") + 1));
        return results.spread(trial, "taken/s").median() / rate;
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
            return new String[] {
                "--delay", String.valueOf(delay),
                "--rate", String.valueOf(rate),
                "--burst", String.valueOf(burst),
                "--retry-after", String.valueOf(retryAfter)
            };
        }

        String answering(int delay, int retryAfter) {
            return "%,d a second and %,d at once, vendor answers after %d ms, %s `Retry-After`"
                    .formatted(rate, burst, delay, retryAfter > 0 ? "with" : "without");
        }
    }
}
