package io.salestracker.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class QuickstartIT {

    @Test
    void onePurchaseIsDeliveredToAllFourVendors() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        int exitCode = Quickstart.run(new PrintStream(printed, true, UTF_8), false);

        assertThat(printed.toString(UTF_8).lines())
                .containsExactly(
                        "ebbot     Delivered[attempts=1]",
                        "alhena    Delivered[attempts=1]",
                        "text      Delivered[attempts=1]",
                        "tracktor  Delivered[attempts=1]");
        assertThat(exitCode).isZero();
    }
}
