package io.salestracker.testkit.internal;

import io.salestracker.testkit.Received;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** A caller who waits for events, without a thread of its own. */
final class Waiting {
    private static final long PAUSE_MILLIS = 20;

    private final Exchange exchange;
    private final Journal journal;
    private final Predicate<Received> filter;
    private final int wanted;
    private final long deadline;
    private final Runnable listener = this::changed;
    private final AtomicBoolean due = new AtomicBoolean();
    private final AtomicBoolean answered = new AtomicBoolean();

    private Waiting(Exchange exchange, Journal journal, Predicate<Received> filter, int wanted, Duration timeout) {
        this.exchange = exchange;
        this.journal = journal;
        this.filter = filter;
        this.wanted = wanted;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    static void start(Exchange exchange, Journal journal, Predicate<Received> filter, int wanted, Duration timeout) {
        Waiting waiting = new Waiting(exchange, journal, filter, wanted, timeout);
        journal.listen(waiting.listener);
        exchange.scheduler().schedule(waiting::look, timeout.toMillis() + 1, TimeUnit.MILLISECONDS);
        waiting.look();
    }

    private void changed() {
        if (due.compareAndSet(false, true)) {
            exchange.scheduler().schedule(this::look, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        due.set(false);
        long matching = journal.events(filter).size();
        boolean reached = matching >= wanted;
        if ((reached || System.nanoTime() - deadline >= 0) && answered.compareAndSet(false, true)) {
            journal.unlisten(listener);
            exchange.send(VendorResponse.line(
                    reached ? 200 : 504,
                    Json.MAPPER.createObjectNode().put("reached", reached).put("events", matching)));
        }
    }
}
