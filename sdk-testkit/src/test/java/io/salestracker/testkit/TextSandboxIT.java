package io.salestracker.testkit;

import static io.salestracker.testkit.AlhenaSandboxIT.changed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text's documents, by hand, on both routes. */
class TextSandboxIT extends WithSandbox {
    private static final String TRACKER = "/ecommerce-tracker/v1/event";
    private static final String CHAT = "/v3.6/customer/action/track_sales_event";

    private static final String ORDER = """
            {"customer_id": "b7eff798-f8df-4364-8059-649c35c9ed0c", "platform": "custom",
             "occurred_at": "2025-06-24T10:44:24.441Z",
             "event": {"name": "store_order_was_created", "data": {"order": {
              "id": "1042", "order_number": "#1042", "currency": "USD", "total_price": 149.99,
              "line_items": [
               {"product_id": "123456789", "title": "Merino Wool Crew Neck", "quantity": 1, "price": 149.99}]}}}}""";

    private static final String FULL_ORDER = """
            {"customer_id": "b7eff798-f8df-4364-8059-649c35c9ed0c", "platform": "custom",
             "occurred_at": "2025-06-24T10:44:24.441Z",
             "event": {"name": "store_order_was_created", "data": {"order": {
              "id": "1043", "order_number": "#1043", "currency": "USD", "total_price": 149.99,
              "subtotal_price": 129.99, "shipping_price": 15, "tax_price": 5.00,
              "status_page_url": "https://shop.example/orders/1043",
              "sales_channel": {"id": "web", "name": "Web shop"},
              "discounts": [{"code": "SUMMER"}, {"code": "VIP"}],
              "line_items": [
               {"product_id": "1", "title": "Crew Neck", "quantity": 1, "price": 89.99, "sku": "CN-1",
                "variant_id": "11", "variant_title": "Blue", "thumbnail_url": "https://shop.example/1.png"},
               {"product_id": "2", "title": "Socks", "quantity": 2, "price": 20.00}]}}}}""";

    private static final String ADDED = """
            {"customer_id": "b7eff798-f8df-4364-8059-649c35c9ed0c", "platform": "custom",
             "occurred_at": "2025-06-24T10:44:24.441Z",
             "event": {"name": "store_product_added_to_cart", "data": {"cart_lines": [
              {"total_price": 40.00, "currency": "EUR", "quantity": 2,
               "product": {"id": "2", "title": "Socks", "price": 20.00, "sku": "S", "variant_id": "22",
                "thumbnail_url": "https://shop.example/2.png"}},
              {"total_price": 0, "currency": "EUR", "quantity": 1, "product": {"id": "3", "title": "Sticker"}}]}}}""";

    @Test
    void takesTheDocumentedEvents() throws Exception {
        for (String event :
                new String[] {ORDER, FULL_ORDER, ADDED, ADDED.replace("added_to_cart", "removed_from_cart")}) {
            assertThat(track(event).statusCode()).as(event).isEqualTo(200);
        }

        assertThat(sandbox.counts(Vendor.TEXT).accepted()).isEqualTo(4);
        assertThat(sandbox.counts(Vendor.TEXT).revenue()).isEqualTo(Map.of("USD", new BigDecimal("299.98")));
        assertThat(sandbox.events(Vendor.TEXT).get(2).amount()).isEqualByComparingTo("40");
    }

    @Test
    void collapsesRepeatedOrdersButNotRepeatedCartEvents() throws Exception {
        track(ORDER);
        HttpResponse<String> again = track(ORDER);
        track(ADDED);
        track(ADDED);

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(sandbox.order(Vendor.TEXT, "1042")).isEqualTo(new AttemptSummary(1, 1, 0, 0, 0, 2, false));
        assertThat(sandbox.counts(Vendor.TEXT).accepted()).isEqualTo(3);
        assertThat(sandbox.counts(Vendor.TEXT).revenue()).isEqualTo(Map.of("USD", new BigDecimal("149.99")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"b7eff798-f8df-4364-8059-649c35c9ed0c\" | 7                  | customer_id",
                "\"platform\": \"custom\"            | \"platform\": \"\"       | platform",
                "\"platform\"                        | \"plattform\"           | platform",
                "2025-06-24T10:44:24.441Z            | 2025-06-24T10:44:24Z    | occurred_at",
                "2025-06-24T10:44:24.441Z            | 2025-06-24T10:44:24.441+02:00 | occurred_at",
                "2025-06-24T10:44:24.441Z            | 2025-06-31T10:44:24.441Z | occurred_at",
                "\"2025-06-24T10:44:24.441Z\"        | 1750761864             | occurred_at",
                "\"data\"                            | \"details\"             | event.data",
                "\"name\": \"store                   | \"nom\": \"store        | event.name",
                "\"order\":                          | \"Order\":              | event.data.order",
                "\"id\": \"1043\"                    | \"id\": 1043            | event.data.order.id",
                "\"order_number\": \"#1043\",        | `               `      | event.data.order.order_number",
                "\"USD\"                             | \"US\"                  | event.data.order.currency",
                "149.99                              | \"149.99\"              | event.data.order.total_price",
                "149.99                              | 1.4999e2               | event.data.order.total_price",
                "129.99                              | null                   | event.data.order.subtotal_price",
                "\"shipping_price\": 15              | \"shipping_price\": -1  | event.data.order.shipping_price",
                "5.00                                | true                   | event.data.order.tax_price",
                "\"https://shop.example/orders/1043\" | 7                     | event.data.order.status_page_url",
                "\"id\": \"web\",                    | `        `             | event.data.order.sales_channel.id",
                "{\"code\": \"VIP\"}                 | {}                     | event.data.order.discounts[1].code",
                "{\"code\": \"VIP\"}                 | \"VIP\"                 | event.data.order.discounts[1]",
                "\"product_id\": \"2\"               | \"id\": \"2\"           | event.data.order.line_items[1].product_id",
                "\"Socks\"                           | \" \"                   | event.data.order.line_items[1].title",
                "\"quantity\": 2                     | \"quantity\": 0         | event.data.order.line_items[1].quantity",
                "\"price\": 20.00                    | \"unit_price\": 20.00   | event.data.order.line_items[1].price",
                "\"sku\": \"CN-1\"                   | \"sku\": 1              | event.data.order.line_items[0].sku",
                "\"variant_title\": \"Blue\"         | \"variant\": \"Blue\"   | event.data.order.line_items[0].variant",
            })
    void answers422ToAnOrderByTheNameOfTheField(String right, String wrong, String field) throws Exception {
        assertRefused(track(changed(FULL_ORDER, right, wrong.strip())), field);
    }

    @Test
    void answers422ToAnOrderWithoutLines() throws Exception {
        String empty = ORDER.replaceAll("(?s)\\[.*]", "[]");

        assertRefused(track(empty), "event.data.order.line_items");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"cart_lines\"         | \"lines\"            | event.data.cart_lines",
                "\"total_price\": 40.00 | \"price\": 40.00     | event.data.cart_lines[0].total_price",
                "\"quantity\": 2        | \"quantity\": 0.5    | event.data.cart_lines[0].quantity",
                "\"product\": {\"id\": \"3\"  | \"product\": {\"product_id\": \"3\" | event.data.cart_lines[1].product.id",
                "\"Sticker\"            | null                | event.data.cart_lines[1].product.title",
                "\"price\": 20.00       | \"price\": \"20.00\" | event.data.cart_lines[0].product.price",
            })
    void answers422ToACartEventByTheNameOfTheField(String right, String wrong, String field) throws Exception {
        assertRefused(track(changed(ADDED, right, wrong)), field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"store_product_page_viewed", "store_order_created", "STORE_ORDER_WAS_CREATED"})
    void answers422ToAnEventNameItDoesNotKnow(String name) throws Exception {
        HttpResponse<String> response = track(ORDER.replace("store_order_was_created", name));

        assertRefused(response, "event.name");
        assertThat(response.body()).contains("unknown_event_name");
    }

    @Test
    void answers401WithoutAKnownStore() throws Exception {
        assertThat(caller.post(TRACKER, ORDER).statusCode()).isEqualTo(401);
        assertThat(caller.post(TRACKER, ORDER, "X-Store-UUID", "00000000-0000-0000-0000-000000000000")
                        .statusCode())
                .isEqualTo(401);
        assertThat(caller.post(TRACKER, ORDER, "X-Store-UUID", "not a uuid").statusCode())
                .isEqualTo(401);
    }

    @Test
    void takesTheSameEventOverTheChatApi() throws Exception {
        HttpResponse<String> response = chat(ORDER, sandbox.textToken());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"ok\":true}");
        assertThat(sandbox.events().get(0).orderId()).isEqualTo("1042");
        assertThat(sandbox.events().get(0).payload().json()).isEqualTo(tree(ORDER));
    }

    @Test
    void answersFaultsOfTheChatApiInItsOwnEnvelope() throws Exception {
        HttpResponse<String> badToken = chat(ORDER, "stolen");
        assertThat(badToken.statusCode()).isEqualTo(401);
        assertThat(badToken.body()).contains("\"error\":{\"type\":\"authentication\"");

        HttpResponse<String> badEvent = chat(ORDER.replace("149.99}", "\"149.99\"}"), sandbox.textToken());
        assertThat(badEvent.statusCode()).isEqualTo(422);
        assertThat(badEvent.body())
                .contains("\"error\":{\"type\":\"validation\"")
                .contains("payload.event.data.order.line_items[0].price");

        String body = wrapped(ORDER);
        assertThat(caller.post(CHAT, body, "Authorization", "Bearer " + sandbox.textToken())
                        .statusCode())
                .isEqualTo(400);
        String query = "?organization_id=" + sandbox.organizationId();
        assertThat(caller.post(CHAT + query, ORDER, "Authorization", "Bearer " + sandbox.textToken())
                        .statusCode())
                .isEqualTo(400);
        assertThat(caller.post(
                                CHAT + query,
                                body.replace(sandbox.websiteUuid(), "none"),
                                "Authorization",
                                "Bearer " + sandbox.textToken())
                        .statusCode())
                .isEqualTo(401);
        assertThat(caller.post(CHAT + "?organization_id=x", body, "Authorization", "Bearer " + sandbox.textToken())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void issuesCustomerTokensAndLetsThemExpire() throws Exception {
        String old = sandbox.textToken();
        String renewed = sandbox.renewTextToken();
        assertThat(chat(ORDER, old).statusCode()).isEqualTo(401);
        assertThat(chat(ORDER, renewed).statusCode()).isEqualTo(200);

        HttpResponse<String> refused = caller.post(
                "/v2/customer/token", "{\"grant_type\": \"agent_token\"}", "Authorization", "Bearer personal");
        assertThat(refused.statusCode()).isEqualTo(401);
        HttpResponse<String> response = caller.post(
                "/v2/customer/token",
                "{\"grant_type\": \"agent_token\", \"entity_id\": \"b7eff798-f8df-4364-8059-649c35c9ed0c\"}",
                "Authorization",
                "Bearer " + sandbox.textAgentToken());
        JsonNode token = tree(response.body());
        assertThat(token.path("expires_in").asInt()).isEqualTo(28_800);
        assertThat(chat(FULL_ORDER, token.path("access_token").asText()).statusCode())
                .isEqualTo(200);
    }

    private void assertRefused(HttpResponse<String> response, String field) throws Exception {
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(tree(response.body()).path("error_code").asText()).isNotBlank();
        assertThat(tree(response.body()).path("message").asText()).startsWith(field + " ");
        Received last = sandbox.events(Vendor.TEXT).get(0);
        assertThat(last.disposition()).isEqualTo(Disposition.REJECTED);
        assertThat(last.field()).isEqualTo(field);
    }

    private HttpResponse<String> track(String event) throws Exception {
        return caller.post(TRACKER, event, "X-Store-UUID", sandbox.storeUuid());
    }

    private HttpResponse<String> chat(String event, String token) throws Exception {
        return caller.post(
                CHAT + "?organization_id=" + sandbox.organizationId(),
                wrapped(event),
                "Authorization",
                "Bearer " + token);
    }

    private String wrapped(String event) {
        return "{\"website_uuid\": \"" + sandbox.websiteUuid() + "\", \"payload\": " + event + "}";
    }

    private static JsonNode tree(String json) throws Exception {
        return new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(json);
    }
}
