package io.salestracker.testkit;

import java.util.List;

/** What must not be, or not be more: looked at once nothing is on its way. Each returns what to complain of, or "". */
final class Absence {

    private Absence() {}

    static String nothing(Watch watch) {
        watch.settle();
        return complaint(
                "Expected " + watch.who() + " to receive nothing, but there arrived:", watch.events(event -> true));
    }

    static String nothingElse(Watch watch) {
        watch.settle();
        return complaint("Expected " + watch.who() + " to receive nothing else, but there arrived:", watch.others());
    }

    static String nothingRejected(Watch watch) {
        watch.settle();
        return complaint(
                "Expected " + watch.who() + " to reject nothing, but it rejected:",
                watch.events(event -> event.disposition() == Disposition.REJECTED));
    }

    static String duplicates(Watch watch, int wanted) {
        watch.await(() -> watch.duplicates().size() >= wanted);
        watch.settle();
        List<Received> found = watch.duplicates();
        return found.size() == wanted
                ? ""
                : "Expected " + watch.who() + " to receive " + number(wanted, "duplicate") + ", but there "
                        + (found.size() == 1 ? "was " : "were ") + found.size() + ":" + NearestMiss.list(found);
    }

    static String number(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String complaint(String heading, List<Received> found) {
        return found.isEmpty() ? "" : heading + NearestMiss.list(found);
    }
}
