package io.salestracker.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Answers as told, in order, and then 200; and remembers what it was sent, as lists of contents. Thread-safe. */
public final class ScriptedTransport implements HttpTransport {

    /** One thing that happens to a request. */
    @FunctionalInterface
    public interface Step {
        Response to(Request request) throws TransportException;
    }

    private final Deque<Step> steps = new ArrayDeque<>();
    private final List<List<String>> requests = new ArrayList<>();
    private boolean closed;
    private Step otherwise = request -> Response.of(200);

    public synchronized ScriptedTransport then(Step step) {
        steps.add(step);
        return this;
    }

    public ScriptedTransport then(int status) {
        return then(request -> Response.of(status));
    }

    public ScriptedTransport thenNotSent() {
        return then(notSent());
    }

    public ScriptedTransport thenNoAnswer() {
        return then(noAnswer());
    }

    public static Step notSent() {
        return request -> {
            throw new TransportException(Sent.NOT_SENT, "connect failed", null);
        };
    }

    public static Step noAnswer() {
        return request -> {
            throw new TransportException(Sent.MAYBE_SENT, "reset", null);
        };
    }

    public synchronized ScriptedTransport otherwise(Step step) {
        otherwise = step;
        return this;
    }

    /** What was sent, one list of contents for each request. */
    public synchronized List<List<String>> requests() {
        return List.copyOf(requests);
    }

    /** The contents of one request. */
    public static List<String> contents(Request request) {
        byte[] body = request.body();
        return body == null ? List.of() : List.of(new String(body, UTF_8).split("\n"));
    }

    @Override
    public Response send(Request request) throws TransportException {
        Step step;
        synchronized (this) {
            if (closed) {
                throw new TransportException(Sent.NOT_SENT, "closed", null);
            }
            requests.add(contents(request));
            step = steps.isEmpty() ? otherwise : steps.poll();
        }
        return step.to(request);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
