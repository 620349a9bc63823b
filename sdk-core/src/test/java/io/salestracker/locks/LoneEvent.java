package io.salestracker.locks;

import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.event.Purchase;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;

/**
 * Sends a lone purchase to so many destinations, and tells which monitors were entered for it: first by the caller, then by
 * the sender of the first destination, from looking for work to its end. Loaded by {@link LockCountingClassLoader}.
 */
public final class LoneEvent implements IntFunction<List<List<String>>> {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<Thread> senders = new CopyOnWriteArrayList<>();

    @Override
    public List<List<String>> apply(int destinations) {
        SalesTracker.Builder builder = SalesTracker.builder().transport(settings -> new NotingTransport());
        for (int i = 0; i < destinations; i++) {
            builder.destination(new FakeDestination("fake" + i, 1, true));
        }
        SalesTracker tracker = builder.build();
        try {
            await(track(tracker, "first"));
            senders.clear();
            LockCounts.reset();

            Receipt second = track(tracker, "second");
            List<String> caller = List.copyOf(LockCounts.of(Thread.currentThread()));
            await(second);
            Awaitility.await().until(() -> LockCounts.of(senders.get(0)).contains("SenderPool.end"));
            tracker.close(LONG);
            return List.of(caller, untilItsEnd(LockCounts.of(senders.get(0))));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Receipt track(SalesTracker tracker, String orderId) {
        return tracker.track(Purchase.builder()
                .orderId(orderId)
                .currency("EUR")
                .total("1.00")
                .build());
    }

    private static void await(Receipt receipt) throws InterruptedException {
        if (!receipt.await(LONG)) {
            throw new AssertionError("the event is not delivered");
        }
    }

    /** From its last look for work to the work's end. A sender that waited as the leader held the lead, which counts. */
    private static List<String> untilItsEnd(List<String> entered) {
        List<String> until = new ArrayList<>(List.of("SenderPool.nextWork"));
        for (String one : entered) {
            if (one.equals("SenderPool.pause") || one.equals("SenderPool.nextWork")) {
                until = new ArrayList<>(List.of("SenderPool.nextWork"));
            } else {
                until.add(one);
            }
            if (one.equals("SenderPool.end")) {
                return until;
            }
        }
        throw new AssertionError("the sender did not end its work: " + entered);
    }

    private final class NotingTransport implements HttpTransport {
        @Override
        public Response send(Request request) {
            senders.add(Thread.currentThread());
            return Response.of(200);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
