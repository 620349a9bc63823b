package io.salestracker.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Events wanted in an order: found if they are a subsequence of what was accepted. */
final class Sequence {
    private final Watch watch;
    private final List<String> names = new ArrayList<>();

    Sequence(Watch watch, String first, String... more) {
        this.watch = watch;
        names.add(Objects.requireNonNull(first, "first"));
        names.addAll(List.of(more));
    }

    /** Waits for the events and claims them; returns what is wrong, or "". */
    String complaint() {
        watch.await(() -> found().size() == names.size());
        List<Received> found = found();
        if (found.size() == names.size()) {
            found.forEach(event -> watch.claimed().add(event.sequence()));
            return "";
        }
        List<Received> all = watch.events(event -> true);
        String missing = names.get(found.size());
        return "Expected " + watch.who() + " to receive, in this order, " + String.join(", ", names) + " "
                + watch.limitInWords() + "\n"
                + (found.isEmpty()
                        ? "There was no " + missing + "."
                        : "There was no " + missing + " after "
                                + names.subList(0, found.size()).stream().collect(Collectors.joining(", ")) + ".")
                + (all.isEmpty() ? "" : " There arrived:" + NearestMiss.list(all));
    }

    private List<Received> found() {
        List<Received> found = new ArrayList<>();
        for (Received event : watch.accepted()) {
            if (found.size() < names.size()
                    && names.get(found.size()).equals(event.name())
                    && !watch.claimed().contains(event.sequence())) {
                found.add(event);
            }
        }
        return found;
    }
}
