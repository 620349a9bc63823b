package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.testkit.Received;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.IteratingCallback;

/** Events as lines of JSON, written as fast as the reader takes them. */
final class Export extends IteratingCallback {
    private static final int CHARACTERS = 64 * 1024;

    private final Exchange exchange;
    private final Iterator<Received> events;
    private boolean ended;

    private Export(Exchange exchange, Iterator<Received> events) {
        this.exchange = exchange;
        this.events = events;
    }

    static void open(Exchange exchange, List<Received> events) {
        exchange.response().getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-ndjson");
        exchange.response().getHeaders().put("Content-Disposition", "attachment; filename=\"sandbox-events.ndjson\"");
        new Export(exchange, events.iterator()).iterate();
    }

    /** Returns an event as a line. */
    static String line(Received event) {
        ObjectNode whole = EventJson.whole(event);
        return whole + "\n";
    }

    @Override
    protected Action process() {
        if (ended) {
            return Action.SUCCEEDED;
        }
        StringBuilder lines = new StringBuilder(CHARACTERS);
        while (events.hasNext() && lines.length() < CHARACTERS) {
            lines.append(line(events.next()));
        }
        ended = !events.hasNext();
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        exchange.response().write(ended, ByteBuffer.wrap(bytes), this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        exchange.callback().succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        exchange.callback().failed(cause);
    }
}
