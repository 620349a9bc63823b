package io.salestracker.testkit.internal;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other web pages in the developer's browser from steering the sandbox. Listening on the loopback address alone does
 * not: a page can send requests there, and by pointing a name of its own at it also read the responses.
 */
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private Guard() {}

    /** Returns why a call of the sandbox's own API must not be answered, or null. */
    static @Nullable String objection(Call call) {
        String host = call.header("Host");
        if (host == null || !LOOPBACK.contains(name(host))) {
            return "the sandbox answers under 127.0.0.1 and localhost only; the header Host names another";
        }
        if ("GET".equals(call.method()) || "HEAD".equals(call.method())) {
            return null;
        }
        String origin = call.header("Origin");
        String site = call.header("Sec-Fetch-Site");
        boolean foreign = (origin != null && !origin.equals("http://" + host))
                || (site != null && !site.equals("same-origin") && !site.equals("none"));
        return foreign ? "another web page must not change the sandbox" : null;
    }

    private static String name(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.indexOf(']') && colon >= 0 ? host.substring(0, colon) : host;
    }
}
