package io.salestracker.testkit.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of the web page, from the class path. */
final class PageFiles {
    /** Where the page's files are found, each by its name. */
    static final String PREFIX = "/sandbox/page/";

    private static final Pattern NAME = Pattern.compile("(?:[a-z0-9-]+/)?[a-z0-9-]+\\.(html|css|js|svg)");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /** Nothing but the page's own files runs or is asked; pictures of products come from wherever the shop has them. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self' data: http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-cache");

    private PageFiles() {}

    /** Returns a file by its name, or null if there is none. */
    static @Nullable VendorResponse file(String name) {
        var match = NAME.matcher(name);
        if (!match.matches()) {
            return null;
        }
        return resource("page/" + name, TYPES.getOrDefault(match.group(1), ""));
    }

    /** Returns the description of the JSON API. */
    static @Nullable VendorResponse openApi() {
        return resource("openapi.json", "application/json");
    }

    private static @Nullable VendorResponse resource(String name, String type) {
        try (InputStream file = PageFiles.class.getResourceAsStream("/io/salestracker/testkit/" + name)) {
            return file == null ? null : VendorResponse.file(type, file.readAllBytes(), HEADERS);
        } catch (IOException e) {
            throw new UncheckedIOException("a file of the page cannot be read: " + name, e);
        }
    }
}
