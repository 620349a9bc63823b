package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.salestracker.testkit.Fault;
import io.salestracker.testkit.Fault.Effect;
import io.salestracker.testkit.Payload;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Rule;
import io.salestracker.testkit.Vendor;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a request to its vendor's rules, with the fault that is due, and answers it. Never blocks. */
final class SandboxHandler extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger("io.salestracker.testkit");
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
    private static final Rule BODY_LIMIT = Source.assumed("no vendor states a limit")
            .says("a body is no longer than the limit that the sandbox was built with");

    private final Map<String, VendorRules> byPath = new HashMap<>();
    private final Map<Vendor, FaultPlan> faults;
    private final Journal journal;
    private final SandboxApi api;
    private final int maxBodyBytes;

    SandboxHandler(
            List<VendorRules> vendors,
            Map<Vendor, FaultPlan> faults,
            Journal journal,
            SandboxApi api,
            int maxBodyBytes) {
        vendors.forEach(rules -> rules.paths().forEach(path -> byPath.put(path, rules)));
        this.faults = faults;
        this.journal = journal;
        this.api = api;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (request.getLength() > maxBodyBytes) {
            // Read to its end all the same: closing on unread data would reset the connection before the answer is
            // read.
            Runnable refuse = () -> process(request, response, callback, new byte[0], true);
            Content.Source.consumeAll(request, Callback.from(refuse, callback::failed));
            return true;
        }
        if (request.getLength() == 0) {
            process(request, response, callback, new byte[0], false);
            return true;
        }
        Promise.Invocable<byte[]> read = Promise.Invocable.from(
                InvocationType.NON_BLOCKING, (byte @Nullable [] body, @Nullable Throwable failure) -> {
                    if (body != null) {
                        process(request, response, callback, body, false);
                    } else if (failure instanceof IllegalStateException) {
                        process(request, response, callback, new byte[0], true);
                    } else {
                        callback.failed(failure);
                    }
                });
        Content.Source.asByteArrayAsync(request, maxBodyBytes, read);
        return true;
    }

    private void process(Request request, Response response, Callback callback, byte[] body, boolean tooLong) {
        try {
            String path = request.getHttpURI().getPath();
            Call call = new Call(
                    request.getMethod(), path, request.getHttpURI().getQuery(), request.getHeaders()::get, body);
            VendorRules rules = byPath.get(path);
            if (rules != null) {
                receive(rules, call, tooLong, new Exchange(request, response, callback));
            } else {
                send(response, api.answer(call), callback);
            }
        } catch (RuntimeException e) {
            LOG.error("The sandbox failed at a request", e);
            callback.failed(e);
        }
    }

    private record Exchange(Request request, Response response, Callback callback) {}

    private void receive(VendorRules rules, Call call, boolean tooLong, Exchange exchange) {
        List<Sighting> sightings = tooLong ? List.of(tooLong(call)) : rules.inspect(call);
        Fault fault = fault(rules, call);
        List<Received> events = journal.settle(rules, call, sightings, fault);
        exchange.response().getHeaders().put("Sandbox-Verdict", verdict(events));

        Effect effect = fault == null ? Effect.NONE : fault.effect();
        if (effect == Effect.RESET) {
            reset(exchange);
            return;
        }
        if (fault != null && effect == Effect.STATUS) {
            send(exchange.response(), answer(fault), exchange.callback());
            return;
        }
        Answer answer =
                tooLong ? Answers.single(events.get(0), sightings.get(0)) : rules.answer(call, events, sightings);
        if (fault != null && effect == Effect.SLOW && fault.delay() != null) {
            long millis = fault.delay().toMillis();
            exchange.request()
                    .getComponents()
                    .getScheduler()
                    .schedule(() -> confirm(events, answer, exchange), millis, TimeUnit.MILLISECONDS);
        } else if (effect == Effect.CUT) {
            cut(answer, exchange);
        } else {
            confirm(events, answer, exchange);
        }
    }

    private @Nullable Fault fault(VendorRules rules, Call call) {
        FaultPlan plan = faults.get(rules.vendor());
        String query = call.query();
        int size = rules.vendor() == Vendor.TRACKTOR ? query == null ? 0 : query.length() : call.body().length;
        return plan == null ? null : plan.next(size);
    }

    private Sighting tooLong(Call call) {
        Problem problem = new Problem("", "the body is longer than " + maxBodyBytes + " bytes", BODY_LIMIT);
        return new Sighting(
                Facts.unknown(call.path()),
                MissingNode.getInstance(),
                Payload.NONE,
                new Refusal(413, "too_large", problem));
    }

    private static String verdict(List<Received> events) {
        String first = events.get(0).verdict().name();
        boolean same = events.stream().allMatch(event -> event.verdict().name().equals(first));
        return same ? first : "MIXED";
    }

    /** Sends the answer, and notes it if that fails: the caller has gone and cannot know. */
    private void confirm(List<Received> events, Answer answer, Exchange exchange) {
        send(exchange.response(), answer, new Callback.Nested(exchange.callback()) {
            @Override
            public void failed(Throwable failure) {
                journal.answerLost(events);
                super.failed(failure);
            }
        });
    }

    private static void send(Response response, Answer answer, Callback callback) {
        response.setStatus(answer.status());
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(JSON);
        if (answer.retryAfter() != null) {
            headers.put(HttpHeader.RETRY_AFTER, answer.retryAfter());
        }
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    private static Answer answer(Fault fault) {
        Answer answer =
                Answer.json(fault.status(), "{\"error_code\":\"sandbox_fault\",\"message\":\"a fault on demand\"}");
        Duration wait = fault.delay();
        if (wait == null) {
            return answer;
        }
        // Rounded up, so that whoever waits as told never comes too early.
        long seconds = (wait.toMillis() + 999) / 1000;
        return answer.retryAfter(
                fault.retryAsDate()
                        ? DateTimeFormatter.RFC_1123_DATE_TIME
                                .withLocale(Locale.ROOT)
                                .format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(seconds + 1))
                        : Long.toString(seconds));
    }

    /** Closes with a TCP reset: without lingering the kernel sends RST in place of FIN. */
    private static void reset(Exchange exchange) {
        EndPoint endPoint =
                exchange.request().getConnectionMetaData().getConnection().getEndPoint();
        EofException reset = new EofException("reset on demand");
        try {
            if (endPoint.getTransport() instanceof SocketChannel channel) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            LOG.debug("The connection was gone before it could be reset", e);
        }
        endPoint.close(reset);
        exchange.callback().failed(reset);
    }

    /** Promises more than it sends, and closes. */
    private static void cut(Answer answer, Exchange exchange) {
        Response response = exchange.response();
        response.setStatus(answer.status());
        response.getHeaders().put(JSON).put(HttpHeader.CONTENT_LENGTH, answer.body().length + 100L);
        EndPoint endPoint =
                exchange.request().getConnectionMetaData().getConnection().getEndPoint();
        Runnable close = () -> {
            EofException cut = new EofException("cut on demand");
            endPoint.close(cut);
            exchange.callback().failed(cut);
        };
        response.write(false, ByteBuffer.wrap(answer.body()), Callback.from(close, failure -> close.run()));
    }
}
