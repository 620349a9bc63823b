package io.salestracker.testkit.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.testkit.VendorSandbox;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Sends the events that the page is to show, typed by hand. */
final class Shop {
    static final String VISITOR = "b7eff798-f8df-4364-8059-649c35c9ed0c";
    private static final String FINGERPRINT = "5b0f2a6e-9c1d-4c53-8f0a-7d0c5b1f2e11";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final VendorSandbox sandbox;

    Shop(VendorSandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** An order at Text, of one item at that price, which is no number for a bad one. */
    HttpResponse<String> order(String id, String price, String... headers) throws IOException, InterruptedException {
        return text("""
                {"id": "%1$s", "order_number": "#%1$s", "currency": "USD", "total_price": 149.90, "line_items": [
                 {"product_id": "123", "title": "Merino Wool Crew Neck", "quantity": 1, "price": %2$s}]}""".formatted(id, price), headers);
    }

    HttpResponse<String> text(String order, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(sandbox.text().resolve("/ecommerce-tracker/v1/event"))
                .header("X-Store-UUID", sandbox.storeUuid());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return post(request, """
                {"customer_id": "%s", "platform": "custom", "occurred_at": "2025-06-24T10:44:24.441Z",
                 "event": {"name": "store_order_was_created", "data": {"order": %s}}}""".formatted(VISITOR, order));
    }

    /** A change to a cart at Alhena; a removal of what was never added is ignored. */
    HttpResponse<String> cart(String type, int quantity) throws IOException, InterruptedException {
        return post(HttpRequest.newBuilder(sandbox.alhena().resolve("/analytics/cart_events")), """
                {"company_key": "%s", "user_fingerprint": "%s", "user_faq_fingerprint": "%s", "type": "%s",
                 "product_id": "7", "product_name": "Tote", "value": 20.00, "currency": "EUR", "quantity": %d}""".formatted(
                        sandbox.companyKey(), FINGERPRINT, FINGERPRINT, type, quantity));
    }

    /** A list of purchases at Ebbot; refused as a whole if the currency is none. */
    HttpResponse<String> purchases(int many, String currency) throws IOException, InterruptedException {
        String one = "{\"type\": \"ecom-purchase\", \"currency\": \"" + currency
                + "\", \"items\": [{\"id\": \"4\", \"value\": \"0.25\", \"quantity\": 2}]}";
        return post(HttpRequest.newBuilder(sandbox.ebbotBatch()), "[" + (one + ",").repeat(many - 1) + one + "]");
    }

    /** Something done at Tracktor.io, whatever it is called. */
    HttpResponse<String> action(String person, String action, String data) throws IOException, InterruptedException {
        String query = "sid=" + sandbox.tracktorToken() + "&ts=1429186474&id=" + encoded(person) + "&action="
                + encoded(action) + "&data=" + encoded(data);
        return send(HttpRequest.newBuilder(sandbox.tracktor().resolve("/track?" + query)));
    }

    HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address));
    }

    private HttpResponse<String> post(HttpRequest.Builder request, String json)
            throws IOException, InterruptedException {
        return send(request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
