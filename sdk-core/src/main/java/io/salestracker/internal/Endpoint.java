package io.salestracker.internal;

import io.salestracker.http.Request;
import java.net.URI;

/**
 * Where a request goes, as far as its set-up is concerned: what holds for one request holds for all to the same
 * endpoint. {@code toString} shows nothing, since a path may hold a secret.
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
