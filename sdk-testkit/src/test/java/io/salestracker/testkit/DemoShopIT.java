package io.salestracker.testkit;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The demo, as somebody sees it who starts the sandbox with it. */
class DemoShopIT extends WithSandbox {

    @Test
    void everyDispositionAppears() throws Exception {
        new DemoShop(sandbox).send();

        List<Received> all = sandbox.events();
        assertThat(all).hasSizeBetween(40, 60);
        assertThat(all).extracting(Received::disposition).contains(Disposition.values());
        assertThat(all).anyMatch(event -> event.disposition() == Disposition.FAULTED && event.status() == 429);
        assertThat(all).anyMatch(event -> event.disposition() == Disposition.FAULTED && event.status() == 503);
        assertThat(all).anyMatch(Received::acceptedThenFailed);
        for (Vendor vendor : Vendor.values()) {
            assertThat(sandbox.counts(vendor).rejected()).as(vendor.id()).isPositive();
            assertThat(sandbox.counts(vendor).accepted()).as(vendor.id()).isGreaterThan(3);
        }
        assertThat(all.stream().map(Received::kind).distinct())
                .contains(
                        ReceivedKind.VISIT,
                        ReceivedKind.CART,
                        ReceivedKind.ORDER,
                        ReceivedKind.PROPERTIES,
                        ReceivedKind.ALIAS);
    }

    @Test
    void takesASecondOrTwo() throws Exception {
        long start = System.nanoTime();

        new DemoShop(sandbox).send();

        // Generous for a busy machine; alone it takes about 1.5 s, of which one is the throttling.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void acceptsTheDemoShopsEvents() throws Exception {
        assertThat(new DemoShop(sandbox).send()).isZero();

        assertThat(sandbox.order(Vendor.TEXT, "1042"))
                .matches(order -> order.accepted() == 1 && order.faulted() == 1 && order.duplicate() == 1);
        assertThat(sandbox.order(Vendor.ALHENA, "2114"))
                .matches(order -> order.accepted() == 1 && order.duplicate() == 1);
        assertThat(sandbox.counts(Vendor.TEXT).revenue()).containsOnlyKeys("USD", "EUR", "JPY");
        assertThat(sandbox.events()).anyMatch(event -> event.payload().text().contains("<img src=x onerror=alert(1)>"));
    }

    @Test
    void mistakesNameTheFieldAtFault() throws Exception {
        new DemoShop(sandbox).send();

        List<Received> rejected = sandbox.events(event -> event.disposition() == Disposition.REJECTED);
        assertThat(rejected.stream().map(event -> event.vendor().id() + " " + event.field()))
                .containsExactlyInAnyOrder(
                        "alhena currency",
                        "alhena type",
                        "alhena company_key",
                        "text event.name",
                        "text event.data.order.total_price",
                        "ebbot items[0].value",
                        "ebbot null",
                        "ebbot items.quantity",
                        "tracktor sign",
                        "tracktor data");
        assertThat(rejected).allMatch(event -> event.reason() != null && event.rule() != null);
    }

    @Test
    void isTheSameEachTime() throws Exception {
        new DemoShop(sandbox).send();
        List<String> first = sent();
        sandbox.reset();

        new DemoShop(sandbox).send();

        assertThat(sent()).isEqualTo(first);
    }

    @Test
    void canBeSentTwice() throws Exception {
        new DemoShop(sandbox).send();
        new DemoShop(sandbox).send();

        assertThat(sandbox.order(Vendor.TEXT, "1043"))
                .matches(order -> order.accepted() == 1 && order.duplicate() == 1);
    }

    @Test
    void leavesNoFaultSet() throws Exception {
        new DemoShop(sandbox).send();

        for (Vendor vendor : Vendor.values()) {
            assertThat(caller.get("/sandbox/faults/" + vendor.id()).body()).contains("\"mode\":\"none\"");
        }
    }

    @Test
    void leavesTheUsersFaultsAlone() throws Exception {
        sandbox.faults(Vendor.TEXT).always(Fault.status(422));

        assertThat(new DemoShop(sandbox).send()).isPositive();

        assertThat(caller.get("/sandbox/faults/text").body()).contains("\"mode\":\"always\"");
        assertThat(sandbox.events(Vendor.TEXT)).isNotEmpty().allMatch(event -> event.status() == 422);
    }

    @Test
    void comesByACallTooAndOnceWhileItIsBeingSent() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(caller.post("/sandbox/demo", "").statusCode()).isEqualTo(202);
        }

        // The last of its events.
        assertThat(sandbox.awaitEvents(1, event -> "1045".equals(event.orderId()), Duration.ofSeconds(30)))
                .isTrue();
        await().until(() -> threads().isEmpty());
        // Tracktor recognises no order that it had before.
        assertThat(sandbox.order(Vendor.TRACKTOR, "1042").accepted()).isEqualTo(1);
        assertThat(sandbox.events()).allMatch(event -> event.attempt() <= 2);
    }

    @Test
    void isCutShortWhenTheSandboxIsClosed() throws Exception {
        try (VendorSandbox other = VendorSandbox.start()) {
            new Caller(other).post("/sandbox/demo", "");
            assertThat(other.awaitEvents(1, event -> true, Duration.ofSeconds(30)))
                    .isTrue();
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> threads().isEmpty());
    }

    @Test
    void twoSandboxesDoNotDisturbEachOther() throws Exception {
        try (VendorSandbox other = VendorSandbox.start()) {
            caller.post("/sandbox/demo", "");
            new Caller(other).post("/sandbox/demo", "");
            for (VendorSandbox one : List.of(sandbox, other)) {
                assertThat(one.awaitEvents(1, event -> "1045".equals(event.orderId()), Duration.ofSeconds(30)))
                        .isTrue();
            }
            await().until(() -> threads().isEmpty());

            assertThat(other.events()).hasSameSizeAs(sandbox.events());
            assertThat(other.counts()).isEqualTo(sandbox.counts());
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.equals("vendor-sandbox-demo") || name.startsWith("salestracker-"))
                .toList();
    }

    /** What arrived, in an order that does not depend on which vendor was faster, and without the time of day. */
    private List<String> sent() {
        Map<Vendor, List<Received>> byVendor = sandbox.events().stream().collect(groupingBy(Received::vendor));
        return Stream.of(Vendor.values())
                .flatMap(vendor -> byVendor.get(vendor).stream())
                .map(event -> Stream.of(
                                event.vendor(),
                                event.kind(),
                                event.name(),
                                event.orderId(),
                                event.visitor(),
                                event.amount(),
                                event.disposition(),
                                event.status())
                        .map(Objects::toString)
                        .toList()
                        .toString())
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
