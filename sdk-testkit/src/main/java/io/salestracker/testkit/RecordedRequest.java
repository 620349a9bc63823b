package io.salestracker.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.http.Request;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that a tracker gave to a {@link RecordingTransport}. Immutable.
 *
 * @param number its number, from 1, over all destinations
 * @param vendor whose it is, as far as its path or, of Ebbot, whose address is the shop's own, its body tells; null if they
 *     do not
 * @param method GET or POST
 * @param uri the whole address; Tracktor.io's holds the application's token and the identity
 * @param headers the headers by name, credentials included
 * @param body the body as text, empty for GET
 */
public record RecordedRequest(
        int number, @Nullable Vendor vendor, String method, URI uri, Map<String, String> headers, String body) {

    static RecordedRequest of(int number, Request request) {
        byte[] bytes = request.body();
        String body = bytes == null ? "" : new String(bytes, UTF_8);
        return new RecordedRequest(
                number, vendor(request, body), request.method(), request.uri(), request.headers(), body);
    }

    private static @Nullable Vendor vendor(Request request, String body) {
        String path = String.valueOf(request.uri().getPath());
        if (path.matches(".*/analytics/(cart|checkout)_events")) {
            return Vendor.ALHENA;
        }
        if (path.matches(".*(/ecommerce-tracker/.*|/track_sales_event)")) {
            return Vendor.TEXT;
        }
        if (request.method().equals("GET") && path.matches(".*/(track|set|alias)")) {
            return Vendor.TRACKTOR;
        }
        return body.contains("\"ecom-") ? Vendor.EBBOT : null;
    }

    /** Returns the value of a header, whatever its case, or null. */
    public @Nullable String header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Returns the body as a tree, made anew by each call; a missing node if it is not JSON. */
    public JsonNode json() {
        return Payload.of(body.getBytes(UTF_8)).json();
    }

    /** Returns the parameters of the query by name, decoded; for Tracktor.io, whose events are there. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = uri.getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.put(URLDecoder.decode(name, UTF_8), URLDecoder.decode(value, UTF_8));
        }
        return Collections.unmodifiableMap(parameters);
    }

    /** Returns method and address, without query, headers and body. */
    @Override
    public String toString() {
        return "#" + number + " " + method + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
    }
}
