package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.delivery.Budget;
import io.salestracker.event.EventKind;
import io.salestracker.promises.ShopWithLittleHeap.Listener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One budget bounds everything held; the lowest kind gives way first; nothing is lost without being counted. */
@Timeout(240)
class BudgetIT {
    private final CountDownLatch back = new CountDownLatch(1);

    @Test
    void keepsAMillionEventsWithinItsBudgetDuringAnOutage() throws Exception {
        Map<String, String> seen = run(1_000_000, 100, 1, Listener.NONE, CountingVendor::stop, CountingVendor::restart);

        assertThat(seen).containsEntry("full.tracked", "1000000").containsEntry("vendor.purchases", "10000");
        assertThat(number(seen, "full.DROPPED.FULL")).isPositive();
        assertThat(number(seen, "full.DROPPED.DISPLACED")).isPositive();
    }

    @Test
    void tellsTheListenerOfEveryDisplacedVisit() throws Exception {
        Map<String, String> seen =
                run(100_000, 50, 100, Listener.PROMPT, CountingVendor::stop, CountingVendor::restart);

        assertThat(seen).containsEntry("end.callbacksDropped", "0").containsEntry("vendor.purchases", "2000");
        assertThat(number(seen, "end.told.PURCHASE.DELIVERED.DELIVERED")).isEqualTo(2_000);
        assertThat(number(seen, "full.told.VISIT.DROPPED.DISPLACED")).isPositive();
        for (EventKind kind : List.of(EventKind.VISIT, EventKind.CART_CHANGE, EventKind.PURCHASE)) {
            long tracked = IntStream.range(0, 100_000)
                    .filter(event -> ShopWithLittleHeap.kind(event, 50) == kind)
                    .count();
            assertThat(sum(seen, "end.told." + kind)).as("told of %s", kind).isEqualTo(tracked);
        }
        for (String outcome : List.of("DELIVERED.DELIVERED", "DROPPED.FULL", "DROPPED.DISPLACED")) {
            long told = seen.keySet().stream()
                    .filter(key -> key.startsWith("end.told.") && key.endsWith(outcome))
                    .mapToLong(key -> number(seen, key))
                    .sum();
            assertThat(told).as(outcome).isEqualTo(number(seen, "end." + outcome));
        }
    }

    @Test
    void staysWithinItsBudgetWhileTheListenerHangs() throws Exception {
        // Most of the purchases do not fit, and each waits to be told of with all its lines.
        Map<String, String> seen = run(15_000, 1, 100, Listener.HANGING, CountingVendor::stop, CountingVendor::restart);

        assertThat(number(seen, "full.callbacksDropped")).isPositive();
        assertThat(sum(seen, "end.told") + number(seen, "end.callbacksDropped")).isEqualTo(15_000);
    }

    @Test
    void staysWithinItsBudgetWhileTheVendorStalls() throws Exception {
        Map<String, String> seen = run(
                100_000,
                50,
                100,
                Listener.NONE,
                vendor -> vendor.behave(delivery -> {
                    awaitReturn();
                    return delivery.take();
                }),
                vendor -> back.countDown());

        assertThat(number(seen, "full.DROPPED.FULL")).isPositive();
        assertThat(seen).containsEntry("vendor.purchases", "2000");
    }

    private void awaitReturn() {
        try {
            back.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Act {
        void on(CountingVendor vendor);
    }

    /** Runs a shop with little heap through an outage, checks what must hold in every one, and gives what it printed. */
    private static Map<String, String> run(
            int events, int purchaseEvery, int lines, Listener listener, Act goAway, Act comeBack) throws Exception {
        Map<String, String> seen = new LinkedHashMap<>();
        try (CountingVendor vendor = CountingVendor.start()) {
            goAway.on(vendor);
            Process shop = ShopWithLittleHeap.start(vendor.uri(), events, purchaseEvery, lines, listener);
            try (BufferedReader output = new BufferedReader(new InputStreamReader(shop.getInputStream(), UTF_8))) {
                assertThat(read(output, "full", seen)).as("%s", seen).isTrue();
                comeBack.on(vendor);
                shop.getOutputStream().write('\n');
                shop.getOutputStream().flush();
                assertThat(read(output, "end", seen)).as("%s", seen).isTrue();
                assertThat(shop.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(shop.exitValue()).isZero();
            } finally {
                shop.destroyForcibly();
            }
            assertThat(seen)
                    .containsEntry("flushed", "true")
                    .containsEntry("full.balanced", "true")
                    .containsEntry("end.balanced", "true")
                    .containsEntry("end.pending", "0");
            assertThat(number(seen, "full.pendingBytes")).isLessThanOrEqualTo(Budget.DEFAULT.bytes());
            assertThat(number(seen, "full.pending")).isLessThanOrEqualTo(Budget.DEFAULT.events());
            assertThat(number(seen, "full.heap")).isLessThan(ShopWithLittleHeap.HEAP);
            assertThat(sum(seen, "full.DROPPED") + number(seen, "full.pending")).isEqualTo(events);
            assertThat(number(seen, "end.DELIVERED.DELIVERED"))
                    .isEqualTo(vendor.taken().size());
            assertThat(sum(seen, "end.DROPPED") + vendor.taken().size()).isEqualTo(events);
            assertThat(vendor.times().values()).allMatch(times -> times == 1);
            assertThat(vendor.outOfOrder()).isEmpty();
            long purchases = vendor.times().keySet().stream()
                    .filter(id -> ShopWithLittleHeap.kind(number(id), purchaseEvery) == EventKind.PURCHASE)
                    .count();
            seen.put("vendor.purchases", Long.toString(purchases));
        }
        return seen;
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(id.indexOf('-') + 1));
    }

    /** Reads until a line says that the part is complete; false if the output ends before. */
    private static boolean read(BufferedReader output, String part, Map<String, String> seen) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(part)) {
                return true;
            }
            int equals = line.indexOf('=');
            seen.put(equals < 0 ? line : line.substring(0, equals), equals < 0 ? "" : line.substring(equals + 1));
        }
        return false;
    }

    private static long number(Map<String, String> seen, String key) {
        return Long.parseLong(seen.getOrDefault(key, "0"));
    }

    private static long sum(Map<String, String> seen, String prefix) {
        return seen.keySet().stream()
                .filter(key -> key.startsWith(prefix + "."))
                .mapToLong(key -> number(seen, key))
                .sum();
    }
}
