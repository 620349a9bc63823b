package io.salestracker.benchmarks;

import java.util.List;
import java.util.Locale;

/** What was asked of the SDK, and whether this run reached it. */
final class Targets {
    private final Results results;
    private final StringBuilder table =
            new StringBuilder("| target | limit | measured | reached |\n|---|---|---|---|\n");

    private Targets(Results results) {
        this.results = results;
    }

    static String table(Results results) {
        Targets targets = new Targets(results);
        targets.caller();
        targets.batch();
        targets.single();
        targets.rest();
        targets.vendors();
        targets.besideHistory();
        return targets.table.toString();
    }

    private void caller() {
        for (Trial ours : trials("caller", "ours")) {
            atMost("`track` above building the event, CPU ns", 300, median(ours, "CPU ns/track above build"));
            atMost("the same, B", 600, median(ours, "B/track above build"));
            Trial otel = results.beside(ours, "otel");
            if (otel != null) {
                atMost("`track` with building, CPU to OpenTelemetry's", 1, ratio(ours, otel, "CPU ns/track"));
                atMost("the same, B to OpenTelemetry's", 1, ratio(ours, otel, "B/track"));
            }
        }
        for (Trial ours : trials("steady", "ours")) {
            Trial floor = results.beside(ours, "floor");
            if (floor != null) {
                double pairs = results.pairs(ours, floor, "p99.9 µs").median();
                atMost("p99.9 of `track` at 5,000/s to the floor's, median of pairs", 2, pairs);
            }
        }
    }

    private void batch() {
        for (Trial ours : trials("batch", "ours")) {
            if (answersAtOnce(ours)) {
                String where = "Batches of 50, " + ours.group() + ": ";
                besideFloor(where, ours);
                ahead(where, ours);
            }
        }
        for (Trial ours : trials("batch", "ours-default")) {
            ahead("Batches by default, " + ours.group() + ": ", ours);
        }
    }

    private void besideFloor(String where, Trial ours) {
        Trial floor = results.beside(ours, "floor");
        if (floor != null) {
            atLeast(where + "events/s to the floor", 0.9, ratio(ours, floor, "events/s"));
            atMost(where + "CPU per event to the floor", 1.25, ratio(ours, floor, "CPU µs/event"));
            atMost(where + "B per event to the floor", 2, ratio(ours, floor, "B/event"));
        }
    }

    private void ahead(String where, Trial ours) {
        for (String peer : Subjects.PEERS) {
            Trial other = results.beside(ours, peer);
            if (other != null) {
                atLeast(
                        where + "events/s to " + peer,
                        answersAtOnce(ours) ? ahead(peer) : 1,
                        ratio(ours, other, "events/s"));
            }
        }
    }

    private static boolean answersAtOnce(Trial trial) {
        return trial.server().equals(List.of("0"));
    }

    private static double ahead(String peer) {
        return switch (peer) {
            case "otel" -> 1.3;
            case "snowplow" -> 1.5;
            case "segment" -> 3;
            default -> 1;
        };
    }

    private void single() {
        for (Trial ours : trials("single", "ours-single")) {
            Trial raw = results.beside(ours, "raw-single");
            if (raw != null) {
                double least = answersAtOnce(ours) ? ours.inFlight() == 1 ? 0.8 : 0.9 : 0.97;
                String where = "One event a request, " + ours.group() + ", " + ours.inFlight() + " in flight: ";
                atLeast(where + "events/s to a raw loop", least, ratio(ours, raw, "events/s"));
            }
        }
    }

    private void rest() {
        for (Trial ours : trials("memory", "ours")) {
            atMost(
                    "Heap with the vendor down and the budget of 64 MB full, MB",
                    70.4,
                    median(ours, "heap at the end MB"));
        }
        List<Trial> sizes = trials("scale", "ours");
        if (sizes.size() == 5) {
            String cost = "CPU µs/event";
            atMost("CPU per event, 10 times as many events", 1.1, ratio(sizes.get(2), sizes.get(1), cost));
            atMost("CPU per event, 1,000 times as many visitors", 1.25, ratio(sizes.get(4), sizes.get(1), cost));
        }
        for (Trial ours : trials("idle", "ours")) {
            atMost("Wake-ups a second of an idle tracker", 1, median(ours, "wake-ups/s"));
            atMost("CPU of an idle tracker, µs a second", 1_000, median(ours, "CPU µs/s"));
        }
    }

    private void vendors() {
        for (Trial ours : trials("real-line", "ours")) {
            Trial user = results.beside(ours, VendorScenarios.SEND_ASYNC);
            if (user != null && ours.server().contains("80")) {
                String where = "Real line, " + ours.group() + ": ";
                atLeast(where + "events/s to " + user.subject(), 0.9, ratio(ours, user, "events/s"));
            }
            atMost("Real line, " + ours.group() + ": out of a visitor's order", 0, worst(ours, "misordered"));
        }
        for (Trial ours : trials("rate-limited", "ours")) {
            String where = "A limit of " + ours.group() + ": ";
            boolean slow = ours.server().contains("100");
            atLeast(
                    where + "of the rate that 64 in flight reach",
                    slow ? 0.9 : 0.8,
                    VendorScenarios.ofTheReachable(results, ours));
            atMost(where + "refused %", 2, median(ours, "refused %"));
        }
        for (Trial ours : trials("twenty-trackers", LineClient.TWENTY)) {
            String where = "Twenty trackers, " + ours.group() + ": ";
            atLeast(where + "min share %", 1, median(ours, "min share %"));
            atLeast(where + "of the rate", 0.9, VendorScenarios.ofTheRate(results, ours));
        }
        for (Trial ours : trials("slowing", "ours")) {
            String where = "Slowing vendor, " + ours.group() + ": ";
            atLeast(where + "of its best rate", 0.9, VendorScenarios.ofTheBestRate(results, ours));
            atMost(where + "answer time to its best", 2, VendorScenarios.ofTheBestAnswer(results, ours));
        }
        cold();
    }

    private void cold() {
        for (Trial ours : trials("cold", "ours")) {
            Trial bare = results.beside(ours, "okhttp");
            if (bare != null) {
                double pairs = results.pairs(ours, bare, VendorScenarios.FIRST).median();
                String what = "First event at the vendor, " + ours.group() + ", to bare OkHttp, median of pairs";
                atMost(what, ours.isEncrypted() ? 1.3 : 1.45, pairs);
            }
            atMost("`build()`, " + ours.group() + ", ms", 150, median(ours, "build() ms"));
        }
    }

    private void besideHistory() {
        for (Trial ours : trials("track", Subjects.OURS)) {
            boolean one = ours.client().equals("track-1");
            String what = "`track` above building the event, " + ours.group() + ": ";
            atMost(what + "B", one ? 350 : 700, median(ours, "B/track above build"));
            Trial history = results.beside(ours, Subjects.HISTORY);
            if (history != null) {
                double pairs =
                        results.pairs(ours, history, "CPU ns/track above build").median();
                atMost(what + "CPU to " + Subjects.HISTORY + ", median of pairs", one ? 0.65 : 0.4, pairs);
            }
        }
        for (Trial ours : trials("held", Subjects.OURS)) {
            boolean one = ours.client().equals("held-1");
            atMost(
                    "A held purchase of three lines, " + ours.group() + ": B",
                    one ? 1_100 : 1_600,
                    median(ours, "B held/event"));
        }
        for (Trial ours : trials("warm-batch", Subjects.OURS)) {
            Trial floor = results.beside(ours, "floor");
            if (floor != null) {
                double pairs = results.pairs(ours, floor, "CPU µs/event").median();
                atMost("Batches of 50, long warm-up: CPU per event to the floor, median of pairs", 1.4, pairs);
            }
        }
        for (int inFlight : new int[] {8, 64}) {
            for (Trial ours : trials("pairs-" + inFlight, "ours-single")) {
                Trial raw = results.beside(ours, "raw-single");
                if (raw != null) {
                    double pairs = results.pairs(ours, raw, "events/s").median();
                    String what =
                            "One event a request, " + inFlight + " in flight: events/s to a raw loop, median of pairs";
                    atLeast(what, inFlight == 8 ? 0.8 : 0.85, pairs);
                }
            }
        }
    }

    private List<Trial> trials(String scenario, String subject) {
        return results.trials(scenario).stream()
                .filter(trial -> trial.subject().equals(subject))
                .toList();
    }

    private double median(Trial trial, String figure) {
        return results.spread(trial, figure).median();
    }

    private double worst(Trial trial, String figure) {
        return results.spread(trial, figure).max();
    }

    private double ratio(Trial trial, Trial base, String figure) {
        return median(trial, figure) / median(base, figure);
    }

    private void atMost(String what, double limit, double measured) {
        row(what, "≤ ", limit, measured, measured <= limit);
    }

    private void atLeast(String what, double limit, double measured) {
        row(what, "≥ ", limit, measured, measured >= limit);
    }

    private void row(String what, String relation, double limit, double measured, boolean reached) {
        String value = measured < 10 ? String.format(Locale.ROOT, "%.2f", measured) : Column.number(measured);
        table.append("| ").append(what).append(" | ").append(relation).append(Column.number(limit));
        table.append(" | ")
                .append(value)
                .append(" | ")
                .append(reached ? "yes" : "**no**")
                .append(" |\n");
    }
}
