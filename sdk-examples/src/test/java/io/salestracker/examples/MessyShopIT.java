package io.salestracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.testkit.VendorSandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MessyShopIT {
    private static List<MessyOrder> orders = List.of();
    private static Run run = new Run(-1, "", "");

    @BeforeAll
    static void runOnce() throws IOException {
        orders = MessyOrder.readAll();
        run = Run.of(MessyShop.commandLine());
    }

    @Test
    void everyMessEndsAsExpectedAndEveryAmountReconciles() {
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("Everything reconciles: 500 orders");
        assertThat(run.out().lines().filter(line -> line.startsWith("= all orders")))
                .hasSize(5)
                .allMatch(line -> line.contains(" 500 "));
    }

    @Test
    void theOutputHasNoIdentityAndNoSecret() {
        List<String> secret = new ArrayList<>();
        try (VendorSandbox sandbox = VendorSandbox.start()) {
            secret.add(sandbox.tracktorSecret());
            secret.add(sandbox.tracktorToken());
            secret.add(sandbox.storeUuid());
        }
        orders.forEach(order -> secret.addAll(order.visitor().ids()));
        orders.stream()
                .map(order -> order.visitor().identities())
                .filter(Objects::nonNull)
                .forEach(identities -> secret.addAll(identities.values()));
        assertThat(secret).hasSizeGreaterThan(1_000);
        assertThat(secret.stream().filter(run.out()::contains)).isEmpty();
    }

    @Test
    void anyOtherEndThanExpectedIsNamed() {
        MessyOrder first = orders.stream()
                .filter(order -> order.mess().equals("an ordinary order"))
                .findFirst()
                .orElseThrow();
        Map<String, String> expect = new TreeMap<>(first.expect());
        expect.put("model", "tidied items[].sku");
        expect.put("text", "fit items");
        MessyOrder wrong = new MessyOrder(first.mess(), expect, first.order(), first.visitor());
        StringWriter out = new StringWriter();

        int exitCode;
        try (VendorSandbox sandbox = VendorSandbox.start()) {
            exitCode = MessyShop.run(new PrintWriter(out, true), List.of(wrong), sandbox);
        }

        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString())
                .contains("does not reconcile, 2 differences")
                .contains("model: order " + first.order().id()
                        + ", an ordinary order: as is, expected: tidied items[].sku")
                .contains("text: order " + first.order().id() + ", an ordinary order: as is, expected: fit items");
    }

    @Test
    void anOrderThatTheSandboxLostIsNamed() {
        StringWriter out = new StringWriter();
        int exitCode;
        try (VendorSandbox sandbox = VendorSandbox.start()) {
            MessyShop.run(new PrintWriter(new StringWriter()), orders.subList(0, 20), sandbox);
            exitCode = MessyShop.run(new PrintWriter(out, true), orders.subList(0, 20), sandbox);
        }

        // The second run's orders are duplicates to Alhena and Text, and twice there at Ebbot and Tracktor.
        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString()).contains("is delivered, the sandbox has");
    }

    @Test
    void theFileHasFiveHundredOrdersAndMoreThanAHundredKinds() {
        assertThat(orders).hasSize(500);
        assertThat(orders.stream().map(MessyOrder::mess).distinct().count()).isGreaterThan(100);
        assertThat(orders)
                .allSatisfy(order ->
                        assertThat(order.expect()).containsOnlyKeys("model", "alhena", "text", "ebbot", "tracktor"));
    }

    @Test
    void helpTellsTheOptions() {
        Run help = Run.of(MessyShop.commandLine(), "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("--keep-open", "Exit code");
    }
}
