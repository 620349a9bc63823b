package io.salestracker.text;

import static io.salestracker.text.TextSamples.CUSTOMER;
import static io.salestracker.text.TextSamples.TIME;
import static io.salestracker.text.TextSamples.body;
import static io.salestracker.text.TextSamples.destination;
import static io.salestracker.text.TextSamples.encoded;
import static io.salestracker.text.TextSamples.golden;
import static io.salestracker.text.TextSamples.request;
import static io.salestracker.text.TextSamples.smallOrder;
import static io.salestracker.text.TextSamples.socks;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.event.EventBuilder;
import io.salestracker.http.Request;
import io.salestracker.internal.support.Json;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncodingTest {

    static Stream<Arguments> examples() {
        TextCartLine.Builder free = TextCartLine.builder()
                .productId("123456789")
                .title("Free sample")
                .quantity(1)
                .currency("USD")
                .totalPrice(BigDecimal.ZERO);
        TextCartLine wool = TextCartLine.builder()
                .productId("123456789")
                .title("Merino Wool Crew Neck")
                .quantity(1)
                .currency("EUR")
                .totalPrice("89.990")
                .build();
        return Stream.of(
                Arguments.of("TextOrderCreated-minimal", smallOrder().build()),
                Arguments.of("TextOrderCreated", fullOrder()),
                Arguments.of(
                        "TextCartAdded-minimal",
                        TextCartAdded.builder()
                                .customerId(CUSTOMER)
                                .cartLine(free)
                                .build()),
                Arguments.of(
                        "TextCartAdded",
                        TextCartAdded.builder()
                                .customerId(CUSTOMER)
                                .occurredAt(TIME)
                                .cartLine(socks())
                                .cartLines(List.of(wool))
                                .build()),
                Arguments.of(
                        "TextCartRemoved-minimal",
                        TextCartRemoved.builder()
                                .customerId(CUSTOMER)
                                .cartLine(free)
                                .build()),
                Arguments.of(
                        "TextCartRemoved",
                        TextCartRemoved.builder()
                                .customerId(CUSTOMER)
                                .occurredAt(TIME)
                                .cartLine(socks())
                                .cartLine(wool)
                                .build()));
    }

    private static TextOrderCreated fullOrder() {
        return TextOrderCreated.builder()
                .id("own-id")
                .occurredAt(TIME)
                .site("us")
                .customerId(CUSTOMER)
                .orderId("1042")
                .orderNumber("#1042")
                .currency("USD")
                .totalPrice(new BigDecimal("149.99"))
                .subtotalPrice("129.99")
                .shippingPrice("15.00")
                .taxPrice(new BigDecimal("5"))
                .statusPageUrl("https://shop.example/orders/1042?key=a&b=c")
                .salesChannel("web-1", "Online \"Store\"")
                .discountCode("SUMMER")
                .discountCode("WELCOME10")
                .lineItem(TextOrderLine.builder()
                        .productId("123456789")
                        .title("Merino Wool Crew Neck")
                        .quantity(1)
                        .price("89.99")
                        .sku("MW-CN-1")
                        .variantId("987654321")
                        .variantTitle("M / Gr\u00fcn")
                        .thumbnailUrl("https://cdn.example/mw.webp"))
                .lineItems(List.of(TextOrderLine.builder()
                        .productId("223456789")
                        .title("Socks")
                        .quantity(2)
                        .price(new BigDecimal("20.00"))
                        .build()))
                .build();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void writesWhatTheVendorDocuments(String golden, TextEvent event) {
        assertThat(body(destination(), event)).isEqualTo(golden(golden));
    }

    @Test
    void everyKindHasGoldenFilesAndABuilder() throws NoSuchMethodException {
        for (Class<?> type : TextEvent.class.getPermittedSubclasses()) {
            assertThat(type.getMethod("builder").getReturnType()).isAssignableTo(EventBuilder.class);
            assertThat(Modifier.isStatic(type.getMethod("builder").getModifiers()))
                    .isTrue();
            assertThat(examples()
                            .filter(example -> type.isInstance(example.get()[1]))
                            .map(example -> example.get()[0]))
                    .contains(type.getSimpleName(), type.getSimpleName() + "-minimal");
        }
    }

    @Test
    void wrapsTheSamePayloadForTheCustomerChatApi() {
        TextDestination chatApi = TextDestination.builder(TextSamples.STORE)
                .customerChatApi("org 1", TextSamples.WEBSITE, rejected -> "token-1")
                .platform("hybris")
                .build();
        Request request = request(chatApi, smallOrder().build());
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri())
                .hasToString(
                        "https://api.livechatinc.com/v3.6/customer/action/track_sales_event?organization_id=org%201");
        assertThat(request.headers())
                .containsOnly(entry("Content-Type", "application/json"), entry("Authorization", "Bearer token-1"));
        assertThat(body(chatApi, smallOrder().build())).isEqualTo(golden("customer-chat-api"));
    }

    @Test
    void postsToTheTrackerWithTheStoreInAHeader() {
        Request request = request(destination(), smallOrder().build());
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).hasToString("https://api.text.com/ecommerce-tracker/v1/event");
        assertThat(request.headers())
                .containsOnly(entry("Content-Type", "application/json"), entry("X-Store-UUID", TextSamples.STORE));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T08:00:00Z, 2026-11-20T08:00:00.000Z",
        "2026-11-20T08:00:00.1Z, 2026-11-20T08:00:00.100Z",
        "2026-11-20T08:00:00.123456789Z, 2026-11-20T08:00:00.123Z",
        "2026-11-20T08:00:00.999999999Z, 2026-11-20T08:00:00.999Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z"
    })
    void timesHaveThreeDigitsOfASecond(Instant time, String written) throws IOException {
        JsonNode json = Json.mapper()
                .readTree(body(destination(), smallOrder().occurredAt(time).build()));
        assertThat(json.path("occurred_at").asText()).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "149.90", "1E+3", "0.00000000000000000001", "999999999999999.99"})
    void amountsArePlainNumbersWithAllTheirDecimals(String amount) {
        String plain = new BigDecimal(amount).toPlainString();
        assertThat(body(destination(), smallOrder().totalPrice(amount).build()))
                .contains("\"total_price\":" + plain + ",");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"quoted\" \\ back", "line\u2028separator", "emoji \ud83d\ude00", "</script>", "\u00fcber"})
    void textsArriveAsTheyAre(String text) throws IOException {
        JsonNode json = Json.mapper()
                .readTree(body(
                        destination(),
                        smallOrder().orderNumber(text).customerId(text).build()));
        assertThat(json.path("customer_id").asText()).isEqualTo(text);
        assertThat(json.path("event")
                        .path("data")
                        .path("order")
                        .path("order_number")
                        .asText())
                .isEqualTo(text);
    }

    @Test
    void encodesTheSameBytesEveryTimeWithoutAnythingOfTheAccount() {
        TextDestination destination = destination();
        byte[] bytes = encoded(destination, fullOrder());
        assertThat(encoded(destination, fullOrder())).isEqualTo(bytes);
        assertThat(new String(bytes, UTF_8)).doesNotContain(TextSamples.STORE, "platform");
    }

    @Test
    void makesNoRequestOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> destination().toRequest(List.of()));
    }
}
