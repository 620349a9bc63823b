package io.salestracker.internal;

import io.salestracker.http.Request;
import java.net.URI;

/**
 * The address of a request as far as its configuration goes: if one request to it is refused as set up wrongly, all
 * are. {@code toString} shows nothing, since a path may hold a secret.
 */
record Endpoint(String method, String authority, String path) {

    static Endpoint of(Request request) {
        URI uri = request.uri();
        return new Endpoint(request.method(), String.valueOf(uri.getRawAuthority()), String.valueOf(uri.getRawPath()));
    }

    @Override
    public String toString() {
        return "Endpoint[...]";
    }
}
