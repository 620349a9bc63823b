package io.salestracker.promises;

import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What the user's code may do wherever it is called. */
enum Mischief {
    THROW_EXCEPTION,
    THROW_ERROR,
    OVERFLOW_THE_STACK,
    THROW_LINKAGE_ERROR,
    SNEAK_CHECKED_EXCEPTION,
    SNEAK_INTERRUPTED_EXCEPTION,
    INTERRUPT_ITS_THREAD,
    USE_THE_TRACKER;

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final AtomicInteger TRACKED = new AtomicInteger();

    boolean throwing() {
        return this != INTERRUPT_ITS_THREAD && this != USE_THE_TRACKER;
    }

    void act(SalesTracker tracker) {
        switch (this) {
            case THROW_EXCEPTION -> throw new IllegalStateException("mischief");
            case THROW_ERROR -> throw new AssertionError("mischief");
            case OVERFLOW_THE_STACK -> overflow(0);
            case THROW_LINKAGE_ERROR -> throw new NoSuchMethodError("mischief");
            case SNEAK_CHECKED_EXCEPTION -> sneak(new Exception("mischief"));
            case SNEAK_INTERRUPTED_EXCEPTION -> sneak(new InterruptedException("mischief"));
            case INTERRUPT_ITS_THREAD -> Thread.currentThread().interrupt();
            case USE_THE_TRACKER -> use(tracker);
        }
    }

    private static int overflow(int depth) {
        return depth < 0 ? 0 : overflow(depth + 1) + 1;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** Waits as long as it is let wait: from the tracker's own threads that is not at all. */
    private static void use(SalesTracker tracker) {
        SalesEvent event = CountingVendor.event(EventKind.PURCHASE, "inner", TRACKED.incrementAndGet());
        try {
            Receipt receipt = tracker.track(event);
            receipt.onComplete(done -> {});
            tracker.preview(event);
            if (tracker.stats().destinations().isEmpty()) {
                throw new AssertionError("the tracker has no destination");
            }
            if (Thread.currentThread().getName().startsWith("salestracker-")) {
                tracker.flush(LONG);
                receipt.await(LONG);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the test to end, whoever interrupts. */
    static void block(CountDownLatch testOver) {
        boolean interrupted = false;
        while (true) {
            try {
                testOver.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
