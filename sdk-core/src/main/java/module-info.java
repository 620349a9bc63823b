/**
 * The Sales Tracker SDK: reports a shop's sales events to the chat vendors that want to be credited for them.
 *
 * <p>Start at {@link io.salestracker.SalesTracker}. A module that uses OkHttp's transport, the default, has to require
 * {@code okhttp3} itself: it is optional here.
 */
// resilience4j has a module name but no descriptor, and the modules that the store is exported to come later.
@SuppressWarnings({"requires-automatic", "module"})
module io.salestracker {
    requires static transitive org.jspecify;
    requires static okhttp3;
    requires com.fasterxml.jackson.databind;
    requires java.net.http;
    requires org.slf4j;
    requires io.github.resilience4j.retry;
    requires io.github.resilience4j.core;

    exports io.salestracker;
    exports io.salestracker.event;
    exports io.salestracker.alhena;
    exports io.salestracker.ebbot;
    exports io.salestracker.text;
    exports io.salestracker.tracktor;
    exports io.salestracker.delivery;
    exports io.salestracker.destination;
    exports io.salestracker.http;
    exports io.salestracker.store to
            io.salestracker.outbox,
            io.salestracker.kafka;
}
