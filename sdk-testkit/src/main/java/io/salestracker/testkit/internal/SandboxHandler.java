package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.salestracker.testkit.Fault;
import io.salestracker.testkit.Fault.Effect;
import io.salestracker.testkit.HttpExchange;
import io.salestracker.testkit.Payload;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Rule;
import io.salestracker.testkit.Vendor;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a request to its vendor's rules, with the fault that is due, and answers it. Never blocks. */
final class SandboxHandler extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger("io.salestracker.testkit");
    private static final Rule BODY_LIMIT = Source.assumed("no vendor states a limit")
            .says("a body is no longer than the limit that the sandbox was built with");

    private final Map<String, VendorRules> byPath = new HashMap<>();
    private final Strays strays;
    private final Map<Vendor, FaultPlan> faults;
    private final Journal journal;
    private final SandboxApi api;
    private final int maxBodyBytes;
    private final ShownHeaders shownHeaders = new ShownHeaders();

    SandboxHandler(
            List<VendorRules> vendors,
            Map<Vendor, FaultPlan> faults,
            Journal journal,
            SandboxApi api,
            int maxBodyBytes) {
        vendors.forEach(rules -> rules.paths().forEach(path -> byPath.put(path, rules)));
        this.strays = new Strays(vendors);
        this.faults = faults;
        this.journal = journal;
        this.api = api;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request, response, callback);
        if (request.getLength() > maxBodyBytes) {
            // Read to its end all the same: closing on unread data would reset the connection before the response is
            // read.
            Runnable refuse = () -> process(exchange, new byte[0], true);
            Content.Source.consumeAll(request, Callback.from(refuse, callback::failed));
            return true;
        }
        if (request.getLength() == 0) {
            process(exchange, new byte[0], false);
            return true;
        }
        CompletableFuture<byte[]> unused = read(request)
                .whenComplete((byte @Nullable [] body, @Nullable Throwable failure) -> {
                    if (body != null) {
                        process(exchange, body, false);
                    } else if (Request.getContentBytesRead(request) > maxBodyBytes) {
                        process(exchange, new byte[0], true);
                    } else {
                        callback.failed(failure);
                    }
                });
        return true;
    }

    /** Reads the body; fails if it is too long. */
    @SuppressWarnings("removal") // Jetty 12.0, which Spring Boot 3.5 brings, has no other.
    private CompletableFuture<byte[]> read(Request request) {
        return Content.Source.asByteArrayAsync(request, maxBodyBytes);
    }

    private void process(Exchange exchange, byte[] body, boolean tooLong) {
        try {
            Request request = exchange.request();
            String path = request.getHttpURI().getPath();
            VendorRules rules = byPath.containsKey(path) ? byPath.get(path) : strays.at(path);
            Map<String, String> shown =
                    rules != null && journal.keepsPayloads() ? shownHeaders.of(request.getHeaders()) : Map.of();
            Call call = new Call(
                    request.getHttpURI().getQuery(),
                    request.getHeaders()::get,
                    body,
                    new HttpExchange(request.getMethod(), path, shown, null, ""));
            if (rules != null) {
                receive(rules, call, tooLong, exchange);
            } else {
                api.handle(call, exchange);
            }
        } catch (RuntimeException e) {
            LOG.error("The sandbox failed at a request", e);
            exchange.callback().failed(e);
        }
    }

    private void receive(VendorRules rules, Call call, boolean tooLong, Exchange exchange) {
        List<Sighting> sightings = tooLong ? List.of(tooLong(call)) : rules.inspect(call);
        Fault fault = fault(rules, call);
        List<Received> events = journal.settle(rules, call, sightings, fault);
        exchange.response().getHeaders().put("Sandbox-Disposition", disposition(events));

        Effect effect = fault == null ? Effect.NONE : fault.effect();
        if (effect == Effect.RESET) {
            answering(events, call, null, exchange);
            exchange.reset();
            return;
        }
        VendorResponse answer;
        if (fault != null && effect == Effect.STATUS) {
            answer = answer(fault);
        } else {
            answer = tooLong
                    ? VendorResponses.single(events.get(0), sightings.get(0))
                    : rules.answer(call, events, sightings);
        }
        if (fault != null && effect == Effect.SLOW && fault.delay() != null) {
            long millis = fault.delay().toMillis();
            exchange.scheduler().schedule(() -> confirm(events, call, answer, exchange), millis, TimeUnit.MILLISECONDS);
        } else if (effect == Effect.CUT) {
            answering(events, call, answer, exchange);
            exchange.cut(answer);
        } else if (effect == Effect.STATUS) {
            answering(events, call, answer, exchange);
            exchange.send(answer);
        } else {
            confirm(events, call, answer, exchange);
        }
    }

    /** Sends the response, and notes it if that fails: the caller has gone and cannot know. */
    private void confirm(List<Received> events, Call call, VendorResponse answer, Exchange exchange) {
        answering(events, call, answer, exchange);
        exchange.send(answer, new Callback.Nested(exchange.callback()) {
            @Override
            public void failed(Throwable failure) {
                journal.answerLost(events);
                super.failed(failure);
            }
        });
    }

    /** Writes the response down before it goes out, so that whoever has it finds it in the journal. */
    private void answering(List<Received> events, Call call, @Nullable VendorResponse answer, Exchange exchange) {
        HttpExchange request = call.exchange();
        HttpExchange whole = answer == null
                ? request
                : new HttpExchange(
                        request.method(),
                        request.path(),
                        request.headers(),
                        answer.retryAfter(),
                        journal.keepsPayloads() ? answer.text() : "");
        long arrived = exchange.request().getBeginNanoTime();
        journal.answering(events, whole, Duration.ofNanos(System.nanoTime() - arrived));
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

    private static String disposition(List<Received> events) {
        String first = events.get(0).disposition().name();
        boolean same =
                events.stream().allMatch(event -> event.disposition().name().equals(first));
        return same ? first : "MIXED";
    }

    private static VendorResponse answer(Fault fault) {
        VendorResponse answer = VendorResponse.json(
                fault.status(), "{\"error_code\":\"sandbox_fault\",\"message\":\"a fault on demand\"}");
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
}
