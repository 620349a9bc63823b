package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.testkit.Received;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events for one reader: what the journal holds, then what changes, until the reader goes. One message is on its
 * way at a time, and what happens meanwhile comes together in the next.
 */
final class EventStream extends IteratingCallback {
    private static final int ROWS = 500;
    private static final int MAX_AT_FIRST = 50_000;
    private static final long PAUSE_MILLIS = 200;
    private static final long SIGN_OF_LIFE_SECONDS = 10;

    private final Exchange exchange;
    private final Journal journal;
    private final Supplier<ObjectNode> totals;
    private final Feed feed;
    private final Runnable listener = this::changed;
    private final AtomicBoolean due = new AtomicBoolean();
    private final AtomicBoolean signOfLife = new AtomicBoolean();
    private @Nullable ByteBuffer rows;
    private String toldTotals = "";
    private boolean begun;

    private EventStream(Exchange exchange, Journal journal, Supplier<ObjectNode> totals) {
        this.exchange = exchange;
        this.journal = journal;
        this.totals = totals;
        this.feed = new Feed(journal, MAX_AT_FIRST);
    }

    static void open(Exchange exchange, Journal journal, Supplier<ObjectNode> totals) {
        exchange.response().getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        exchange.response().getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        EventStream stream = new EventStream(exchange, journal, totals);
        journal.listen(stream.listener);
        stream.iterate();
        stream.keepAlive();
    }

    /** Comes with every change; a pause gathers many into one message. */
    private void changed() {
        if (due.compareAndSet(false, true)) {
            exchange.scheduler()
                    .schedule(
                            () -> {
                                due.set(false);
                                iterate();
                            },
                            PAUSE_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    /** Writes to a quiet reader too: that it has gone shows only by writing. */
    private void keepAlive() {
        exchange.scheduler()
                .schedule(
                        () -> {
                            if (!isClosed() && !isFailed() && !isAborted()) {
                                signOfLife.set(true);
                                iterate();
                                keepAlive();
                            }
                        },
                        SIGN_OF_LIFE_SECONDS,
                        TimeUnit.SECONDS);
    }

    @Override
    protected Action process() {
        ByteBuffer message = next();
        if (message == null) {
            return Action.IDLE;
        }
        exchange.response().write(false, message, this);
        return Action.SCHEDULED;
    }

    /** Returns the next message, or null while there is none. Only one thread at a time is here. */
    private @Nullable ByteBuffer next() {
        if (!begun) {
            begun = true;
            return message("reset", Json.MAPPER.createObjectNode());
        }
        if (rows != null) {
            ByteBuffer next = rows;
            rows = null;
            return next;
        }
        List<Received> news = feed.next(ROWS);
        if (feed.wasReset()) {
            rows = news.isEmpty() ? null : rows(news);
            return message("reset", Json.MAPPER.createObjectNode());
        }
        if (!news.isEmpty()) {
            return rows(news);
        }
        ObjectNode now = totals.get();
        if (!toldTotals.equals(now.toString())) {
            toldTotals = now.toString();
            return message("totals", now);
        }
        return signOfLife.getAndSet(false) ? bytes(": still here\n\n") : null;
    }

    private static ByteBuffer rows(List<Received> news) {
        ObjectNode data = Json.MAPPER.createObjectNode();
        ArrayNode rows = data.putArray("rows");
        news.forEach(event -> rows.add(EventJson.row(event)));
        data.put("more", news.size() == ROWS);
        return message("events", data);
    }

    private static ByteBuffer message(String event, JsonNode data) {
        // JSON on one line has no line feeds, which would end the message.
        return bytes("event: " + event + "\ndata: " + data + "\n\n");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void onCompleteFailure(Throwable gone) {
        journal.unlisten(listener);
        exchange.callback().failed(gone);
    }
}
