package io.salestracker.testkit;

import static io.salestracker.testkit.AlhenaSandboxIT.changed;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The type in Ebbot's guide, by hand, at the relay that the sandbox plays. */
class EbbotSandboxIT extends WithSandbox {
    private static final String ONE = "/ebbot/events";
    private static final String BATCH = "/ebbot/batch";

    private static final String PURCHASE = """
            {"type": "ecom-purchase", "currency": "SEK", "items": [
             {"id": "p-1", "groupId": "g-1", "quantity": 2, "value": 99.50},
             {"id": "p-2", "value": "10.00"}]}""";

    private static final String ADDED = """
            {"type": "ecom-atc", "items": {"id": "p-1", "quantity": 1, "value": "99.50"}, "currency": "SEK"}""";

    private static final String VISIT = """
            {"type": "ecom-visit", "items": [{"id": "p-1", "value": 99.5}]}""";

    @Test
    void takesTheThreeTypesWithOneItemOrMany() throws Exception {
        for (String event :
                new String[] {PURCHASE, ADDED, VISIT, VISIT.replace("[", "").replace("]", "")}) {
            assertThat(caller.post(ONE, event).statusCode()).as(event).isEqualTo(200);
        }

        assertThat(sandbox.events())
                .extracting(Received::kind)
                .containsExactly(ReceivedKind.ORDER, ReceivedKind.CART, ReceivedKind.VISIT, ReceivedKind.VISIT);
        assertThat(sandbox.counts(Vendor.EBBOT).revenue()).isEqualTo(Map.of("SEK", new BigDecimal("209.00")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ecom-purchase          | ecom-order             | type",
                "\"ecom-purchase\"      | 1                      | type",
                "\"type\"               | \"Type\"               | type",
                "\"currency\": \"SEK\", | `              `       | currency",
                "SEK                    | kr                     | currency",
                "\"id\": \"p-1\"        | \"id\": 1              | items[0].id",
                "\"id\": \"p-2\"        | \"productId\": \"p-2\" | items[1].id",
                "\"groupId\": \"g-1\"   | \"group_id\": \"g-1\"  | items[0].group_id",
                "\"groupId\": \"g-1\"   | \"groupId\": null      | items[0].groupId",
                "\"quantity\": 2        | \"quantity\": \"2\"    | items[0].quantity",
                "\"10.00\"              | \"10,00\"              | items[1].value",
                "\"10.00\"              | \"1 000.00\"           | items[1].value",
                "\"10.00\"              | \"-10.00\"             | items[1].value",
                "\"10.00\"              | \"1e1\"                | items[1].value",
                "\"10.00\"              | \".5\"                 | items[1].value",
                "\"10.00\"              | true                   | items[1].value",
                "\"10.00\"              | -10                    | items[1].value",
                "99.50                  | 995e-1                 | items[0].value",
                "\"value\": 99.50       | \"price\": 99.50       | items[0].value",
            })
    void refusesAnEventByTheNameOfTheField(String right, String wrong, String field) throws Exception {
        assertRefused(caller.post(ONE, changed(PURCHASE, right, wrong.strip())), field);
    }

    @Test
    void refusesAPurchaseWhoseItemsAreNoList() throws Exception {
        assertRefused(caller.post(ONE, ADDED.replace("ecom-atc", "ecom-purchase")), "items");
    }

    @Test
    void takesAListAtTheAddressForLists() throws Exception {
        HttpResponse<String> response = caller.post(BATCH, "[" + PURCHASE + "," + ADDED + "," + VISIT + "]");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(sandbox.counts(Vendor.EBBOT).requests()).isEqualTo(1);
        assertThat(sandbox.counts(Vendor.EBBOT).accepted()).isEqualTo(3);
        assertThat(sandbox.events().get(1).payload().json().at("/items/id").asText())
                .isEqualTo("p-1");
    }

    @Test
    void refusesAListWholeAndNamesIndexAndField() throws Exception {
        String bad = ADDED.replace("\"99.50\"", "\"99,50\"");
        HttpResponse<String> response = caller.post(BATCH, "[" + PURCHASE + "," + bad + "," + VISIT + "," + bad + "]");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .startsWith("{\"errors\":[{\"index\":1,\"field\":\"items.value\",\"message\":\"items.value must be")
                .contains("{\"index\":3,\"field\":\"items.value\"");
        assertThat(sandbox.events()).extracting(Received::disposition).containsOnly(Disposition.REJECTED);
        assertThat(sandbox.events())
                .extracting(Received::field)
                .containsExactly(null, "items.value", null, "items.value");
    }

    @Test
    void namesTheIndexAlsoInAListOfOne() throws Exception {
        assertThat(caller.post(BATCH, "[{\"type\":\"ecom-gift\"}]").body()).contains("\"index\":0,\"field\":\"type\"");
    }

    @Test
    void keepsTheIndicesToItselfWhenToldTo() throws Exception {
        try (VendorSandbox silent =
                VendorSandbox.builder().ebbotNamesIndices(false).start()) {
            HttpResponse<String> response = new Caller(silent).post(BATCH, "[" + VISIT + ",{}]");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).doesNotContain("index");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"type\":\"ecom-visit\"}", "7"})
    void refusesABatchThatIsNoListOfEvents(String body) throws Exception {
        assertThat(caller.post(BATCH, body).statusCode()).isEqualTo(400);
    }

    @Test
    void refusesAListAtTheAddressForOneEvent() throws Exception {
        assertThat(caller.post(ONE, "[" + VISIT + "]").statusCode()).isEqualTo(400);
    }

    @Test
    void recognisesRepeatedEventsByTheirKeyOnlyWhenToldTo() throws Exception {
        caller.post(ONE, PURCHASE, "Idempotency-Key", "k-1");
        caller.post(ONE, PURCHASE, "Idempotency-Key", "k-1");
        assertThat(sandbox.counts(Vendor.EBBOT).accepted()).isEqualTo(2);
        assertThat(sandbox.tally(Vendor.EBBOT, Received::idempotencyKey)
                        .get("k-1")
                        .accepted())
                .isEqualTo(2);

        try (VendorSandbox knowing = VendorSandbox.builder()
                .ebbotDeduplicates(true)
                .ebbotIdField("event_id")
                .start()) {
            Caller toKnowing = new Caller(knowing);
            toKnowing.post(ONE, PURCHASE, "Idempotency-Key", "k-1");
            toKnowing.post(ONE, PURCHASE, "Idempotency-Key", "k-1");
            String named = VISIT.replace("{\"type\"", "{\"event_id\": \"e-1\", \"type\"");
            toKnowing.post(BATCH, "[" + named + "," + VISIT + "]", "Idempotency-Key", "k-2");
            toKnowing.post(BATCH, "[" + VISIT + "," + named + "]", "Idempotency-Key", "k-2");

            assertThat(knowing.events())
                    .extracting(Received::disposition)
                    .containsExactly(
                            Disposition.ACCEPTED,
                            Disposition.DUPLICATE,
                            Disposition.ACCEPTED,
                            Disposition.ACCEPTED,
                            Disposition.ACCEPTED,
                            Disposition.DUPLICATE);
        }
    }

    @Test
    void demandsTheKeyAndTakesTheContextItWasSetUpWith() throws Exception {
        try (VendorSandbox guarded = VendorSandbox.builder()
                .ebbotApiKey("public.secret")
                .ebbotContextFields("botId", "chatId")
                .start()) {
            Caller toGuarded = new Caller(guarded);
            String withContext = VISIT.replace("{\"type\"", "{\"botId\": \"b\", \"chatId\": \"c\", \"type\"");

            assertThat(toGuarded.post(ONE, withContext).statusCode()).isEqualTo(401);
            assertThat(toGuarded
                            .post(ONE, withContext, "x-api-key", "public.secret")
                            .statusCode())
                    .isEqualTo(200);
        }
        assertRefused(caller.post(ONE, VISIT.replace("{\"type\"", "{\"botId\": \"b\", \"type\"")), "botId");
    }

    private void assertRefused(HttpResponse<String> response, String field) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"" + field + "\"");
        assertThat(sandbox.events().get(0).disposition()).isEqualTo(Disposition.REJECTED);
        assertThat(sandbox.events().get(0).field()).isEqualTo(field);
    }
}
