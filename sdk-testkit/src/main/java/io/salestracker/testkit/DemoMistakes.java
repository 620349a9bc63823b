package io.salestracker.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Requests typed by hand, as somebody would send them who reads the vendors' documents and has no SDK: mistakes that each
 * vendor refuses, and what it takes without counting it.
 */
final class DemoMistakes {
    static final String ADA_AT_TEXT = "c2f9a1d4-6b3e-4f7a-8d21-0e5b9c7a4d13";
    static final String ADAS_ORDER = "1042";

    /** Somebody who bought without ever having used the assistant. */
    private static final String STRANGER = "4d1f7c90-2b6a-4e05-9f3c-8a7e6d5c4b3a";

    private static final String ALHENA_CART = "/analytics/cart_events";
    private static final String TEXT = "/ecommerce-tracker/v1/event";

    /** Text wants all three digits, which an instant leaves out when they are zero. */
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private final VendorSandbox sandbox;
    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    DemoMistakes(VendorSandbox sandbox) {
        this.sandbox = sandbox;
    }

    void send() throws IOException, InterruptedException {
        alhena();
        text();
        ebbot();
        tracktor();
        stranger();
    }

    private void alhena() throws IOException, InterruptedException {
        post(ALHENA_CART, cart(sandbox.companyKey(), "ITEM_ADDED", "").toString());
        post(ALHENA_CART, cart(sandbox.companyKey(), "ITEMS_INCREASE", "USD").toString());
        post(ALHENA_CART, cart("another-company", "ITEM_ADDED", "USD").toString());
        // Nothing was added before: the vendor would rather lose it than count a negative amount.
        post(
                ALHENA_CART,
                cart(sandbox.companyKey(), "QUANTITY_DECREASED", "USD").toString());
    }

    private ObjectNode cart(String company, String type, String currency) {
        ObjectNode cart = mapper.createObjectNode()
                .put("company_key", company)
                .put("user_fingerprint", "0a7b3c51-e4d2-4f68-9b1a-6c5d4e3f2a10")
                .put("user_faq_fingerprint", "9e8d7c6b-5a49-4838-8271-605f4e3d2c1b")
                .put("type", type)
                .put("product_id", "1007")
                .put("product_name", "Wool Socks, 3 pairs")
                .put("value", 17.99)
                .put("quantity", 1);
        return currency.isEmpty() ? cart : cart.put("currency", currency);
    }

    private void text() throws IOException, InterruptedException {
        post(TEXT, order("store_order_created", ADA_AT_TEXT, ADAS_ORDER).toString());
        ObjectNode asText = order("store_order_was_created", ADA_AT_TEXT, ADAS_ORDER);
        asText.withObject("/event/data/order").put("total_price", "176.85");
        post(TEXT, asText.toString());
        // The page that thanks for the order was loaded again.
        post(TEXT, order("store_order_was_created", ADA_AT_TEXT, ADAS_ORDER).toString());
    }

    private ObjectNode order(String name, String customer, String id) {
        ObjectNode event = mapper.createObjectNode()
                .put("customer_id", customer)
                .put("platform", "custom")
                .put("occurred_at", MILLISECONDS.format(Instant.now()));
        ObjectNode order =
                event.putObject("event").put("name", name).putObject("data").putObject("order");
        order.put("id", id).put("order_number", "#" + id).put("currency", "USD").put("total_price", 176.85);
        order.putArray("line_items")
                .addObject()
                .put("product_id", "1003")
                .put("title", "Trail Running Shoes")
                .put("quantity", 1)
                .put("price", 129.95);
        return event;
    }

    private void ebbot() throws IOException, InterruptedException {
        post(
                "/ebbot/events",
                "{\"type\":\"ecom-purchase\",\"items\":[{\"id\":\"1004\",\"value\":\"24,50\"}],\"currency\":\"EUR\"}");
        post("/ebbot/batch", """
                [{"type":"ecom-visit","items":{"id":"1001","value":"89.99"}},
                 {"type":"ecom-atc","items":{"id":"1001","quantity":0,"value":"89.99"},"currency":"EUR"}]""");
    }

    private void tracktor() throws IOException, InterruptedException {
        String sid = "sid=" + sandbox.tracktorToken() + "&ts=" + Instant.now().getEpochSecond();
        get("/track?" + sid + "&id=customer-1815&action=Newsletter%20subscribed&sign=" + "0".repeat(64));
        get("/track?" + sid + "&id=customer-1815&action=Newsletter%20subscribed&data=weekly");
        get("/set?" + sid + "&id=customer-1815&data=%7B%22first_name%22:%22Ada%22,%22loyalty%22:%22gold%22%7D");
        get("/alias?" + sid + "&srcid=a-3fk29dk20fj3m5n7p9q1r3s&destid=customer-1815");
    }

    private void stranger() throws IOException, InterruptedException {
        Set<String> unattributed = new LinkedHashSet<>(sandbox.unattributedVisitors());
        unattributed.add(STRANGER);
        sandbox.unattributedVisitors(unattributed);
        post(
                ALHENA_CART,
                cart(sandbox.companyKey(), "ITEM_ADDED", "USD")
                        .put("user_fingerprint", STRANGER)
                        .toString());
        post(TEXT, order("store_order_was_created", STRANGER, "1045").toString());
    }

    private void get(String pathAndQuery) throws IOException, InterruptedException {
        send(to(pathAndQuery).GET());
    }

    private void post(String path, String json) throws IOException, InterruptedException {
        send(to(path).header("Content-Type", "application/json")
                .header("X-Store-UUID", sandbox.storeUuid())
                .POST(BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder to(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(sandbox.root() + pathAndQuery)).timeout(Duration.ofSeconds(5));
    }

    private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
        client.send(request.build(), BodyHandlers.discarding());
    }
}
