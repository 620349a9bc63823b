package io.salestracker.internal;

import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * A vendor that answers at random with everything there is, and keeps count of what it took. What it finds wrong it
 * notes instead of throwing, since a lane survives a transport that throws.
 */
final class CampaignVendor implements ScriptedTransport.Step {
    private static final List<String> RETRY_AFTER = List.of(
            "1",
            "30",
            "0",
            "99999999999999",
            "-5",
            "soon",
            "",
            "Fri, 20 Nov 2026 12:00:45 GMT",
            "Fri, 20 Nov 2026 11:00:00 GMT",
            "Fri, 31 Dec 9999 23:59:59 GMT");
    private static final List<String> REFUSALS = List.of(
            "{\"errors\":[{\"index\":0,\"code\":\"bad\"}]}",
            "{\"errors\":[{\"index\":0,\"code\":\"bad\"},{\"index\":0,\"code\":\"again\"},{\"index\":99},{\"index\":-1}]}",
            "{\"errors\":[{\"index\":0,\"co",
            "<html>422</html>",
            "");

    private final Random random;
    /** True if it refuses a batch as a whole. */
    private final boolean whole;
    /** What happens in the world while a request is under way. */
    private final Runnable meanwhile;

    private final Function<String, FakeEvent> events;
    private final Map<String, Integer> taken = new HashMap<>();
    private final Map<String, Integer> doubts = new HashMap<>();
    private final Map<String, Integer> lastOfKey = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private final Set<String> keysUnderWay = new HashSet<>();
    private final Set<String> erased = new HashSet<>();
    final List<String> wrong = new ArrayList<>();
    boolean healthy;

    CampaignVendor(Random random, boolean whole, Function<String, FakeEvent> events, Runnable meanwhile) {
        this.random = random;
        this.whole = whole;
        this.events = events;
        this.meanwhile = meanwhile;
    }

    /** How often it took an event. */
    int taken(String content) {
        return taken.getOrDefault(content, 0);
    }

    /** How often it left the sender in the dark about an event. */
    int doubts(String content) {
        return doubts.getOrDefault(content, 0);
    }

    /** The tracker stops waiting for the requests under way, whatever becomes of them. */
    void abandoned() {
        underWay.forEach(content -> doubts.merge(content, 1, Integer::sum));
    }

    /** From now on none of these may come. */
    void erased(List<String> contents) {
        erased.addAll(contents);
    }

    @Override
    public Response to(Request request) throws TransportException {
        List<String> contents = ScriptedTransport.contents(request);
        List<String> keys = begin(contents);
        boolean early = random.nextBoolean();
        if (!early) {
            meanwhile.run();
        }
        try {
            return healthy ? take(contents) : answer(contents);
        } finally {
            if (early) {
                meanwhile.run();
            }
            underWay.removeAll(contents);
            keysUnderWay.removeAll(keys);
        }
    }

    private List<String> begin(List<String> contents) {
        Map<String, Integer> last = new HashMap<>();
        for (String content : contents) {
            String key = events.apply(content).orderingKey();
            Integer before = key == null ? null : last.put(key, number(content));
            if (before != null && before > number(content)) {
                wrong.add("order within " + contents);
            }
            if (erased.contains(content)) {
                wrong.add("sent though erased: " + content);
            }
            if (!underWay.add(content)) {
                wrong.add("sent twice at once: " + content);
            }
        }
        last.keySet().stream()
                .filter(keysUnderWay::contains)
                .forEach(key -> wrong.add("two requests at once of " + key + ": " + contents));
        keysUnderWay.addAll(last.keySet());
        return List.copyOf(last.keySet());
    }

    private Response answer(List<String> contents) throws TransportException {
        switch (random.nextInt(17)) {
            case 0 -> throw new TransportException(Sent.NOT_SENT, "connect", null);
            case 1 -> {
                maybeTake(contents);
                throw new TransportException(Sent.MAYBE_SENT, "time-out", null);
            }
            case 2 -> {
                maybeTake(contents);
                return Response.of(pick(List.of(303, 500, 502, 504, 520)));
            }
            case 3 -> {
                return retryAfter(pick(List.of(420, 429)));
            }
            case 4 -> {
                return retryAfter(503);
            }
            case 5 -> {
                return Response.of(pick(List.of(408, 425, 503, 521)));
            }
            case 6 -> {
                return Response.of(pick(List.of(301, 401, 402, 403, 404, 405, 501)));
            }
            case 16 -> {
                maybeTake(contents);
                return random.nextBoolean() ? Response.of(302) : Response.of(200, "<html>log in</html>");
            }
            case 7 -> {
                return Response.of(413);
            }
            case 8, 9 -> {
                return refuse(contents);
            }
            default -> {
                return take(contents);
            }
        }
    }

    private Response take(List<String> contents) {
        contents.forEach(content -> count(content, false));
        // The status line decides, also where the body was cut.
        return random.nextBoolean() ? Response.of(200) : Response.of(200, "{\"resu");
    }

    private Response refuse(List<String> contents) {
        String body = pick(REFUSALS);
        boolean named = body.contains("\"bad\"");
        if (!whole && contents.size() > 1) {
            // Such a vendor may have taken some of those it does not name.
            contents.stream().skip(named ? 1 : 0).forEach(this::maybeTake);
        }
        return Response.of(named ? 422 : pick(List.of(400, 409, 422)), body);
    }

    private Response retryAfter(int status) {
        Map<String, List<String>> headers = new HashMap<>();
        if (status == 420 || random.nextInt(5) > 0) {
            headers.put("Retry-After", List.of(pick(RETRY_AFTER)));
        }
        if (random.nextBoolean()) {
            headers.put("Date", List.of("Fri, 20 Nov 2026 12:00:00 GMT"));
        }
        return Response.of(status, headers, "slow down".getBytes(StandardCharsets.US_ASCII));
    }

    private void maybeTake(List<String> contents) {
        boolean all = random.nextBoolean();
        for (String content : contents) {
            doubt(content, all);
        }
    }

    private void maybeTake(String content) {
        doubt(content, random.nextBoolean());
    }

    private void doubt(String content, boolean isTaken) {
        if (isTaken) {
            count(content, true);
        } else {
            doubts.merge(content, 1, Integer::sum);
        }
    }

    private void count(String content, boolean inDoubt) {
        int times = taken.merge(content, 1, Integer::sum);
        if (inDoubt) {
            doubts.merge(content, 1, Integer::sum);
        }
        String key = events.apply(content).orderingKey();
        if (key != null && times == 1) {
            Integer last = lastOfKey.put(key, number(content));
            // A vendor that takes a part of what it refuses breaks the order itself.
            if (whole && last != null && last > number(content)) {
                wrong.add(content + " after e" + last + " of " + key);
            }
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static int number(String content) {
        return Integer.parseInt(content.substring(1));
    }
}
