package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class VendorSandboxIT {
    private static final String ORDER_URL = "/track?sid=site-token&ts=1&id=u%d&action=Order%%20placed"
            + "&data=%%7B%%22orderid%%22%%3A%%22%d%%22%%2C%%22totalprice%%22%%3A0.1%%2C%%22currency%%22%%3A%%22EUR%%22%%7D";

    @Test
    void countsExactlyWhenManyCallAtOnce() throws Exception {
        int threads = 8;
        int each = 250;
        long seed = System.nanoTime();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (VendorSandbox sandbox = VendorSandbox.start()) {
            Caller caller = new Caller(sandbox);
            sandbox.faults(Vendor.TRACKTOR)
                    .random(seed, Map.of(Fault.status(503), 0.1, Fault.statusAfterAccepting(500), 0.1));
            List<Callable<Integer>> work = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                work.add(() -> {
                    int ok = 0;
                    for (int i = 0; i < each; i++) {
                        int order = thread * each + i;
                        ok += caller.get(ORDER_URL.formatted(order, order)).statusCode() == 200 ? 1 : 0;
                    }
                    return ok;
                });
            }
            long answered = 0;
            for (Future<Integer> one : pool.invokeAll(work)) {
                answered += one.get();
            }

            Counts counts = sandbox.counts(Vendor.TRACKTOR);
            assertThat(counts.events()).as("seed %d", seed).isEqualTo((long) threads * each);
            assertThat(counts.accepted() + counts.faulted()).isEqualTo(counts.events());
            assertThat(counts.confirmed()).as("seed %d", seed).isEqualTo(answered);
            assertThat(counts.acceptedThenFailed()).isEqualTo(counts.accepted() - answered);
            assertThat(counts.revenue().get("EUR"))
                    .isEqualByComparingTo(new BigDecimal("0.1").multiply(BigDecimal.valueOf(counts.accepted())));
            Map<String, AttemptSummary> byOrder = sandbox.tally(Vendor.TRACKTOR, Received::orderId);
            assertThat(byOrder).hasSize(threads * each);
            assertThat(byOrder.values().stream().filter(AttemptSummary::taken).count())
                    .isEqualTo(counts.accepted());
            assertThat(sandbox.events())
                    .extracting(Received::sequence)
                    .isSorted()
                    .doesNotHaveDuplicates();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void letsGoOfTheOldestEventsButCountsThem() throws Exception {
        try (VendorSandbox sandbox = VendorSandbox.builder().maxEvents(3).start()) {
            Caller caller = new Caller(sandbox);
            for (int i = 1; i <= 5; i++) {
                caller.get(ORDER_URL.formatted(i, i));
            }

            assertThat(sandbox.events()).extracting(Received::orderId).containsExactly("3", "4", "5");
            assertThat(sandbox.counts(Vendor.TRACKTOR).letGo()).isEqualTo(2);
            assertThat(sandbox.counts(Vendor.TRACKTOR).accepted()).isEqualTo(5);
            assertThat(sandbox.order(Vendor.TRACKTOR, "1")).isEqualTo(AttemptSummary.NEVER);
        }
    }

    @Test
    void keepsNoPayloadWhenToldNotTo() throws Exception {
        try (VendorSandbox sandbox = VendorSandbox.builder().keepPayloads(false).start()) {
            new Caller(sandbox).get(ORDER_URL.formatted(1, 1));

            assertThat(sandbox.events().get(0).orderId()).isEqualTo("1");
            assertThat(sandbox.events().get(0).payload().json().isMissingNode()).isTrue();
        }
    }

    @Test
    void showsNoIdentityAndNoPayloadInItsRecords() throws Exception {
        try (VendorSandbox sandbox = VendorSandbox.start()) {
            new Caller(sandbox).get("/track?sid=site-token&ts=1&id=jane%40shop.example&action=a&data=%5B%5D");

            assertThat(sandbox.events().get(0))
                    .asString()
                    .contains("data must be")
                    .doesNotContain("jane");
            assertThat(sandbox.events().get(0).payload()).asString().doesNotContain("jane");
        }
    }

    @Test
    void saysWhichPortCannotBeBoundAndFreesItsOwn() {
        VendorSandbox first = VendorSandbox.start();
        int port = first.port();

        assertThatThrownBy(() -> VendorSandbox.builder().port(port).start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("port " + port);
        first.close();
        first.close();
        VendorSandbox.builder().port(port).start().close();
    }

    @Test
    void leavesNoThreadBehind() {
        VendorSandbox.start().close();

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("vendor-sandbox"))
                .filteredOn(Thread::isAlive)
                .isEmpty();
    }

    @Test
    void refusesOptionsOutOfRange() {
        VendorSandbox.Builder builder = VendorSandbox.builder();

        assertThatThrownBy(() -> builder.port(70_000)).hasMessageContaining("port must be 0 to 65535");
        assertThatThrownBy(() -> builder.maxEvents(0)).hasMessageContaining("events");
        assertThatThrownBy(() -> builder.maxBodyBytes(0)).hasMessageContaining("bytes");
    }
}
