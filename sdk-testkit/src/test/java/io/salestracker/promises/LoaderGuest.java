package io.salestracker.promises;

import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.TrackerStats;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.http.HttpTransport;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/**
 * A host's application, loaded by {@link ThreadsIT} in a class loader of its own: it tracks, previews, logs, is
 * called back, and closes. Takes {@code okhttp} or {@code jdk}, the address of a vendor and that of one that never
 * answers, with blanks between; gives what the ledgers say, or what was wrong.
 */
public final class LoaderGuest implements Function<String, String> {
    private static final int EVENTS = 20;
    private static final Duration LONG = Duration.ofSeconds(60);
    // Longer than a thread may live on.
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(10);

    @Override
    public String apply(String task) {
        String[] words = task.split(" ", -1);
        try {
            return run(words[0], URI.create(words[1]), URI.create(words[2]));
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static String run(String client, URI vendor, URI silent) throws Exception {
        CompletableFuture<ClassLoader> context = new CompletableFuture<>();
        SalesTracker tracker = tracker(client, vendor, silent);
        SalesEvent event = CountingVendor.event(EventKind.PURCHASE, "guest", 0);
        if (tracker.preview(event).size() != 2) {
            return "no preview";
        }
        Receipt first = tracker.track(event);
        for (int i = 1; i < EVENTS; i++) {
            tracker.track(CountingVendor.event(EventKind.VISIT, "guest" + i % 5, i))
                    .onComplete(
                            receipt -> context.complete(Thread.currentThread().getContextClassLoader()));
        }
        LoggerFactory.getLogger(LoaderGuest.class).info("the host logs too");
        // The one has all, and the other keeps as many requests as it may have.
        while (tracker.stats().destination("ebbot").delivered() < EVENTS
                || tracker.stats().destination("silent").requests() < 2) {
            first.await(Duration.ofMillis(10));
        }
        TrackerStats stats = tracker.close(Duration.ofMillis(500)).stats();
        if (!SalesTracker.class.getClassLoader().equals(context.get(LONG.toSeconds(), TimeUnit.SECONDS))) {
            return "our threads have another class loader as context than our own";
        }
        return stats.destination("ebbot").delivered() + " delivered, "
                + stats.destination("silent").pending() + " pending";
    }

    private static SalesTracker tracker(String client, URI vendor, URI silent) {
        EbbotDestination answering = CountingVendor.destinationAt(vendor).build();
        EbbotDestination stalled =
                CountingVendor.destinationAt(silent).name("silent").build();
        return SalesTracker.builder()
                .destination(answering, route -> route.settings(s -> s.callTimeout(CALL_TIMEOUT)))
                .destination(
                        stalled,
                        route -> route.settings(s -> s.callTimeout(CALL_TIMEOUT).maxInFlight(2)))
                .transport(client.equals("jdk") ? HttpTransport.jdk() : HttpTransport.okHttp())
                .listener(delivery -> {})
                .build();
    }
}
