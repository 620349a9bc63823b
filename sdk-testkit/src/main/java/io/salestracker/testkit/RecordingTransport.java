package io.salestracker.testkit;

import static java.util.Objects.requireNonNull;

import io.salestracker.DestinationStats;
import io.salestracker.SalesTracker;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import io.salestracker.http.TransportSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A transport without sockets, for unit tests: it remembers what the tracker would have sent and answers as told, 200 unless
 * told otherwise. With a {@link SettableClock} a test goes through hours of delivery in milliseconds:
 *
 * <pre>{@code
 * RecordingTransport transport = new RecordingTransport().then(Reply.throttled(Duration.ofSeconds(60)));
 * SettableClock clock = SettableClock.at(Instant.parse("2026-11-20T12:00:00Z"));
 * try (SalesTracker tracker = SalesTracker.builder()
 *         .destination(TextDestination.builder(storeUuid).build())
 *         .transport(transport)
 *         .clock(clock)
 *         .build()) {
 *     Receipt receipt = tracker.track(purchase);
 *     RecordingTransport.awaitStats(tracker, "text", stats -> stats.throttled() == 1);
 *     clock.advance(Duration.ofSeconds(60));
 *     transport.awaitRequests(2);
 * }
 * }</pre>
 *
 * <p>It knows no vendor's rules; for these there is {@link VendorSandbox}. It holds the latest 10,000 requests. Thread-safe.
 */
public final class RecordingTransport implements HttpTransport.Factory {
    private static final int MAX_REQUESTS = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    // All below is guarded by the lock.
    private final Deque<RecordedRequest> requests = new ArrayDeque<>();
    private final Deque<Reply> script = new ArrayDeque<>();
    private final Map<Vendor, Deque<Reply>> scripts = new EnumMap<>(Vendor.class);
    private Reply otherwise = Reply.status(200);
    private int count;

    /** Adds replies for the next requests, one each, to whichever vendor they go. */
    public RecordingTransport then(Reply... replies) {
        return locked(() -> script.addAll(List.of(replies)));
    }

    /** Adds replies for the next requests to one vendor, one each, which go before those for any vendor. */
    public RecordingTransport then(Vendor vendor, Reply... replies) {
        requireNonNull(vendor, "vendor");
        return locked(() ->
                scripts.computeIfAbsent(vendor, first -> new ArrayDeque<>()).addAll(List.of(replies)));
    }

    /** Sets the reply for requests for which none is left. Default: status 200. */
    public RecordingTransport otherwise(Reply reply) {
        requireNonNull(reply, "reply");
        return locked(() -> otherwise = reply);
    }

    private RecordingTransport locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            return this;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the requests so far, in the order in which they came. */
    public List<RecordedRequest> requests() {
        lock.lock();
        try {
            return List.copyOf(requests);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the requests to one vendor so far, in the order in which they came. */
    public List<RecordedRequest> requests(Vendor vendor) {
        return requests().stream().filter(request -> request.vendor() == vendor).toList();
    }

    /**
     * Waits for so many requests since the start, 5 seconds at most.
     *
     * @return the requests so far
     * @throws AssertionError if there were fewer
     */
    public List<RecordedRequest> awaitRequests(int atLeast) throws InterruptedException {
        return awaitRequests(atLeast, LIMIT);
    }

    /**
     * Waits for so many requests since the start.
     *
     * @return the requests so far
     * @throws AssertionError if there were fewer within the limit
     */
    public List<RecordedRequest> awaitRequests(int atLeast, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (count < atLeast) {
                if (left <= 0) {
                    throw new AssertionError("Expected " + Absence.number(atLeast, "request") + " within " + limit
                            + ", but there " + (count == 1 ? "was " : "were ") + count + ": " + requests);
                }
                left = arrived.awaitNanos(left);
            }
            return List.copyOf(requests);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a tracker's ledger of a destination is as wanted, 5 seconds at most: {@code stats -> stats.throttled() == 1}
     * once a destination pauses because the vendor asked for it, {@code stats -> stats.retries() == 1} once an event waits to be tried again.
     * From then on a {@link SettableClock} may be moved.
     *
     * @throws AssertionError if it does not become so; the message shows the ledger
     */
    public static void awaitStats(SalesTracker tracker, String destination, Predicate<DestinationStats> wanted)
            throws InterruptedException {
        BooleanSupplier reached = () -> wanted.test(tracker.stats().destination(destination));
        long start = System.nanoTime();
        while (!reached.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("The ledger did not become as wanted within " + LIMIT + ": "
                        + tracker.stats().destination(destination));
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    @Override
    public HttpTransport open(TransportSettings settings) {
        return new Lane();
    }

    private Response answer(Request request) throws TransportException {
        RecordedRequest recorded;
        Reply reply;
        lock.lock();
        try {
            recorded = RecordedRequest.of(++count, request);
            requests.add(recorded);
            if (requests.size() > MAX_REQUESTS) {
                requests.remove();
            }
            reply = next(recorded);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        return reply.to(recorded);
    }

    private Reply next(RecordedRequest request) {
        Vendor vendor = request.vendor();
        Deque<Reply> own = vendor == null ? null : scripts.get(vendor);
        Reply next = own == null ? null : own.poll();
        if (next == null) {
            next = script.poll();
        }
        return next == null ? otherwise : next;
    }

    /** Returns how many requests there were, and nothing of them. */
    @Override
    public String toString() {
        lock.lock();
        try {
            return "RecordingTransport[" + Absence.number(count, "request") + "]";
        } finally {
            lock.unlock();
        }
    }

    /** What one destination sends with. */
    private final class Lane implements HttpTransport {
        private volatile boolean closed;

        @Override
        public Response send(Request request) throws TransportException {
            if (closed) {
                throw new TransportException(Sent.NOT_SENT, "closed", null);
            }
            return answer(request);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
