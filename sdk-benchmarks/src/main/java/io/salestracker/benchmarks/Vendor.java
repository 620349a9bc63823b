package io.salestracker.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * A vendor that takes one event a request, limits and slows down as real ones do, and sees everything. No thread waits for
 * an answer's time to come: a scheduler sends it.
 */
final class Vendor extends Handler.Abstract.NonBlocking {
    /** Requests to this path are answered and not counted. */
    static final String WARM_UP = "/warm-up";

    /** When the first request came, in {@link #micros}. */
    static final String FIRST = "first µs";

    private static final int MAX_BODY = 1 << 20;
    private static final byte[] VISITOR = Sale.VISITOR_START.getBytes(ISO_8859_1);

    private final Tally tally = new Tally();
    private final Map<Integer, Integer> lastOfVisitor = new HashMap<>();
    private final List<Long> answerNanos = new ArrayList<>();
    private final AnswerTime answerTime;
    private final @Nullable TokenBucket bucket;
    private final int retryAfter;
    private final long[] takenByTracker;
    private final long from;
    private final long to;
    private @Nullable Instant first;
    private long firstNanos;
    private int inFlight;
    private int maxInFlight;
    private long misordered;
    private long taken;
    private long refused;

    /**
     * @param bucket null for a vendor without a limit
     * @param retryAfter the seconds that a refusal asks for, 0 if it asks for none
     * @param fromSeconds after the first request, when the counts begin that depend on time
     * @param seconds how long those last
     * @param trackers that share it, told apart by {@link Backlog#EVENTS_A_TRACKER}
     */
    Vendor(
            AnswerTime answerTime,
            @Nullable TokenBucket bucket,
            int retryAfter,
            double fromSeconds,
            double seconds,
            int trackers) {
        this.answerTime = answerTime;
        this.bucket = bucket;
        this.retryAfter = retryAfter;
        this.takenByTracker = new long[trackers];
        this.from = (long) (fromSeconds * 1e9);
        this.to = from + (long) (seconds * 1e9);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Instant now = Instant.now();
        if (Request.getPathInContext(request).equals(WARM_UP)) {
            respond(response, callback, true);
            return true;
        }
        Promise.Invocable<byte[]> received = Promise.Invocable.from(
                InvocationType.NON_BLOCKING, body -> answer(body, now, response, callback), callback::failed);
        Content.Source.asByteArrayAsync(request, MAX_BODY, received);
        return true;
    }

    private void answer(byte[] body, Instant now, Response response, Callback callback) {
        Answer answer = answer(body, now, System.nanoTime());
        Runnable task = () -> {
            answered();
            respond(response, callback, answer.taken);
        };
        if (answer.nanos == 0) {
            task.run();
        } else {
            getServer().getScheduler().schedule(task, answer.nanos, TimeUnit.NANOSECONDS);
        }
    }

    private record Answer(boolean taken, long nanos) {}

    private synchronized Answer answer(byte[] body, Instant now, long nanos) {
        if (first == null) {
            first = now;
            firstNanos = nanos;
        }
        boolean counts = nanos - firstNanos >= from && nanos - firstNanos < to;
        inFlight++;
        maxInFlight = Math.max(maxInFlight, inFlight);
        boolean takes = bucket == null || bucket.take(nanos);
        long answerIn = answerTime.nanos(nanos, inFlight);
        if (takes) {
            int visitor = visitor(body);
            Tally.find(body, 0, body.length, number -> take(number, visitor, counts));
        }
        if (counts) {
            answerNanos.add(answerIn);
            if (!takes) {
                refused++;
            }
        }
        return new Answer(takes, answerIn);
    }

    private void take(int number, int visitor, boolean counts) {
        if (!tally.mark(number)) {
            return;
        }
        Integer last = lastOfVisitor.put(visitor, number);
        if (last != null && last > number) {
            misordered++;
        }
        if (counts) {
            taken++;
            takenByTracker[number / Backlog.EVENTS_A_TRACKER]++;
        }
    }

    private static int visitor(byte[] body) {
        for (int i = 0; i + VISITOR.length + 8 <= body.length; i++) {
            int matching = 0;
            while (matching < VISITOR.length && body[i + matching] == VISITOR[matching]) {
                matching++;
            }
            if (matching == VISITOR.length) {
                return Tally.number(body, i + matching);
            }
        }
        return -1;
    }

    private synchronized void answered() {
        inFlight--;
    }

    private void respond(Response response, Callback callback, boolean taken) {
        if (!taken) {
            response.setStatus(429);
            if (retryAfter > 0) {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, retryAfter);
            }
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(new byte[] {'{', '}'}), callback);
    }

    /** For times of two processes. */
    static double micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** What it has seen. Those that depend on time are absent if there was nothing in theirs. */
    synchronized Map<String, Double> report() {
        Map<String, Double> report = new LinkedHashMap<>();
        report.put("taken", (double) tally.events());
        report.put("repeated", (double) tally.repeated());
        report.put("misordered", (double) misordered);
        report.put("max in flight", (double) maxInFlight);
        if (first != null) {
            report.put(FIRST, micros(first));
        }
        if (!answerNanos.isEmpty()) {
            Collections.sort(answerNanos);
            report.put("taken/s", taken / ((to - from) / 1e9));
            report.put("refused %", 100.0 * refused / answerNanos.size());
            report.put("answer p50 ms", answerNanos.get(answerNanos.size() / 2) / 1e6);
        }
        if (takenByTracker.length > 1) {
            LongSummaryStatistics shares = LongStream.of(takenByTracker).summaryStatistics();
            report.put("min share %", 100.0 * shares.getMin() / taken);
            report.put("max share %", 100.0 * shares.getMax() / taken);
        }
        return report;
    }
}
