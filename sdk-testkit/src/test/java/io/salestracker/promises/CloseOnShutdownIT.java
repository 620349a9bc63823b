package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A tracker with {@code closeOnShutdown(true)}, in a JVM that ends without closing it. */
@Timeout(120)
class CloseOnShutdownIT {
    private final CountingVendor vendor = CountingVendor.start();

    @AfterEach
    void stopVendor() {
        vendor.close();
    }

    private List<String> run(String word) throws Exception {
        Process shop = ShopThatForgetsToClose.start(vendor.uri(), word);
        try {
            List<String> printed = new String(shop.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .toList();
            assertThat(shop.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shop.exitValue()).as("%s", printed).isZero();
            return printed;
        } finally {
            shop.destroyForcibly();
        }
    }

    @Test
    void theEndOfTheJvmSendsWaitingEvents() throws Exception {
        List<String> printed = run("alone");

        assertThat(vendor.taken()).hasSize(ShopThatForgetsToClose.EVENTS);
        assertThat(printed).contains("open: [salestracker-shutdown null]", "closed: []");
    }

    @Test
    void hostMayCloseItAtTheSameTimeAndBuildAnother() throws Exception {
        List<String> printed = run("host");

        assertThat(vendor.taken()).hasSize(ShopThatForgetsToClose.EVENTS + 1);
        assertThat(printed).contains("ended").noneMatch(line -> line.contains("Exception in thread"));
    }
}
