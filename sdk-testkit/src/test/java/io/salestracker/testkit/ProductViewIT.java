package io.salestracker.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the vendor's product would show for an event, in its details. */
class ProductViewIT extends WithSandbox {
    private static final String VISITOR = "5b0f2a6e-9c1d-4c53-8f0a-7d0c5b1f2e11";
    private static final String RECKONED =
            "{\"label\":\"Reckoned as\",\"value\":\"price times units moved; the vendor does not say how\"}";

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void anOrderAtTextIsTheCardThatTheAgentSees() throws Exception {
        text("store_order_was_created", """
                {"order":{"id":"1042","order_number":"#1042","currency":"USD","total_price":149.90,
                 "subtotal_price":140.00,"shipping_price":5,"tax_price":4.90,"status_page_url":"https://shop.example/o/1",
                 "discounts":[{"code":"WELCOME10"},{"code":"FRIENDS"}],"sales_channel":{"id":"web","name":"Online shop"},
                 "line_items":[
                  {"product_id":"1","title":"Trail Running Shoes","quantity":1,"price":120.00,"variant_title":"Blue, 42",
                   "thumbnail_url":"https://shop.example/1.png","sku":"S1","variant_id":"v"},
                  {"product_id":"2","title":"<img src=x onerror=alert(1)>","quantity":2,"price":10}]}}""");

        assertShows(1, """
                {"title":"Order card in the agent's chat","type":"order","number":"#1042","total":"149.90",
                 "currency":"USD","items":[
                  {"title":"Trail Running Shoes","variant":"Blue, 42","quantity":1,"price":"120.00","currency":"USD",
                   "thumbnail":"https://shop.example/1.png"},
                  {"title":"<img src=x onerror=alert(1)>","variant":null,"quantity":2,"price":"10","currency":"USD",
                   "thumbnail":null}],
                 "facts":[{"label":"Subtotal","value":"140.00 USD"},{"label":"Shipping","value":"5 USD"},
                  {"label":"Tax","value":"4.90 USD"},{"label":"Discounts","value":"WELCOME10, FRIENDS"},
                  {"label":"Sales channel","value":"Online shop"},
                  {"label":"Status page","value":"https://shop.example/o/1"}]}""");
    }

    @Test
    void aCartAtTextIsAMessageInTheChat() throws Exception {
        String lines = """
                {"cart_lines":[{"total_price":40.00,"currency":"EUR","quantity":2,
                 "product":{"id":"2","title":"Tote","price":20.00,"thumbnail_url":"https://shop.example/2.png"}}]}""";
        text("store_product_added_to_cart", lines);
        text("store_product_removed_from_cart", lines);

        String rest = """
                ,"type":"cart","items":[{"title":"Tote","variant":null,"quantity":2,"price":"20.00","currency":"EUR",
                 "thumbnail":"https://shop.example/2.png"}],
                 "facts":[{"label":"Total of the line","value":"40.00 EUR"}]}""";
        assertShows(1, "{\"title\":\"Message in the chat: added to cart\"" + rest);
        assertShows(2, "{\"title\":\"Message in the chat: removed from cart\"" + rest);
    }

    @Test
    void theCartValueAtAlhenaIsAdditionsLessRemovals() throws Exception {
        cart("acme", VISITOR, "ITEM_ADDED", "tote", "20.00", 3);
        cart("acme", VISITOR, "ITEM_ADDED", "socks", "17.99", 1);
        cart("acme", "e27c1f80-64d1-4b0f-8b5e-3c9a7f2d6b41", "ITEM_ADDED", "tote", "20.00", 7);
        cart("acme", VISITOR, "QUANTITY_DECREASED", "shoes", "129.95", 1); // an orphan
        cart("acme", VISITOR, "QUANTITY_DECREASED", "tote", "20.00", 2);
        cart("acme", VISITOR, "ITEM_REMOVED", "socks", "17.99", 0);
        cart("acme", VISITOR, "ITEM_REMOVED", "tote", "20.00", 0);

        assertShows(1, """
                {"title":"Cart value of this visitor under Analytics, Revenue impact","type":"cartValue",
                 "items":[{"title":"tote","variant":null,"quantity":3,"price":"20.00","currency":"USD","thumbnail":null}],
                 "facts":[{"label":"Value added","value":"60.00 USD"},{"label":"Value removed","value":"0 USD"},
                  {"label":"Net","value":"60.00 USD"},%s],"total":"60.00","currency":"USD"}""".formatted(RECKONED));
        assertThat(shows(3).path("total").asText()).isEqualTo("140.00");
        assertThat(shows(4).path("type").asText()).isEqualTo("none");
        assertShows(5, """
                {"title":"Cart value of this visitor under Analytics, Revenue impact","type":"cartValue",
                 "items":[{"title":"tote","variant":null,"quantity":2,"price":"20.00","currency":"USD","thumbnail":null},
                  {"title":"socks","variant":null,"quantity":1,"price":"17.99","currency":"USD","thumbnail":null}],
                 "facts":[{"label":"Value added","value":"77.99 USD"},{"label":"Value removed","value":"20.00 USD"},
                  {"label":"Net","value":"57.99 USD"},%s],"total":"57.99","currency":"USD"}""".formatted(RECKONED));
        assertThat(shows(7).path("total").asText()).isEqualTo("0.00");
        assertThat(shows(7).path("items")).isEmpty();
        assertThat(shows(2).path("total").asText())
                .as("as it was then, whatever came later")
                .isEqualTo("77.99");
    }

    @Test
    void aCartAtAlhenaInSeveralCurrenciesHasNoSum() throws Exception {
        cart("acme", VISITOR, "ITEM_ADDED", "tote", "20.00", 1);
        caller.post(
                "/analytics/cart_events",
                alhena("acme", VISITOR, "ITEM_ADDED", "teapot", "14300", 1).replace("USD", "JPY"));

        assertThat(shows(2).has("total")).isFalse();
        assertThat(shows(2).path("facts").findValuesAsText("value")).contains("14300 JPY", "20.00 USD");
    }

    @Test
    void aPurchaseAtAlhenaIsRevenue() throws Exception {
        caller.post("/analytics/checkout_events", """
                {"company_key":"acme","user_fingerprint":"%s","user_faq_fingerprint":"%s","order_id":"1042",
                 "value":40.5,"currency":"EUR","line_items":[
                  {"product_id":"2","product_name":"Tote","quantity":2,"value":20.25,"currency":"EUR"}]}""".formatted(VISITOR, VISITOR));

        assertShows(1, """
                {"title":"Purchase under Analytics, Revenue impact","type":"order","number":"1042","total":"40.5",
                 "currency":"EUR","items":[{"title":"Tote","variant":null,"quantity":2,"price":"20.25","currency":"EUR",
                 "thumbnail":null}]}""");
    }

    @Test
    void ebbotsEventsAreItemsAndTheirSum() throws Exception {
        caller.post(
                "/ebbot/events",
                "{\"type\":\"ecom-purchase\",\"currency\":\"EUR\",\"items\":"
                        + "[{\"id\":\"1004\",\"quantity\":2,\"value\":\"24.50\"},{\"id\":\"1\",\"groupId\":\"g\",\"value\":1}]}");
        caller.post("/ebbot/events", "{\"type\":\"ecom-visit\",\"items\":{\"id\":\"1004\",\"value\":24.5}}");

        assertShows(1, """
                {"title":"Purchase, as the items and their sum","type":"order","total":"50.00","currency":"EUR","items":[
                 {"title":"1004","variant":null,"quantity":2,"price":"24.50","currency":"EUR","thumbnail":null},
                 {"title":"1","variant":"g","quantity":1,"price":"1","currency":"EUR","thumbnail":null}]}""");
        assertShows(2, """
                {"title":"Product looked at","type":"timeline","total":"24.5","items":[
                 {"title":"1004","variant":null,"quantity":1,"price":"24.5","currency":null,"thumbnail":null}]}""");
    }

    @Test
    void tracktorsEventsAreEntriesOfATimeline() throws Exception {
        tracktor(
                "/track?action=Order%20placed&id=77",
                "{\"orderid\":\"1042\",\"totalprice\":1.50,\"currency\":\"EUR\",\"gift\":true,"
                        + "\"products\":[{\"name\":\"Socks\",\"price\":1.50,\"quantity\":1}]}");
        tracktor("/set?id=77", "{\"email\":null,\"loyalty\":{\"level\":3},\"big\":1e90}");
        caller.get("/alias?sid=site-token&ts=1429186474&srcid=a-1&destid=77");

        assertShows(1, """
                {"title":"Entry in the person's timeline","type":"timeline","number":"1042","total":"1.50",
                 "currency":"EUR",
                 "items":[{"title":"Socks","variant":null,"quantity":1,"price":"1.50","currency":"EUR","thumbnail":null}],
                 "facts":[{"label":"Person","value":"77"},{"label":"Action","value":"Order placed"},
                  {"label":"At","value":"2015-04-16T12:14:34Z"},{"label":"orderid","value":"1042"},
                  {"label":"totalprice","value":"1.50"},{"label":"currency","value":"EUR"},
                  {"label":"gift","value":"true"},
                  {"label":"products","value":"[{\\"name\\":\\"Socks\\",\\"price\\":1.50,\\"quantity\\":1}]"}]}""");
        assertShows(2, """
                {"title":"Properties of the person","type":"timeline","facts":[{"label":"Person","value":"77"},
                 {"label":"At","value":"2015-04-16T12:14:34Z"},{"label":"email","value":"(removed)"},
                 {"label":"loyalty","value":"{\\"level\\":3}"},{"label":"big","value":"1%s"}]}""".formatted("0".repeat(90)));
        assertShows(3, """
                {"title":"Two persons made one","type":"timeline","facts":[{"label":"Was","value":"a-1"},
                 {"label":"Is now","value":"77"},{"label":"At","value":"2015-04-16T12:14:34Z"}]}""");
    }

    @Test
    void anIneffectiveEventShowsItsReasonOnly() throws Exception {
        caller.get("/track?sid=site-token&ts=1&id=77");
        cart("acme", VISITOR, "ITEM_REMOVED", "tote", "20.00", 0);
        String order = "{\"order\":{\"id\":\"7\",\"order_number\":\"7\",\"currency\":\"USD\",\"total_price\":1,"
                + "\"line_items\":[{\"product_id\":\"1\",\"title\":\"A\",\"quantity\":1,\"price\":1}]}}";
        text("store_order_was_created", order);
        text("store_order_was_created", order);
        sandbox.faults(Vendor.TEXT).script(Fault.throttle());
        text("store_order_was_created", order);
        sandbox.faults(Vendor.TEXT).script(Fault.status(500));
        text("store_order_was_created", order);
        sandbox.unattributedVisitors(Set.of(VISITOR));
        cart("acme", VISITOR, "ITEM_ADDED", "tote", "20.00", 1);

        assertThat(note(1)).isEqualTo("Nothing: it was rejected, action is missing");
        assertThat(note(2)).isEqualTo("Nothing: the vendor answers it and leaves it out of account");
        assertThat(note(4)).isEqualTo("Nothing new: order 7 is already there");
        assertThat(note(5)).isEqualTo("Nothing: the vendor asked to slow down and did not look at it");
        assertThat(note(6)).isEqualTo("Nothing: a fault came before the vendor looked at it");
        assertThat(note(7)).isEqualTo("Nothing: the vendor answers it and leaves it out of account");
        assertShows(4, """
                {"title":"Order card in the agent's chat","type":"none","note":"Nothing new: order 7 is already there"}""");
    }

    @Test
    void aTokenIsNoEvent() throws Exception {
        caller.post(
                "/v2/customer/token",
                "{\"grant_type\":\"agent_token\"}",
                "Authorization",
                "Bearer " + sandbox.textAgentToken());

        assertThat(note(1)).isEqualTo("Nothing: a token is no event of a shop");
    }

    @Test
    void withoutPayloadsTheProductsViewIsNotKnown() throws Exception {
        try (VendorSandbox forgetful =
                VendorSandbox.builder().keepPayloads(false).start()) {
            Caller caller = new Caller(forgetful);
            caller.get("/track?sid=site-token&ts=1&id=77&action=a");

            assertThat(caller.get("/sandbox/events/1").body()).contains("Not known: this sandbox keeps no payloads");
        }
    }

    private void text(String name, String data) throws Exception {
        caller.post("/ecommerce-tracker/v1/event", """
                {"customer_id":"c","platform":"custom","occurred_at":"2026-11-20T09:30:00.000Z",
                 "event":{"name":"%s","data":%s}}""".formatted(name, data), "X-Store-UUID", sandbox.storeUuid());
    }

    private void cart(String company, String visitor, String type, String product, String value, int quantity)
            throws Exception {
        caller.post("/analytics/cart_events", alhena(company, visitor, type, product, value, quantity));
    }

    private static String alhena(
            String company, String visitor, String type, String product, String value, int quantity) {
        return """
                {"company_key":"%s","user_fingerprint":"%s","user_faq_fingerprint":"%2$s","type":"%s",
                 "product_id":"%s","product_name":"%4$s","value":%s,"currency":"USD","quantity":%d}""".formatted(company, visitor, type, product, value, quantity);
    }

    private void tracktor(String call, String data) throws Exception {
        caller.get(call + "&sid=site-token&ts=1429186474&data="
                + URLEncoder.encode(data, UTF_8).replace("+", "%20"));
    }

    private String note(int number) throws Exception {
        assertThat(shows(number).path("type").asText()).isEqualTo("none");
        return shows(number).path("note").asText();
    }

    private JsonNode shows(int number) throws Exception {
        return mapper.readTree(caller.get("/sandbox/events/" + number).body()).path("shows");
    }

    private void assertShows(int number, String golden) throws Exception {
        assertThat(shows(number)).isEqualTo(mapper.readTree(golden));
    }
}
