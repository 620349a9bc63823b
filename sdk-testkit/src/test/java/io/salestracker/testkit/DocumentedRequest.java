package io.salestracker.testkit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.documents.WireRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request from a vendor's document, and changes to it in the notation of {@link VendorDocumentsIT}. */
final class DocumentedRequest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> query = new LinkedHashMap<>();
    private String method;
    private String path;
    private String body;

    /** Reads a request line, headers, and a body. */
    DocumentedRequest(List<String> lines) {
        String[] first = lines.get(0).split(" ", 2);
        method = first[0];
        String[] target = first[1].split("\\?", 2);
        path = target[0];
        for (String pair : target.length == 1 ? new String[0] : target[1].split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts[1]);
        }
        int next = 1;
        for (; next < lines.size() && !lines.get(next).startsWith("{"); next++) {
            String[] parts = lines.get(next).split(": ", 2);
            headers.put(parts[0], parts[1]);
        }
        body = String.join("\n", lines.subList(next, lines.size()));
    }

    void change(String change) {
        if (change.equals("as it is")) {
            return;
        }
        boolean removal = change.startsWith("no ");
        String[] parts = change.split("=", 2);
        String what = removal ? change.substring("no ".length()) : parts[0].strip();
        String value = removal ? null : parts[1].strip();
        if (what.equals("method")) {
            method = value;
        } else if (what.equals("path")) {
            path = value;
        } else if (what.equals("body")) {
            body = value;
        } else if (what.startsWith("header ")) {
            put(headers, what.substring("header ".length()), value);
        } else if (what.startsWith("?")) {
            put(query, what.substring(1), value);
        } else {
            changeBody(what, value);
        }
    }

    private static void put(Map<String, String> map, String name, String value) {
        if (value == null) {
            map.remove(name);
        } else {
            map.put(name, value);
        }
    }

    private void changeBody(String what, String value) {
        try {
            JsonNode root = JSON.readTree(body);
            String pointer = "/" + what.replace("[", "/").replace("]", "").replace(".", "/");
            int last = pointer.lastIndexOf('/');
            String name = pointer.substring(last + 1);
            JsonNode holder = root.at(pointer.substring(0, last));
            if (holder instanceof ArrayNode list) {
                list.set(Integer.parseInt(name), JSON.readTree(value));
            } else if (value == null) {
                ((ObjectNode) holder).remove(name);
            } else {
                ((ObjectNode) holder).set(name, JSON.readTree(value));
            }
            body = root.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns it as it goes over the wire. */
    WireRequest onTheWire() {
        return new WireRequest(method, target(), headers, body.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String target() {
        StringBuilder target = new StringBuilder(path);
        query.forEach((name, value) -> target.append(target.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(value));
        return target.toString();
    }

    /** Sends it through a plain socket: an HTTP client would mend or refuse some of these. Returns all of the response. */
    String send(int port) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + target() + " HTTP/1.1\r\nHost: localhost\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        request.append("Connection: close\r\nContent-Length: ")
                .append(body.getBytes(StandardCharsets.ISO_8859_1).length)
                .append("\r\n\r\n")
                .append(body);
        return RawCall.exchange(port, request.toString());
    }
}
