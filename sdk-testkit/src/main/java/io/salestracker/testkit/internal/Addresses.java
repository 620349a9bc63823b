package io.salestracker.testkit.internal;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the sandbox's vendors are found. */
public final class Addresses {

    private Addresses() {}

    /** Returns the root of everything on a port. */
    public static URI root(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Returns the addresses of all endpoints by name, in the order in which to show them. */
    public static Map<String, URI> of(int port) {
        URI root = root(port);
        Map<String, URI> addresses = new LinkedHashMap<>();
        addresses.put("ebbot", root.resolve("/ebbot/events"));
        addresses.put("ebbotBatch", root.resolve("/ebbot/batch"));
        addresses.put("alhena", root);
        addresses.put("text", root);
        addresses.put("textChatApi", root);
        addresses.put("textTokens", root.resolve("/v2/customer/token"));
        addresses.put("tracktor", root);
        return addresses;
    }
}
