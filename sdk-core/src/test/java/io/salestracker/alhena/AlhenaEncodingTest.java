package io.salestracker.alhena;

import static io.salestracker.alhena.AlhenaSamples.CHAT;
import static io.salestracker.alhena.AlhenaSamples.body;
import static io.salestracker.alhena.AlhenaSamples.cart;
import static io.salestracker.alhena.AlhenaSamples.checkout;
import static io.salestracker.alhena.AlhenaSamples.encoded;
import static io.salestracker.alhena.AlhenaSamples.golden;
import static io.salestracker.alhena.AlhenaSamples.relaxed;
import static io.salestracker.alhena.AlhenaSamples.request;
import static io.salestracker.alhena.AlhenaSamples.shoes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.http.Request;
import io.salestracker.internal.support.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlhenaEncodingTest {

    static Stream<Arguments> examples() {
        return Stream.of(
                Arguments.of("AlhenaCartEvent", cart().build()),
                Arguments.of(
                        "AlhenaCartEvent-minimal",
                        cart().userFaqFingerprint(null)
                                .type(AlhenaCartType.ITEM_REMOVED)
                                .value(BigDecimal.ZERO)
                                .quantity(0)
                                .build()),
                Arguments.of("AlhenaCheckoutEvent", checkout().build()),
                Arguments.of(
                        "AlhenaCheckoutEvent-minimal",
                        AlhenaCheckoutEvent.builder()
                                .userFingerprint(CHAT)
                                .value(new BigDecimal("149.90"))
                                .currency("EUR")
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void writesWhatTheVendorDocuments(String golden, AlhenaEvent event) {
        assertThat(body(relaxed(), event)).isEqualTo(golden(golden));
    }

    @Test
    void sendsEachKindToItsEndpoint() {
        Request toCart = request(relaxed(), cart().build());
        assertThat(toCart.method()).isEqualTo("POST");
        assertThat(toCart.uri()).hasToString("https://app.alhena.ai/analytics/cart_events");
        assertThat(toCart.header("content-type")).isEqualTo("application/json");
        assertThat(request(relaxed(), checkout().build()).uri())
                .hasToString("https://app.alhena.ai/analytics/checkout_events");
    }

    @Test
    void sourceIsSentOnlyWhenSet() throws IOException {
        AlhenaDestination destination =
                AlhenaDestination.builder("ac\"me").source("CUSTOM \u00e9").build();
        JsonNode json = Json.mapper().readTree(body(destination, cart().build()));
        assertThat(json.path("company_key").asText()).isEqualTo("ac\"me");
        assertThat(json.path("source").asText()).isEqualTo("CUSTOM \u00e9");
        assertThat(body(relaxed(), cart().build())).doesNotContain("source");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.00",
                "149.90",
                "1E+3",
                "1E-7",
                "999999999999999.99999999999999999999",
                "0.10000000000000000000"
            })
    void keepsEveryDecimalAndWritesNoExponent(String amount) {
        assertThat(body(relaxed(), cart().value(amount).build()))
                .contains("\"value\":" + new BigDecimal(amount).toPlainString() + ",");
    }

    @Test
    void aLineWithoutCurrencyHasTheOrders() {
        assertThat(body(
                        relaxed(),
                        AlhenaCheckoutEvent.builder()
                                .userFingerprint(CHAT)
                                .value("1")
                                .currency("SEK")
                                .lineItem(shoes())
                                .build()))
                .endsWith("\"quantity\":1,\"value\":79.99,\"currency\":\"SEK\"}]}");
    }

    @Test
    void hostileTextsArriveUnchanged() throws IOException {
        String hostile = "\"},{\"x\":\"\\u0041 \u2028 \ud83d\udc5f </script>";
        String body = body(relaxed(), cart().productName(hostile).build());
        assertThat(Json.mapper().readTree(body).path("product_name").asText()).isEqualTo(hostile);
    }

    @Test
    void theSameEventGivesTheSameBytesWithNothingOfTheAccount() {
        byte[] encoded = encoded(relaxed(), checkout().build());
        AlhenaDestination other = AlhenaDestination.builder("other-key")
                .source("OTHER")
                .region(AlhenaRegion.EU)
                .build();
        assertThat(encoded(other, checkout().build())).isEqualTo(encoded);
        assertThat(new String(encoded, UTF_8)).doesNotContain("company_key").doesNotContain("acme");
    }

    @Test
    void encodedEventsCanBeSentByADestinationSetUpOtherwise() {
        byte[] encoded = encoded(relaxed(), cart().build());
        AlhenaDestination other = AlhenaDestination.builder("other-key")
                .baseUrl(URI.create("http://localhost:8080/base/"))
                .cartPath("cart")
                .build();
        Request request = other.toRequest(new EncodedEvent("1", encoded));
        assertThat(request.uri()).hasToString("http://localhost:8080/base/cart");
        assertThat(new String(request.body(), UTF_8))
                .startsWith("{\"company_key\":\"other-key\",\"user_fingerprint\":");
    }

    @Test
    void bytesOfAnotherDestinationAreRefused() {
        EncodedEvent foreign = new EncodedEvent("1", "{}".getBytes(UTF_8));
        assertThatIllegalArgumentException().isThrownBy(() -> relaxed().toRequest(foreign));
    }
}
