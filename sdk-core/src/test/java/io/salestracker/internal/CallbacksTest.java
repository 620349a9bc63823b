package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.Delivery;
import io.salestracker.Outcome;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.EntryHeader;
import io.salestracker.event.EventKind;
import io.salestracker.fakes.FakeClock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallbacksTest {
    private final QuietLog log = new QuietLog(new Clocks(new FakeClock()));
    private final TrackerThreads threads = new TrackerThreads(log);
    private final CountDownLatch release = new CountDownLatch(1);
    private Callbacks callbacks = new Callbacks(null, true, log, threads);

    @AfterEach
    void close() throws Exception {
        release.countDown();
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
    }

    private void block() {
        CountDownLatch begun = new CountDownLatch(1);
        callbacks.call(() -> {
            begun.countDown();
            awaitQuietly(release);
        });
        awaitQuietly(begun);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void neverLetsACallerWaitAndCountsWhatItDoesNotCall() throws Exception {
        AtomicInteger called = new AtomicInteger();
        block();
        for (int i = 0; i < Callbacks.ROOM + 3; i++) {
            callbacks.call(called::incrementAndGet);
        }
        assertThat(callbacks.untold()).isEqualTo(3);

        release.countDown();
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
        assertThat(called).hasValue(Callbacks.ROOM);
    }

    @Test
    void letsASenderWaitForRoomSoThatASlowListenerMissesNothing() throws Exception {
        AtomicInteger called = new AtomicInteger();
        block();
        CountDownLatch full = new CountDownLatch(1);
        Thread sender = threads.start("sender", () -> {
            for (int i = 0; i < 3 * Callbacks.ROOM; i++) {
                if (i == Callbacks.ROOM) {
                    full.countDown();
                }
                callbacks.call(called::incrementAndGet);
            }
        });
        full.await();
        release.countDown();
        sender.join();
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));

        assertThat(called).hasValue(3 * Callbacks.ROOM);
        assertThat(callbacks.untold()).isZero();
    }

    @Test
    void givesFewerCallsRoomIfTheyHoldLargeEvents() throws Exception {
        AtomicInteger told = new AtomicInteger();
        callbacks = new Callbacks(delivery -> told.incrementAndGet(), true, log, threads);
        block();
        Instant now = Instant.EPOCH;
        EntryHeader header = new EntryHeader(
                "id", "fake", null, EventKind.VISIT, DeliveryMode.AT_MOST_ONCE, now, now, 0, false, null);
        Delivery delivery = new Delivery(header, new Outcome.Delivered(1), null);
        callbacks.tell(delivery, Callbacks.PLACE_BYTES * Callbacks.ROOM / 2);
        callbacks.tell(delivery, Callbacks.PLACE_BYTES * Callbacks.ROOM);
        callbacks.tell(delivery, Callbacks.PLACE_BYTES * Callbacks.ROOM / 2);
        callbacks.tell(delivery, 0);
        assertThat(callbacks.untold()).isEqualTo(2);

        // One that is too large for all the room is told as soon as nothing else waits.
        release.countDown();
        await().until(() -> told.get() == 2);
        callbacks.tell(delivery, Long.MAX_VALUE);
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
        assertThat(told).hasValue(3);
    }

    @Test
    void waitsForNoRoomOnItsOwnThreadOrLongerThanTheClosingLasts() throws Exception {
        AtomicInteger called = new AtomicInteger();
        callbacks.call(() -> {
            for (int i = 0; i <= Callbacks.ROOM; i++) {
                callbacks.call(called::incrementAndGet);
            }
            release.countDown();
        });
        release.await();
        assertThat(callbacks.untold()).isEqualTo(1);

        CountDownLatch never = new CountDownLatch(1);
        callbacks.call(() -> awaitQuietly(never));
        callbacks.closing(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50));
        for (int i = 0; i < 2 * Callbacks.ROOM; i++) {
            callbacks.call(called::incrementAndGet);
        }
        callbacks.close(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50));
        never.countDown();
    }

    @Test
    void goesOnAfterACallbackThatThrowsOrInterruptsItsThread() throws Exception {
        List<String> called = new CopyOnWriteArrayList<>();
        callbacks.call(() -> {
            throw new StackOverflowError();
        });
        callbacks.call(() -> Thread.currentThread().interrupt());
        callbacks.call(() -> called.add("after"));
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));

        assertThat(called).containsExactly("after");
    }

    @Test
    void callsNobodyOnceItIsClosedEvenIfOneCallHangs() throws Exception {
        List<String> called = new CopyOnWriteArrayList<>();
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        callbacks.call(() -> {
            begun.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        callbacks.call(() -> called.add("waiting when it was closed"));
        begun.await();
        callbacks.close(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20));
        interrupted.await();
        callbacks.call(() -> called.add("after it was closed"));

        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
        assertThat(called).isEmpty();
    }

    @Test
    void triesAgainWhereTheSystemGaveNoThread() throws Exception {
        List<String> called = new CopyOnWriteArrayList<>();
        callbacks = new Callbacks(null, true, log, new FewThreads(log, 1));
        callbacks.call(() -> called.add("first"));
        callbacks.call(() -> called.add("second"));
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));

        assertThat(called).containsExactly("first", "second");
    }

    /** Fails the first few times, as a system without room for threads does. */
    static final class FewThreads extends TrackerThreads {
        private final AtomicInteger failures;

        FewThreads(QuietLog log, int failures) {
            super(log);
            this.failures = new AtomicInteger(failures);
        }

        @Override
        @Nullable
        Thread start(String name, Runnable task) {
            return failures.getAndDecrement() > 0 ? null : super.start(name, task);
        }
    }
}
