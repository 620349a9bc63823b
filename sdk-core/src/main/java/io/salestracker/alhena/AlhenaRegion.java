package io.salestracker.alhena;

import java.net.URI;

/** Where an Alhena account lives. */
public enum AlhenaRegion {
    /** {@code https://app.alhena.ai}; the default. */
    US("https://app.alhena.ai"),
    /** {@code https://eu.alhena.ai}. */
    EU("https://eu.alhena.ai");

    private final String baseUrl;

    AlhenaRegion(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** The address the region's endpoints begin with (known from the vendor). */
    public URI baseUrl() {
        return URI.create(baseUrl);
    }
}
