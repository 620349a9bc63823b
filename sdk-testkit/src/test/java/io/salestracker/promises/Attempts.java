package io.salestracker.promises;

import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import io.salestracker.http.TransportSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Stands between tracker and wire, and keeps what came of each attempt with each event. Thread-safe. */
final class Attempts implements HttpTransport.Factory {
    private static final Set<Integer> NOT_TAKEN = Set.of(501, 503, 505, 511, 521, 523, 525, 526, 530);

    private final HttpTransport.Factory real;
    private final Map<String, Integer> taken = new HashMap<>();
    private final Map<String, Integer> inDoubt = new HashMap<>();
    private final Map<Integer, Integer> answers = new TreeMap<>();
    private long failed;

    Attempts(HttpTransport.Factory real) {
        this.real = real;
    }

    @Override
    public HttpTransport open(TransportSettings settings) {
        HttpTransport transport = real.open(settings);
        return new HttpTransport() {
            @Override
            public Response send(Request request) throws TransportException {
                List<String> ids = Takings.ids(request.body());
                try {
                    Response response = transport.send(request);
                    answered(ids, response.status(), request.readsBody() && response.bodyCut());
                    return response;
                } catch (TransportException e) {
                    unanswered(ids, e.sent());
                    throw e;
                }
            }

            @Override
            public void close() {
                transport.close();
            }
        };
    }

    /** @param cut true if the response to an array is cut short, so that it does not say which events were refused */
    private synchronized void answered(List<String> ids, int status, boolean cut) {
        answers.merge(status, 1, Integer::sum);
        if (status / 100 == 2) {
            count(cut ? inDoubt : taken, ids);
        } else {
            failed++;
            if (status == 302 || status == 303 || (status >= 500 && !NOT_TAKEN.contains(status))) {
                count(inDoubt, ids);
            }
        }
    }

    private synchronized void unanswered(List<String> ids, Sent sent) {
        failed++;
        if (sent == Sent.MAYBE_SENT) {
            count(inDoubt, ids);
        }
    }

    private static void count(Map<String, Integer> counts, List<String> ids) {
        ids.forEach(id -> counts.merge(id, 1, Integer::sum));
    }

    /** How many attempts with this event were answered with 2xx. */
    synchronized int taken(String id) {
        return taken.getOrDefault(id, 0);
    }

    /** How many attempts with this event may have been taken, and nobody said so. */
    synchronized int inDoubt(String id) {
        return inDoubt.getOrDefault(id, 0);
    }

    /** How many responses there were of each status. */
    synchronized Map<Integer, Integer> answers() {
        return Map.copyOf(answers);
    }

    /** How many attempts were not answered with 2xx. */
    synchronized long failed() {
        return failed;
    }
}
