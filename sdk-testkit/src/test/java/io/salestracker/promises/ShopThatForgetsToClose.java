package io.salestracker.promises;

import io.salestracker.SalesTracker;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A shop in a JVM of its own that tracks events which wait for a batch, and ends without closing its tracker. Before, it
 * opens and closes another one, and prints which hooks of ours the JVM had.
 */
final class ShopThatForgetsToClose {
    static final int EVENTS = 20;

    private ShopThatForgetsToClose() {}

    /** Starts one for the vendor at this address; with {@code host} as the word, another hook closes the tracker too. */
    static Process start(URI vendor, String word) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShopThatForgetsToClose.class.getName(),
                        vendor.toString(),
                        word)
                .redirectErrorStream(true)
                .start();
    }

    /** Arguments: the vendor's address; {@code host} or {@code alone}. */
    public static void main(String[] args) throws Exception {
        URI vendor = URI.create(args[0]);
        try (SalesTracker closed = tracker(vendor)) {
            System.out.println("open: " + hooks());
            track(closed, 0);
        }
        System.out.println("closed: " + hooks());
        SalesTracker forgotten = tracker(vendor);
        for (int i = 1; i < EVENTS; i++) {
            track(forgotten, i);
        }
        if (args[1].equals("host")) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(vendor, forgotten)));
        }
    }

    private static void track(SalesTracker tracker, int number) {
        tracker.track(CountingVendor.event(EventKind.PURCHASE, "anna", number));
    }

    /** What a host may do while the JVM ends: close a tracker that closes itself, and build another one. */
    private static void end(URI vendor, SalesTracker forgotten) {
        forgotten.close();
        try (SalesTracker late = tracker(vendor)) {
            track(late, EVENTS);
        }
        System.out.println("ended");
    }

    private static SalesTracker tracker(URI vendor) {
        EbbotDestination destination = CountingVendor.destinationAt(vendor)
                .maxBatchSize(100, Refused.WHOLE)
                .build();
        return SalesTracker.builder()
                .destination(destination, route -> route.settings(s -> s.flushInterval(Duration.ofHours(1))))
                .closeOnShutdown(true)
                .build();
    }

    /** The names of our hooks, each with its context class loader. */
    private static List<String> hooks() throws ReflectiveOperationException {
        Field field = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
        field.setAccessible(true);
        return ((Map<?, ?>) field.get(null))
                .keySet().stream()
                        .map(Thread.class::cast)
                        .filter(thread -> thread.getName().startsWith("salestracker-"))
                        .map(thread -> thread.getName() + " " + thread.getContextClassLoader())
                        .toList();
    }
}
