package io.salestracker.documents;

import java.util.Map;
import java.util.TreeMap;

/** A request as it goes over the wire. */
public final class WireRequest {
    private final String method;
    private final String target;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final byte[] body;

    /**
     * Creates one.
     *
     * @param method the method
     * @param target path and query, as they are sent
     * @param headers the headers by name, in any case
     * @param body the bytes of the body, empty if there is none
     */
    public WireRequest(String method, String target, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers.putAll(headers);
        this.body = body.clone();
    }

    String method() {
        return method;
    }

    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Returns the query without its question mark, empty if there is none. */
    String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /** Returns a header, empty if it is not there. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    byte[] body() {
        return body.clone();
    }
}
