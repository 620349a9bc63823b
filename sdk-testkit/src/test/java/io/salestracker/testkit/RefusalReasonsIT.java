package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a developer reads when a payload is refused: everything that is wrong, what to do, and nothing of what was sent. */
class RefusalReasonsIT extends WithSandbox {
    private static final String CART = "/analytics/cart_events";
    private static final String START = """
            {"company_key": "acme",
             "user_fingerprint": "0b3f8a4e-3a75-4f5e-8a5c-2b7f1d9e6c01",
             "user_faq_fingerprint": "7e1c2d3b-9f48-4a6d-b0e2-5c8a7f6d4e02",""";

    @Test
    void tellEverythingThatIsWrongAtOnceAndNameTheFirstField() throws Exception {
        caller.post(CART, START + """
                 "type": "ITEM_ADDED", "product_id": 5, "product_name": "Shoes", "value": "79.99", "currency": "usd",
                 "quantity": 0}""");

        Received refused = sandbox.events().get(0);
        assertThat(refused.field()).isEqualTo("product_id");
        assertThat(refused.reason())
                .isEqualTo("product_id must be a string that is not blank, is a number: put it in quotes;"
                        + " value must be a number of at least 0, is a string: leave out the quotes;"
                        + " currency must be an ISO 4217 currency code of three upper-case letters;"
                        + " quantity must be above 0 for ITEM_ADDED and QUANTITY_INCREASED:"
                        + " it is the quantity after the action");
    }

    @Test
    void tellFiveAndThatThereAreMore() throws Exception {
        caller.post(CART, "{}");

        assertThat(sandbox.events().get(0).reason())
                .isEqualTo("company_key is missing; user_fingerprint is missing; user_faq_fingerprint is missing;"
                        + " type is missing; product_id is missing; and more");
    }

    @Test
    void suggestTheClosestName() throws Exception {
        caller.post(CART, START + """
                 "type": "ITEM_ADDED", "productId": "SKU-1", "product_nam": "Shoes", "value": 79.99, "currency": "USD",
                 "quantity": 1, "Source": "shop", "colour": "red"}""");

        assertThat(sandbox.events().get(0).reason())
                .isEqualTo("product_id is missing: productId is not its name;"
                        + " product_name is missing: product_nam is not its name;"
                        + " Source is not a field of a cart event: its name is source;"
                        + " colour is not a field of a cart event: leave it out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[7]                  | the body must be one JSON object, is a list",
                "``                   | the body is empty",
                "{\"type\": \"a\", \"type\": \"b\"} | the body has a field twice at line 1, column 21",
                "{\"type\": jane.doe} | the body is not well-formed JSON at line 1, column 10",
            })
    void describeFaultsOfTheBodyItself(String body, String reason) throws Exception {
        caller.post(CART, body);

        assertThat(sandbox.events().get(0).reason()).isEqualTo(reason);
        assertThat(sandbox.events().get(0).field()).isNull();
    }

    @Test
    void quoteNothingOfThePayload() throws Exception {
        String name = "jane.doe@shop.example";
        caller.post(
                CART,
                "{\"company_key\": 1, \"type\": \"%s\", \"product_id\": [\"%s\"], \"currency\": \"%s\"}"
                        .formatted(name, name, name));
        caller.get("/track?sid=%s&ts=%s&id=%s&action=a&data=%s".formatted(name, name, name, name));
        caller.post("/ebbot/events", "{\"type\": \"%s\"}".formatted(name));

        assertThat(sandbox.events())
                .hasSize(3)
                .allSatisfy(event -> assertThat(event.reason()).doesNotContain("jane"));
    }

    @Test
    void stopAfterTheReportedFaults() throws Exception {
        String lines = "[" + "7,".repeat(20_000) + "7]";
        caller.post(
                "/analytics/checkout_events",
                START + "\"value\": 1, \"currency\": \"USD\", \"line_items\": " + lines + "}");

        assertThat(sandbox.events().get(0).reason())
                .contains("line_items[4] ")
                .endsWith("; and more")
                .hasSizeLessThan(400);
    }
}
