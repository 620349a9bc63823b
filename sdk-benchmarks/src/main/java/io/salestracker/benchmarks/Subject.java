package io.salestracker.benchmarks;

import org.jspecify.annotations.Nullable;

/** A library under measurement, set up to send to one server. One thread uses it, unless a scenario says otherwise. */
interface Subject extends AutoCloseable {

    /** Builds the {@link Sale} with this number in the library's own terms, and hands it over to be sent. */
    void track(int number);

    /** Only builds it; null where the library has no step between. */
    default @Nullable Object build(int number) {
        return null;
    }

    /** Has what was handed over sent now, as far as the library can be told to. */
    void flush();

    @Override
    void close();
}
