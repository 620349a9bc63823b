package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.DeliveryReport;
import io.salestracker.DestinationStats;
import io.salestracker.FlushReport;
import io.salestracker.Outcome;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.CartChange;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * A shop in a JVM of its own whose vendor is away while it tracks; {@link BudgetIT} gives it little heap, and a
 * line on its input when the vendor is back. It prints how it stood before and after, in lines of {@code key=value}.
 */
final class ShopWithLittleHeap {
    /** The budget, and 48 MB beside it for the libraries, remembered ids, requests in flight and waiting callbacks. */
    static final long HEAP = Budget.DEFAULT.bytes() + 48_000_000;

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Who is told how events end. */
    enum Listener {
        NONE,
        PROMPT,
        /** One that hangs until the vendor is back. */
        HANGING
    }

    private final int events;
    private final int purchaseEvery;
    private final int lines;
    private final Listener listener;
    private final CountDownLatch vendorIsBack = new CountDownLatch(1);
    private final SalesTracker tracker;
    // Guarded by this.
    private final Map<String, Long> told = new TreeMap<>();
    private long toldInAll;

    private ShopWithLittleHeap(URI vendor, int events, int purchaseEvery, int lines, Listener listener) {
        this.events = events;
        this.purchaseEvery = purchaseEvery;
        this.lines = lines;
        this.listener = listener;
        EbbotDestination destination = CountingVendor.destinationAt(vendor)
                .maxBatchSize(50, Refused.WHOLE)
                .build();
        DeliverySettings settings = destination.settings().toBuilder()
                .deadline(EventKind.VISIT, Duration.ofHours(1))
                .backoff(Duration.ofMillis(100), Duration.ofSeconds(1))
                .callTimeout(Duration.ofMinutes(10))
                .build();
        SalesTracker.Builder builder = SalesTracker.builder()
                .destination(destination, route -> route.settings(settings))
                .budget(Budget.DEFAULT);
        this.tracker = (listener == Listener.NONE ? builder : builder.listener(this::ended)).build();
    }

    /** Starts one that dies if its heap does not do; for the arguments see {@link #main}. */
    static Process start(URI vendor, int events, int purchaseEvery, int lines, Listener listener) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx" + HEAP,
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShopWithLittleHeap.class.getName(),
                        vendor.toString(),
                        Integer.toString(events),
                        Integer.toString(purchaseEvery),
                        Integer.toString(lines),
                        listener.name())
                .redirectErrorStream(true)
                .start();
    }

    /** Arguments: the vendor's address, how many events, one purchase in how many, of how many lines, listener. */
    public static void main(String[] args) throws Exception {
        ShopWithLittleHeap run = new ShopWithLittleHeap(
                URI.create(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Listener.valueOf(args[4]));
        run.trackAll();
        run.print("full");
        if (new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine() == null) {
            return; // Whoever started this is gone.
        }
        run.vendorIsBack.countDown();
        FlushReport flushed = run.tracker.flush(LONG);
        System.out.println("flushed=" + flushed.complete());
        run.tracker.close(LONG);
        run.print("end");
    }

    /** Of ten events some three are cart changes, and the others visits. */
    static EventKind kind(int event, int purchaseEvery) {
        if (event % purchaseEvery == 0) {
            return EventKind.PURCHASE;
        }
        return event % 10 < 3 ? EventKind.CART_CHANGE : EventKind.VISIT;
    }

    static String visitor(int event) {
        return "visitor" + event % 1_000;
    }

    private void trackAll() throws InterruptedException {
        for (int i = 0; i < events; i++) {
            EventKind kind = kind(i, purchaseEvery);
            tracker.track(event(kind, i));
            if (listener == Listener.PROMPT && i % 1_000 == 0) {
                awaitListener();
            }
        }
        if (listener == Listener.PROMPT) {
            awaitListener();
        }
    }

    private SalesEvent event(EventKind kind, int number) {
        String id = visitor(number) + "-" + number;
        Visitor who = Visitor.of(EbbotIdentity.of(visitor(number)));
        if (kind == EventKind.PURCHASE) {
            Purchase.Builder purchase = Purchase.builder()
                    .id(id)
                    .visitor(who)
                    .orderId(id)
                    .currency("EUR")
                    .total("7.00");
            for (int line = 0; line < lines; line++) {
                purchase.item(LineItem.builder()
                        .productId("p" + line)
                        .name("Sock")
                        .quantity(2)
                        .unitPrice("3.50"));
            }
            return purchase.build();
        }
        return kind == EventKind.VISIT
                ? CountingVendor.event(kind, visitor(number), number)
                : CartChange.builder()
                        .id(id)
                        .visitor(who)
                        .product(Product.builder().productId("p1").name("Sock").unitPrice("3.50"))
                        .currency("EUR")
                        .quantityBefore(0)
                        .quantityAfter(2)
                        .build();
    }

    /** So that the listener, which must be told of everything here, never falls behind as far as it may. */
    private void awaitListener() throws InterruptedException {
        DestinationStats stats = tracker.stats().destination("ebbot");
        long until = System.nanoTime() + LONG.toNanos();
        synchronized (this) {
            while (toldInAll < stats.tracked() - stats.pending()) {
                long left = Duration.ofNanos(until - System.nanoTime()).toMillis();
                if (left <= 0) {
                    throw new IllegalStateException("the listener was not told of all");
                }
                wait(left);
            }
        }
    }

    private void ended(DeliveryReport delivery) {
        if (listener == Listener.HANGING) {
            awaitReturn();
        }
        Outcome outcome = delivery.outcome();
        synchronized (this) {
            told.merge("told." + delivery.kind() + "." + outcome.kind() + "." + outcome.reason(), 1L, Long::sum);
            toldInAll++;
            notifyAll();
        }
    }

    private void awaitReturn() {
        try {
            vendorIsBack.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(String when) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        System.out.println(when + ".heap=" + memory.getHeapMemoryUsage().getUsed());
        DestinationStats stats = tracker.stats().destination("ebbot");
        System.out.println(when + ".balanced=" + stats.balanced());
        System.out.println(when + ".tracked=" + stats.tracked());
        System.out.println(when + ".pending=" + stats.pending());
        System.out.println(when + ".pendingBytes=" + stats.pendingBytes());
        System.out.println(when + ".callbacksDropped=" + tracker.stats().callbacksDropped());
        stats.outcomes()
                .forEach((kind, reasons) -> reasons.forEach(
                        (reason, count) -> System.out.println(when + "." + kind + "." + reason + "=" + count)));
        synchronized (this) {
            told.forEach((what, count) -> System.out.println(when + "." + what + "=" + count));
        }
        System.out.println(when);
    }
}
