package io.salestracker.benchmarks;

import static io.salestracker.benchmarks.Column.figure;
import static io.salestracker.benchmarks.Column.inverse;
import static io.salestracker.benchmarks.Column.most;
import static io.salestracker.benchmarks.Column.pairs;
import static io.salestracker.benchmarks.Column.ratio;

import io.salestracker.benchmarks.Results.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All that is measured. */
final class Scenarios {
    private static final Column LOST = most("lost");
    private static final Column REPEATED = most("repeated");

    private static final List<String> OURS_AND_HISTORY = List.of(Subjects.OURS, Subjects.HISTORY);
    /** With what is held before, just more than three quarters of a power of two, where hash tables are emptiest. */
    private static final int HELD = 50_000;

    private static final int[] VENDORS = {1, 4};

    /** The usual 6 seconds become 20, which the line takes to be compiled through on two cores. */
    private static final double LONG_WARM_UP = 20 / 6.0;

    private final double warmUp;
    private final double seconds;
    private final boolean quick;

    /** @param quick only to see that all of it works */
    Scenarios(double warmUp, double seconds, boolean quick) {
        this.warmUp = warmUp;
        this.seconds = seconds;
        this.quick = quick;
    }

    List<Scenario> all() {
        return Stream.concat(
                        Stream.of(caller(), steady(), batch(), single(), delayedAcks(), memory(), scale(), idle()),
                        new VendorScenarios(quick).all().stream())
                .toList();
    }

    /** What is held against an earlier commit, and the ratios that take a long warm-up or many pairs to tell. */
    List<Scenario> besideHistory() {
        return List.of(track(), held(), warmBatch(), inPairs(8), inPairs(64));
    }

    private Scenario track() {
        List<Trial> trials = new ArrayList<>();
        for (int vendors : VENDORS) {
            OURS_AND_HISTORY.stream()
                    .map(subject -> Trial.of("track", destinations(vendors), "track-" + vendors, subject)
                            .to()
                            // On a busy machine the path to four destinations is still being compiled after six
                            // seconds.
                            .lasting(1.5 * warmUp, seconds)
                            .events(quick ? 0 : 400_000, 0))
                    .forEach(trials::add);
        }
        List<Column> columns = List.of(
                figure("CPU ns/track above build"),
                figure("B/track above build"),
                figure("CPU ns/build"),
                figure("B/build"),
                LOST,
                ratio("CPU to " + Subjects.HISTORY, "CPU ns/track above build", Subjects.HISTORY),
                pairs("the same, median of pairs", "CPU ns/track above build", Subjects.HISTORY),
                ratio("B to " + Subjects.HISTORY, "B/track above build", Subjects.HISTORY));
        return new Scenario("track", "What `track` costs above building the event", 0, trials, columns);
    }

    private Scenario held() {
        List<Trial> trials = new ArrayList<>();
        for (int vendors : VENDORS) {
            OURS_AND_HISTORY.stream()
                    .map(subject -> Trial.of("held", destinations(vendors), "held-" + vendors, subject)
                            .to()
                            .events(quick ? 2_000 : HELD, 0))
                    .forEach(trials::add);
        }
        List<Column> columns = List.of(
                figure("B held/event"), LOST, ratio("B to " + Subjects.HISTORY, "B held/event", Subjects.HISTORY));
        return new Scenario("held", "What a held purchase occupies", 1, trials, columns);
    }

    private Scenario warmBatch() {
        List<Trial> trials = Stream.of("ours", "floor", Subjects.HISTORY)
                .map(subject ->
                        Trial.of("warm-batch", "", "throughput", subject).lasting(LONG_WARM_UP * warmUp, seconds))
                .toList();
        List<Column> columns = List.of(
                figure("events/s"),
                figure("CPU µs/event"),
                figure("events/request"),
                LOST,
                REPEATED,
                pairs("events/s to the floor, median of pairs", "events/s", "floor"),
                pairs("CPU to the floor, median of pairs", "CPU µs/event", "floor"));
        return new Scenario("warm-batch", "Batches of 50 after a long warm-up", quick ? 1 : 3, trials, columns);
    }

    private Scenario inPairs(int inFlight) {
        String name = "pairs-" + inFlight;
        List<Trial> trials = Stream.of("ours-single", "raw-single", Subjects.HISTORY + "-single")
                .map(subject -> Trial.of(name, "", "throughput", subject)
                        .inFlight(inFlight)
                        .lasting(2.5 * warmUp, seconds))
                .toList();
        List<Column> columns = List.of(
                figure("events/s"),
                figure("CPU µs/event"),
                LOST,
                REPEATED,
                ratio("events/s to raw", "events/s", "raw-single"),
                pairs("the same, median of pairs", "events/s", "raw-single"),
                pairs("CPU to raw, median of pairs", "CPU µs/event", "raw-single"));
        return new Scenario(name, "One event a request, " + inFlight + " in flight, in pairs", 0, trials, columns);
    }

    private static String destinations(int number) {
        return number == 1 ? "one destination" : "four destinations";
    }

    private Scenario caller() {
        List<Trial> trials = with(List.of("ours", "floor"))
                .map(subject -> Trial.of("caller", "", "caller", subject).lasting(warmUp, seconds))
                .toList();
        List<Column> columns = List.of(
                figure("CPU ns/track"),
                figure("B/track"),
                figure("CPU ns/build"),
                figure("B/build"),
                figure("CPU ns/track above build"),
                figure("B/track above build"),
                LOST,
                REPEATED);
        return new Scenario("caller", "What one call costs its caller", 0, trials, columns);
    }

    private Scenario steady() {
        List<Trial> trials = Stream.of("ours", "floor")
                .map(subject -> Trial.of("steady", "", "steady", subject).lasting(warmUp, seconds + 2))
                .toList();
        List<Column> columns = List.of(
                figure("p50 µs"),
                figure("p99 µs"),
                figure("p99.9 µs"),
                figure("max µs"),
                ratio("p99.9 to the floor", "p99.9 µs", "floor"),
                pairs("the same, median of pairs", "p99.9 µs", "floor"),
                LOST,
                REPEATED);
        return new Scenario("steady", "How long one call takes at 5,000 a second", quick ? 1 : 5, trials, columns);
    }

    private Scenario batch() {
        List<Trial> trials = new ArrayList<>();
        for (int delay : new int[] {0, 20}) {
            with(List.of("ours", "ours-default", "floor", "floor-250", "floor-8"))
                    .map(subject -> Trial.of("batch", answering(delay), "throughput", subject)
                            .to(String.valueOf(delay))
                            .lasting(warmUp, seconds))
                    .forEach(trials::add);
        }
        List<Column> columns = List.of(
                figure("events/s"),
                figure("CPU µs/event"),
                figure("B/event"),
                figure("wire B/event"),
                figure("events/request"),
                LOST,
                REPEATED,
                ratio("events/s to the floor", "events/s", "floor"),
                ratio("CPU to the floor", "CPU µs/event", "floor"),
                ratio("B to the floor", "B/event", "floor"),
                inverse("ours, events/s to it", "events/s", "ours"),
                inverse("ours, CPU to it", "CPU µs/event", "ours"));
        return new Scenario("batch", "An endpoint that takes batches", 0, trials, columns);
    }

    private Scenario single() {
        List<Trial> trials = new ArrayList<>();
        for (int delay : new int[] {0, 20}) {
            for (int inFlight : new int[] {1, 8, 64}) {
                Stream.of("ours-single", "raw-single")
                        .map(subject -> Trial.of("single", answering(delay), "throughput", subject)
                                .to(String.valueOf(delay))
                                .inFlight(inFlight)
                                // So few events a second take their path through the compilers later.
                                .lasting(3 * warmUp, seconds))
                        .forEach(trials::add);
            }
        }
        List<Column> columns = List.of(
                figure("events/s"),
                figure("CPU µs/event"),
                figure("B/event"),
                figure("wire B/event"),
                LOST,
                REPEATED,
                ratio("events/s to raw", "events/s", "raw-single"),
                ratio("CPU to raw", "CPU µs/event", "raw-single"));
        return new Scenario("single", "An endpoint that takes one event a request", 0, trials, columns);
    }

    private Scenario delayedAcks() {
        List<Trial> trials = Stream.of("ours", "floor", "floor-nagle")
                .map(subject -> Trial.of("delayed-acks", "", "throughput", subject)
                        .to("0", "delayed-acks")
                        .lasting(warmUp, seconds))
                .toList();
        List<Column> columns = List.of(
                figure("events/s"),
                figure("CPU µs/event"),
                LOST,
                REPEATED,
                ratio("events/s to the floor", "events/s", "floor"));
        return new Scenario("delayed-acks", "A server that acknowledges late", 0, trials, columns);
    }

    private Scenario memory() {
        int events = quick ? 2_000 : 300_000;
        List<Trial> trials = with(List.of("ours"))
                .map(subject -> Trial.of("memory", "", "vendor-down", subject)
                        .to()
                        .lasting(0, quick ? 5 : 20)
                        .events(events, 0))
                .toList();
        List<Column> columns = List.of(
                figure("events taken"),
                figure("seconds"),
                figure("heap half-way MB"),
                figure("heap at the end MB"),
                new Column("so it", Scenarios::heldOrGrew));
        return new Scenario("memory", "%,d events with the vendor down".formatted(events), 1, trials, columns);
    }

    /** Whether the second half of the events cost memory too. */
    private static String heldOrGrew(Results results, Trial trial) {
        Spread stopped = results.spread(trial, "stopped");
        double half = results.spread(trial, "heap half-way MB").median();
        double end = results.spread(trial, "heap at the end MB").median();
        if (stopped.rounds() == 0) {
            return "did not survive";
        }
        if (stopped.max() > 0) {
            return "stopped taking events";
        }
        return end > 1.2 * half ? "grew" : "stayed within a bound";
    }

    private Scenario scale() {
        int million = quick ? 20_000 : 1_000_000;
        int thousand = quick ? 20 : 1_000;
        List<Trial> trials = Stream.of(
                        new int[] {million / 10, thousand},
                        new int[] {million, thousand},
                        new int[] {10 * million, thousand},
                        new int[] {million, 1},
                        new int[] {million, million})
                .map(size -> Trial.of("scale", "", "scale", "ours")
                        .lasting(warmUp, 0)
                        .events(size[0], size[1]))
                .toList();
        List<Column> columns = List.of(
                figure("events/s"),
                figure("CPU µs/event"),
                figure("B/event"),
                figure("heap before MB"),
                figure("heap after MB"),
                LOST,
                REPEATED);
        return new Scenario("scale", "Many events and many visitors", 1, trials, columns);
    }

    private Scenario idle() {
        List<Trial> trials = List.of(Trial.of("idle", "", "idle", "ours").lasting(0, quick ? 2 : 15));
        List<Column> columns =
                List.of(figure("seconds"), figure("threads"), figure("wake-ups/s"), figure("CPU µs/s"), LOST, REPEATED);
        return new Scenario("idle", "A tracker with nothing to do", 1, trials, columns);
    }

    private static Stream<String> with(List<String> own) {
        return Stream.concat(own.stream(), Subjects.PEERS.stream());
    }

    private static String answering(int delay) {
        return "server answers after " + delay + " ms";
    }
}
