package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alhena's documents, by hand: what they allow is accepted, and what they forbid is refused by name. */
class AlhenaSandboxIT extends WithSandbox {
    private static final String CART = "/analytics/cart_events";
    private static final String CHECKOUT = "/analytics/checkout_events";

    private static final String ADDED = """
            {"company_key": "acme",
             "user_fingerprint": "0b3f8a4e-3a75-4f5e-8a5c-2b7f1d9e6c01",
             "user_faq_fingerprint": "7e1c2d3b-9f48-4a6d-b0e2-5c8a7f6d4e02",
             "type": "ITEM_ADDED", "product_id": "SKU-1234", "product_name": "Black Running Shoes",
             "value": 79.99, "currency": "USD", "quantity": 1}""";

    private static final String ORDER = """
            {"company_key": "acme",
             "user_fingerprint": "0b3f8a4e-3a75-4f5e-8a5c-2b7f1d9e6c01",
             "user_faq_fingerprint": "7e1c2d3b-9f48-4a6d-b0e2-5c8a7f6d4e02",
             "order_id": "ORDER-7890", "value": 199.97, "currency": "USD",
             "line_items": [
              {"product_id": "SKU-1234", "product_name": "Black Running Shoes", "quantity": 1, "value": 79.99,
               "currency": "USD"},
              {"product_id": "SKU-5678", "product_name": "Running Socks (2-pack)", "quantity": 2, "value": 59.99,
               "currency": "USD"}]}""";

    @Test
    void takesTheFourDocumentedCartEvents() throws Exception {
        assertThat(caller.post(CART, ADDED).statusCode()).isEqualTo(200);
        assertThat(cart("QUANTITY_INCREASED", "2").body()).contains("accepted");
        assertThat(cart("QUANTITY_DECREASED", "1").body()).contains("accepted");
        assertThat(cart("ITEM_REMOVED", "0").body()).contains("accepted");

        assertThat(sandbox.events(Vendor.ALHENA))
                .extracting(Received::name)
                .containsExactly("ITEM_ADDED", "QUANTITY_INCREASED", "QUANTITY_DECREASED", "ITEM_REMOVED");
        assertThat(sandbox.events(Vendor.ALHENA).get(0).visitor()).isEqualTo("0b3f8a4e-3a75-4f5e-8a5c-2b7f1d9e6c01");
        assertThat(sandbox.counts(Vendor.ALHENA).accepted()).isEqualTo(4);
        assertThat(sandbox.counts(Vendor.ALHENA).revenue()).isEmpty();
    }

    @Test
    void takesTheDocumentedCheckoutAndCountsItsValueExactly() throws Exception {
        HttpResponse<String> response = caller.post(CHECKOUT, ORDER);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Sandbox-Disposition")).hasValue("ACCEPTED");
        Received order = sandbox.events(Vendor.ALHENA).get(0);
        assertThat(order.kind()).isEqualTo(ReceivedKind.ORDER);
        assertThat(order.orderId()).isEqualTo("ORDER-7890");
        assertThat(order.payload().json().at("/line_items/1/product_id").asText())
                .isEqualTo("SKU-5678");
        assertThat(sandbox.counts(Vendor.ALHENA).revenue()).containsOnly(entry("USD", "199.97"));
    }

    @Test
    void takesACheckoutWithoutOrderIdAndWithoutLines() throws Exception {
        String plain = ORDER.substring(0, ORDER.indexOf("\"order_id\"")) + "\"value\": 5, \"currency\": \"EUR\"}";

        assertThat(caller.post(CHECKOUT, plain).body()).contains("accepted");
        assertThat(caller.post(CHECKOUT, plain).body()).contains("accepted");
    }

    @Test
    void recordsAnOrderIdOnceForEachCompany() throws Exception {
        try (VendorSandbox two =
                VendorSandbox.builder().companyKeys("acme", "acme-eu").start()) {
            Caller toTwo = new Caller(two);
            toTwo.post(CHECKOUT, ORDER);
            HttpResponse<String> again = toTwo.post(CHECKOUT, ORDER);
            HttpResponse<String> elsewhere = toTwo.post(CHECKOUT, ORDER.replace("acme", "acme-eu"));

            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(two.events())
                    .extracting(Received::disposition)
                    .containsExactly(Disposition.ACCEPTED, Disposition.DUPLICATE, Disposition.ACCEPTED);
            assertThat(elsewhere.body()).contains("accepted");
            assertThat(two.counts(Vendor.ALHENA).revenue()).containsOnly(entry("USD", "399.94"));
        }
    }

    @Test
    void ignoresADecreaseOrRemovalWithoutAnEarlierAdd() throws Exception {
        HttpResponse<String> orphan = cart("QUANTITY_DECREASED", "1");
        cart("ITEM_REMOVED", "0");
        cart("QUANTITY_INCREASED", "2");
        cart("ITEM_REMOVED", "0");
        cart("ITEM_REMOVED", "0");

        assertThat(orphan.statusCode()).isEqualTo(200);
        assertThat(sandbox.events())
                .extracting(Received::disposition)
                .containsExactly(
                        Disposition.IGNORED,
                        Disposition.IGNORED,
                        Disposition.ACCEPTED,
                        Disposition.ACCEPTED,
                        Disposition.IGNORED);
        assertThat(sandbox.events().get(0).rule().certainty()).isEqualTo(Certainty.STATED);
        assertThat(sandbox.counts(Vendor.ALHENA).confirmed()).isEqualTo(5);
    }

    @Test
    void keepsTheCartsOfVisitorsAndProductsApart() throws Exception {
        caller.post(CART, ADDED);
        caller.post(CART, removed(ADDED.replace("0b3f8a4e", "0b3f8a4f")));
        caller.post(CART, removed(ADDED.replace("SKU-1234", "SKU-1235")));
        caller.post(CART, removed(ADDED));

        assertThat(sandbox.events())
                .extracting(Received::disposition)
                .containsExactly(Disposition.ACCEPTED, Disposition.IGNORED, Disposition.IGNORED, Disposition.ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"company_key\": \"acme\",             | `                        `            | company_key",
                "\"company_key\": \"acme\"              | \"company_key\": \"  \"              | company_key",
                "0b3f8a4e-3a75-4f5e-8a5c-2b7f1d9e6c01   | visitor-1                            | user_fingerprint",
                "7e1c2d3b-9f48-4a6d-b0e2-5c8a7f6d4e02   | 7e1c2d3b9f484a6db0e25c8a7f6d4e02     | user_faq_fingerprint",
                "user_faq_fingerprint                   | user_FAQ_fingerprint                 | user_faq_fingerprint",
                "ITEM_ADDED                             | ITEMS_INCREASE                       | type",
                "ITEM_ADDED                             | item_added                           | type",
                "\"product_id\": \"SKU-1234\"           | \"product_id\": 1234                 | product_id",
                "\"product_id\"                         | \"productId\"                        | product_id",
                "\"Black Running Shoes\"                | \"\"                                 | product_name",
                "\"Black Running Shoes\"                | \"half a pair: \\ud83d\"             | product_name",
                "79.99                                  | \"79.99\"                            | value",
                "79.99                                  | -0.01                                | value",
                "79.99                                  | 7.999e1                              | value",
                "79.99                                  | null                                 | value",
                "USD                                    | usd                                  | currency",
                "USD                                    | USX                                  | currency",
                "\"USD\"                                | 840                                  | currency",
                "\"quantity\": 1                        | \"quantity\": 0                      | quantity",
                "\"quantity\": 1                        | \"quantity\": \"1\"                  | quantity",
                "\"quantity\": 1                        | \"quantity\": 1, \"colour\": \"red\" | colour",
                "\"quantity\": 1                        | \"quantity\": 1, \"source\": 5       | source",
            })
    void refusesACartEventByTheNameOfTheField(String right, String wrong, String field) throws Exception {
        assertRefused(caller.post(CART, changed(ADDED, right, wrong.strip())), 400, field);
    }

    @ParameterizedTest
    @CsvSource({
        "ITEM_ADDED, 0",
        "QUANTITY_INCREASED, 0",
        "QUANTITY_DECREASED, 0",
        "ITEM_REMOVED, 1",
        "ITEM_REMOVED, -1",
    })
    void refusesAQuantityThatDoesNotFitTheType(String type, String quantity) throws Exception {
        assertRefused(cart(type, quantity), 400, "quantity");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"order_id\": \"ORDER-7890\"  | \"order_id\": 7890                  | order_id",
                "\"order_id\": \"ORDER-7890\"  | \"order_id\": null                  | order_id",
                "\"value\": 199.97             | \"total\": 199.97                   | value",
                "\"quantity\": 2               | \"quantity\": 0                     | line_items[1].quantity",
                "\"quantity\": 2               | \"count\": 2                        | line_items[1].quantity",
                "\"value\": 59.99              | \"value\": 59.99, \"sku\": \"S\"    | line_items[1].sku",
                "\"value\": 79.99              | \"value\": \"79.99\"                | line_items[0].value",
                "\"value\": 79.99              | \"value\": 7999E-2                  | line_items[0].value",
                "\"SKU-5678\"                  | null                                | line_items[1].product_id",
                "\"line_items\": [             | \"line_items\": [7,                 | line_items[0]",
            })
    void refusesACheckoutByTheNameOfTheField(String right, String wrong, String field) throws Exception {
        assertRefused(caller.post(CHECKOUT, changed(ORDER, right, wrong)), 400, field);
    }

    @Test
    void answers401ToACompanyItDoesNotKnow() throws Exception {
        assertRefused(caller.post(CART, ADDED.replace("acme", "other")), 401, "company_key");
    }

    @Test
    void takesNoFaqFingerprintOnlyWhenToldTo() throws Exception {
        String without = ADDED.replaceAll("\"user_faq_fingerprint\": \"[^\"]*\",", "");
        assertRefused(caller.post(CART, without), 400, "user_faq_fingerprint");

        try (VendorSandbox relaxed =
                VendorSandbox.builder().alhenaFaqFingerprintOptional(true).start()) {
            assertThat(new Caller(relaxed).post(CART, without).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void refusesAllButAPostOfOneJsonValue() throws Exception {
        for (String body :
                List.of("", "{", ADDED + ADDED, "[" + ADDED + "]", ADDED.replace("{", "{\"value\": 1,"), "NaN")) {
            assertThat(caller.post(CART, body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(caller.get(CART).statusCode()).isEqualTo(405);
        assertThat(caller.send(caller.request(CART, "Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString(ADDED)))
                        .statusCode())
                .isEqualTo(415);
        assertThat(sandbox.counts(Vendor.ALHENA).rejected()).isEqualTo(8);
        assertThat(sandbox.counts(Vendor.ALHENA).accepted()).isZero();
    }

    private void assertRefused(HttpResponse<String> response, int status, String field) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("\"field\":\"" + field + "\"");
        List<Received> events = sandbox.events(Vendor.ALHENA);
        Received last = events.get(events.size() - 1);
        assertThat(last.disposition()).isEqualTo(Disposition.REJECTED);
        assertThat(last.field()).isEqualTo(field);
        assertThat(last.reason()).startsWith(field);
        assertThat(last.rule().source()).isNotBlank();
    }

    private HttpResponse<String> cart(String type, String quantity) throws Exception {
        return caller.post(
                CART, ADDED.replace("ITEM_ADDED", type).replace("\"quantity\": 1", "\"quantity\": " + quantity));
    }

    private static String removed(String added) {
        return added.replace("ITEM_ADDED", "ITEM_REMOVED").replace("\"quantity\": 1", "\"quantity\": 0");
    }

    static String changed(String payload, String right, String wrong) {
        assertThat(payload).contains(right);
        return payload.replace(right, wrong);
    }

    private static Map.Entry<String, BigDecimal> entry(String currency, String amount) {
        return Map.entry(currency, new BigDecimal(amount));
    }
}
