package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationStats;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.testsupport.Campaigns;
import io.salestracker.testsupport.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Tens of thousands of events on their way through a proxy to a vendor, while both break down again and again. Nothing in
 * it waits for a time: an outage comes after so many requests and lasts until so many have failed.
 */
final class OutageRun {
    static final int EVENTS = Campaigns.times(30_000);

    private static final int CALLERS = 2;
    private static final int KEYS = 2_000;
    private static final int MAX_PENDING = 5_000;
    private static final List<EventKind> KINDS = List.of(EventKind.VISIT, EventKind.CART_CHANGE, EventKind.PURCHASE);
    private static final Set<Outage> FAILING =
            EnumSet.complementOf(EnumSet.of(Outage.WORKER_IS_KILLED, Outage.CONNECTIONS_ARE_CUT));
    private static final String ALWAYS = "proxy_read_timeout 200ms;";
    // How often each outage comes.
    private static final int EACH = 2;

    private final Random random;
    private final Random dice;
    private final int batch;
    private final CountingVendor vendor = CountingVendor.start();
    private final Nginx nginx = Nginx.before(vendor, ALWAYS);
    private final Trial trial;
    // Leave to track so many events.
    private final Semaphore leave = new Semaphore(0);

    /** What breaks down. */
    private enum Outage {
        VENDOR_STOPS,
        PROXY_IS_KILLED,
        WORKER_IS_KILLED,
        CONNECTIONS_ARE_CUT,
        PROXY_SAYS_503,
        PROXY_SAYS_429,
        VENDOR_LOSES_ANSWERS
    }

    /** @param batch how many events a request carries at most; 0 for one event that is no array */
    OutageRun(long seed, DeliveryMode mode, int batch) {
        this.random = new Random(seed);
        this.dice = new Random(random.nextLong());
        this.batch = batch;
        EbbotDestination.Builder destination = CountingVendor.destinationAt(nginx.uri());
        this.trial =
                new Trial((batch == 0 ? destination : destination.maxBatchSize(batch, Refused.WHOLE)).build(), mode);
    }

    void run() throws Exception {
        try (vendor;
                nginx;
                trial) {
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.add(caller(caller, random.nextLong()));
            }
            breakDownAgainAndAgain();
            for (Thread caller : callers) {
                caller.join();
            }
            DestinationStats ledger = trial.settled();
            assertThat(ledger.delivered() + ledger.unconfirmed()).isEqualTo(EVENTS);
            trial.reconcile(vendor.takings());
        }
    }

    /** Each caller has its own visitors, so that each visitor's events are tracked in order. */
    private Thread caller(int number, long seed) {
        Thread caller = new Thread(() -> track(number, new Random(seed)), "caller-" + number);
        caller.setDaemon(true);
        caller.start();
        return caller;
    }

    private void track(int caller, Random choice) {
        int[] next = new int[KEYS / CALLERS];
        for (int i = 0; i < EVENTS / CALLERS; i++) {
            EventKind kind = KINDS.get(choice.nextInt(KINDS.size()));
            int visitor = choice.nextInt(next.length);
            SalesEvent event = choice.nextInt(10) == 0
                    ? CountingVendor.anonymous(kind, "nobody" + caller + "." + i + "-0")
                    : CountingVendor.event(kind, "visitor" + caller + "." + visitor, next[visitor]++);
            leave.acquireUninterruptibly();
            trial.track(event);
        }
    }

    /** Before and during each outage the callers track one portion, so that no outage goes unnoticed. */
    private void breakDownAgainAndAgain() {
        List<Outage> outages = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            outages.addAll(List.of(Outage.values()));
        }
        Collections.shuffle(outages, random);
        int portion = EVENTS / (2 * outages.size());
        for (Outage outage : outages) {
            // Else a slow machine would come to the end of the budget, which is another promise.
            Trial.await(() -> trial.stats().pending() < MAX_PENDING);
            leave.release(portion);
            long some = vendor.requests() + random.nextInt(portion / Math.max(1, batch));
            until(() -> vendor.requests() >= some);
            begin(outage);
            leave.release(portion);
            untilFelt(outage);
            end(outage);
            assertThat(trial.stats().balanced()).isTrue();
        }
        leave.release(EVENTS - 2 * portion * outages.size());
    }

    private void begin(Outage outage) {
        switch (outage) {
            case VENDOR_STOPS -> vendor.stop();
            case VENDOR_LOSES_ANSWERS -> vendor.behave(this::loseSome);
            case PROXY_IS_KILLED -> nginx.kill();
            case WORKER_IS_KILLED -> nginx.killWorkers();
            case CONNECTIONS_ARE_CUT -> nginx.serve(ALWAYS, "keepalive_requests 3;");
            case PROXY_SAYS_503 -> nginx.serve("return 503;");
            case PROXY_SAYS_429 -> nginx.serve(ALWAYS, "limit_req zone=slow;");
        }
    }

    private void untilFelt(Outage outage) {
        if (FAILING.contains(outage)) {
            long enough = trial.attempts().failed() + 1 + random.nextInt(12);
            until(() -> trial.attempts().failed() >= enough);
        } else {
            long some = vendor.requests() + 30;
            until(() -> vendor.requests() >= some);
        }
    }

    private void end(Outage outage) {
        switch (outage) {
            case VENDOR_STOPS -> vendor.restart();
            case VENDOR_LOSES_ANSWERS -> vendor.behave(CountingVendor.Delivery::take);
            case PROXY_IS_KILLED -> nginx.start();
            case WORKER_IS_KILLED -> {
                // It is replaced without us.
            }
            case CONNECTIONS_ARE_CUT, PROXY_SAYS_503, PROXY_SAYS_429 -> nginx.serve(ALWAYS);
        }
    }

    /** Half of them as ever; of the others some are taken and not answered, some answered and not taken. */
    private Response loseSome(CountingVendor.Delivery delivery) {
        int fault = dice.nextInt(8);
        boolean take = fault > 2 || dice.nextBoolean();
        Response response = take ? delivery.take() : delivery.status(200);
        return switch (fault) {
            case 0 -> response.status(500);
            case 1 -> response.hangUp();
            case 2 -> response.stall();
            // The status line arrives, so this one counts as taken.
            case 3 -> response.body("x".repeat(10_000)).cut();
            default -> response;
        };
    }

    /** Waits; not longer than there is something left to do. */
    private void until(BooleanSupplier isSo) {
        Trial.await(() -> isSo.getAsBoolean()
                || (leave.availablePermits() == 0 && trial.stats().pending() == 0));
    }
}
