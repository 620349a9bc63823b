package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.salestracker.DeliveryReport;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.event.EventKind;
import io.salestracker.fakes.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallbacksTest {
    private final TrackerThreads threads = new TrackerThreads();
    private final ThrottledLogger log = new ThrottledLogger(new Clocks(new FakeClock()), threads);
    private final CountDownLatch release = new CountDownLatch(1);
    private Callbacks callbacks = new Callbacks(null, true, log, threads);

    @AfterEach
    void close() throws Exception {
        release.countDown();
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
    }

    private void call(Runnable callback) {
        Receipt receipt = new PendingReceipt(EventId.random("id"), List.of(), callbacks);
        callbacks.call(told -> callback.run(), receipt);
    }

    private void block() {
        CountDownLatch begun = new CountDownLatch(1);
        call(() -> {
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
    void neverBlocksACallerAndCountsDroppedCalls() throws Exception {
        AtomicInteger called = new AtomicInteger();
        block();
        for (int i = 0; i < Callbacks.QUEUE_CAPACITY + 3; i++) {
            call(called::incrementAndGet);
        }
        assertThat(callbacks.callbacksDropped()).isEqualTo(3);

        release.countDown();
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
        assertThat(called).hasValue(Callbacks.QUEUE_CAPACITY);
    }

    @Test
    void letsASenderWaitForRoomSoThatASlowListenerMissesNothing() throws Exception {
        AtomicInteger called = new AtomicInteger();
        block();
        CountDownLatch full = new CountDownLatch(1);
        Thread sender = threads.start("sender", () -> {
            for (int i = 0; i < 3 * Callbacks.QUEUE_CAPACITY; i++) {
                if (i == Callbacks.QUEUE_CAPACITY) {
                    full.countDown();
                }
                call(called::incrementAndGet);
            }
        });
        full.await();
        release.countDown();
        sender.join();
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));

        assertThat(called).hasValue(3 * Callbacks.QUEUE_CAPACITY);
        assertThat(callbacks.callbacksDropped()).isZero();
    }

    @Test
    void givesFewerCallsRoomIfTheyHoldLargeEvents() throws Exception {
        AtomicInteger told = new AtomicInteger();
        callbacks = new Callbacks(delivery -> told.incrementAndGet(), true, log, threads);
        block();
        Instant now = Instant.EPOCH;
        DeliveryReport delivery =
                new DeliveryReport("id", "fake", "fake", EventKind.VISIT, null, 1, now, new Outcome.Delivered(1), null);
        callbacks.tell(delivery, Callbacks.BYTES_PER_PERMIT * Callbacks.QUEUE_CAPACITY / 2);
        callbacks.tell(delivery, Callbacks.BYTES_PER_PERMIT * Callbacks.QUEUE_CAPACITY);
        callbacks.tell(delivery, Callbacks.BYTES_PER_PERMIT * Callbacks.QUEUE_CAPACITY / 2);
        callbacks.tell(delivery, 0);
        assertThat(callbacks.callbacksDropped()).isEqualTo(2);

        // One that is too large for all the room is told as soon as nothing else waits.
        release.countDown();
        await().until(() -> told.get() == 2);
        callbacks.tell(delivery, Long.MAX_VALUE);
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
        assertThat(told).hasValue(3);
    }

    @Test
    void neverWaitsForRoomOnItsOwnThread() throws Exception {
        AtomicInteger called = new AtomicInteger();
        call(() -> {
            for (int i = 0; i <= Callbacks.QUEUE_CAPACITY; i++) {
                call(called::incrementAndGet);
            }
            release.countDown();
        });
        release.await();
        assertThat(callbacks.callbacksDropped()).isEqualTo(1);
    }

    @Test
    void letsSendersWaitASecondTogetherForACallbackThatHangs() throws Exception {
        block();
        for (int i = 0; i < Callbacks.QUEUE_CAPACITY; i++) {
            call(() -> {});
        }
        CountDownLatch sent = new CountDownLatch(3);
        long start = System.nanoTime();
        for (int sender = 0; sender < 3; sender++) {
            threads.start("sender", () -> {
                for (int i = 0; i < 1_000; i++) {
                    call(() -> {});
                }
                sent.countDown();
            });
        }
        sent.await();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(callbacks.callbacksDropped()).isEqualTo(3_000);
    }

    @Test
    void isPatientAgainOnceHalfOfTheRoomIsFree() throws Exception {
        block();
        for (int i = 0; i < Callbacks.QUEUE_CAPACITY; i++) {
            call(() -> {});
        }
        Thread impatient = threads.start("sender", () -> call(() -> {}));
        impatient.join();
        assertThat(callbacks.callbacksDropped()).isEqualTo(1);

        release.countDown();
        CountDownLatch again = new CountDownLatch(1);
        await().until(() -> {
            call(again::countDown);
            return again.getCount() == 0;
        });
        long callbacksDropped = callbacks.callbacksDropped();
        AtomicInteger called = new AtomicInteger();
        Thread patient = threads.start("sender", () -> {
            for (int i = 0; i < 3 * Callbacks.QUEUE_CAPACITY; i++) {
                call(called::incrementAndGet);
            }
        });
        patient.join();
        await().until(() -> called.get() == 3 * Callbacks.QUEUE_CAPACITY);
        assertThat(callbacks.callbacksDropped()).isEqualTo(callbacksDropped);
    }

    @Test
    void countsQueuedCallsThatCloseDrops() throws Exception {
        block();
        call(() -> {});
        call(() -> {});
        callbacks.close(System.nanoTime());
        assertThat(callbacks.callbacksDropped()).isEqualTo(2);
    }

    @Test
    void goesOnAfterACallbackThrowsOrInterrupts() throws Exception {
        List<String> called = new CopyOnWriteArrayList<>();
        call(() -> {
            throw new StackOverflowError();
        });
        call(() -> Thread.currentThread().interrupt());
        call(() -> called.add("after"));
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));

        assertThat(called).containsExactly("after");
    }

    @Test
    void closeEndsThoughOneCallHangs() throws Exception {
        List<String> called = new CopyOnWriteArrayList<>();
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        call(() -> {
            begun.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        call(() -> called.add("waiting when it was closed"));
        begun.await();
        callbacks.close(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20));
        interrupted.await();

        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
        assertThat(called).isEmpty();
        assertThat(callbacks.callbacksDropped()).isEqualTo(1);
    }

    @Test
    void receiptsCallbackIsCalledByItsOwnThreadOnceClosed() throws Exception {
        AtomicInteger told = new AtomicInteger();
        callbacks = new Callbacks(delivery -> told.incrementAndGet(), true, log, threads);
        PendingReceipt pending = new PendingReceipt(EventId.random("id"), List.of("fake"), callbacks);
        List<Thread> callers = new CopyOnWriteArrayList<>();
        pending.onComplete(receipt -> callers.add(Thread.currentThread()));
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));

        pending.settle(0, new Outcome.Delivered(1));
        pending.onComplete(receipt -> {
            callers.add(Thread.currentThread());
            throw new StackOverflowError("as if");
        });
        callbacks.tell(report(), 0);
        assertThat(callers).containsExactly(Thread.currentThread(), Thread.currentThread());
        assertThat(told).hasValue(0);
        assertThat(callbacks.callbacksDropped()).isZero();
    }

    private static DeliveryReport report() {
        return new DeliveryReport(
                "id", "fake", "fake", EventKind.VISIT, null, 1, Instant.EPOCH, new Outcome.Delivered(1), null);
    }

    @Test
    void callbackThatRacesWithCloseIsCalledOnce() throws Exception {
        for (int round = 0; round < 300; round++) {
            callbacks = new Callbacks(null, true, log, threads);
            PendingReceipt receipt = new PendingReceipt(EventId.random("id"), List.of("fake"), callbacks);
            AtomicInteger called = new AtomicInteger();
            CyclicBarrier start = new CyclicBarrier(3);
            Thread registers = racer(start, () -> {
                for (int i = 0; i < 20; i++) {
                    receipt.onComplete(done -> called.incrementAndGet());
                }
            });
            Thread settles = racer(start, () -> receipt.settle(0, new Outcome.Delivered(1)));
            start.await();
            callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
            registers.join();
            settles.join();

            assertThat(called).as("round %d", round).hasValue(20);
            assertThat(callbacks.callbacksDropped()).isZero();
        }
    }

    private static Thread racer(CyclicBarrier start, Runnable task) {
        Thread thread = new Thread(() -> {
            try {
                start.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
            task.run();
        });
        thread.start();
        return thread;
    }

    @Test
    void interruptWhileClosingLosesNoCall() throws Exception {
        AtomicInteger called = new AtomicInteger();
        block();
        call(called::incrementAndGet);
        call(called::incrementAndGet);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30)))
                .isInstanceOf(InterruptedException.class);

        release.countDown();
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
        assertThat(called).hasValue(2);
        assertThat(callbacks.callbacksDropped()).isZero();
    }

    @Test
    void triesAgainWhereTheSystemGaveNoThread() throws Exception {
        List<String> called = new CopyOnWriteArrayList<>();
        callbacks = new Callbacks(null, true, log, new FewThreads(1));
        call(() -> called.add("first"));
        call(() -> called.add("second"));
        callbacks.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));

        assertThat(called).containsExactly("first", "second");
    }

    /** Fails the first few times, as a system without room for threads does. */
    static final class FewThreads extends TrackerThreads {
        private final AtomicInteger failures;

        FewThreads(int failures) {
            this.failures = new AtomicInteger(failures);
        }

        @Override
        @Nullable
        Thread make(String name, Runnable task) {
            return failures.getAndDecrement() > 0 ? null : super.make(name, task);
        }
    }
}
