package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.testkit.Counts;
import io.salestracker.testkit.Fault;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Vendor;
import io.salestracker.testkit.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sandbox's own JSON API, under {@code /sandbox}. */
final class SandboxApi {
    private static final String FAULTS = "/sandbox/faults/";

    private final SandboxServer sandbox;

    SandboxApi(SandboxServer sandbox) {
        this.sandbox = sandbox;
    }

    Answer answer(Call call) {
        String path = call.path();
        try {
            if (path.startsWith(FAULTS)) {
                return faults(call, Vendor.of(path.substring(FAULTS.length())));
            }
            return switch (path) {
                case "/", "/sandbox", "/sandbox/" -> only("GET", call, about());
                case "/sandbox/counts" -> only("GET", call, counts());
                case "/sandbox/events" -> only("GET", call, events(call));
                case "/sandbox/reset" -> reset(call);
                default -> error(404, "there is no such endpoint; GET /sandbox lists them");
            };
        } catch (IllegalArgumentException e) {
            return error(400, String.valueOf(e.getMessage()));
        }
    }

    private ObjectNode about() {
        ObjectNode about = Json.MAPPER.createObjectNode();
        about.put(
                "what", "The vendors Ebbot, Alhena, Text and Tracktor.io, played on one local port by their documents");
        ObjectNode vendors = about.putObject("vendors");
        Addresses.of(sandbox.port()).forEach((name, address) -> vendors.put(name, address.toString()));
        about.putArray("api")
                .add("GET /sandbox/counts")
                .add("GET /sandbox/events?vendor=&verdict=&orderId=&limit=100")
                .add("POST /sandbox/reset")
                .add("GET, PUT, DELETE /sandbox/faults/{ebbot|alhena|text|tracktor}")
                .add(
                        "PUT takes {\"script\": \"429 retry-after=3s, 503 x2, ok\"} or {\"always\": \"503\"} or {\"random\":"
                                + " {\"seed\": 1, \"probabilities\": {\"503\": 0.1}}}, each also with {\"sizeLimit\": 1000}");
        return about;
    }

    private ObjectNode counts() {
        ObjectNode all = Json.MAPPER.createObjectNode();
        for (Vendor vendor : Vendor.values()) {
            Counts counts = sandbox.counts(vendor);
            ObjectNode one = all.putObject(vendor.id())
                    .put("requests", counts.requests())
                    .put("events", counts.events())
                    .put("accepted", counts.accepted())
                    .put("duplicate", counts.duplicate())
                    .put("ignored", counts.ignored())
                    .put("rejected", counts.rejected())
                    .put("faulted", counts.faulted())
                    .put("confirmed", counts.confirmed())
                    .put("failedAnswers", counts.failedAnswers())
                    .put("acceptedThenFailed", counts.acceptedThenFailed())
                    .put("letGo", counts.letGo());
            ObjectNode revenue = one.putObject("revenue");
            counts.revenue().forEach(revenue::put);
        }
        return all;
    }

    /** Returns the latest that match, oldest first. */
    private ArrayNode events(Call call) {
        Query query = Query.decode(call.query());
        JsonNode asked = query.parameters();
        if (query.problem() != null) {
            throw new IllegalArgumentException(query.problem().message());
        }
        Predicate<Received> filter = event -> true;
        if (asked.has("vendor")) {
            Vendor vendor = Vendor.of(asked.path("vendor").textValue());
            filter = filter.and(event -> event.vendor() == vendor);
        }
        if (asked.has("verdict")) {
            Verdict verdict = Verdict.valueOf(asked.path("verdict").textValue().toUpperCase(Locale.ROOT));
            filter = filter.and(event -> event.verdict() == verdict);
        }
        if (asked.has("orderId")) {
            String orderId = asked.path("orderId").textValue();
            filter = filter.and(event -> orderId.equals(event.orderId()));
        }
        int limit = asked.has("limit") ? Integer.parseInt(asked.path("limit").textValue()) : 100;
        List<Received> matching = sandbox.events(filter);
        ArrayNode list = Json.MAPPER.createArrayNode();
        matching.stream()
                .skip(Math.max(0, matching.size() - Math.max(0, (long) limit)))
                .forEach(event -> list.add(shown(event)));
        return list;
    }

    private static ObjectNode shown(Received event) {
        ObjectNode shown = Json.MAPPER.createObjectNode();
        shown.put("sequence", event.sequence());
        shown.put("receivedAt", event.receivedAt().toString());
        shown.put("vendor", event.vendor().id());
        shown.put("kind", event.kind().name());
        shown.put("name", event.name());
        shown.put("orderId", event.orderId());
        shown.put("visitor", event.visitor());
        shown.put("amount", event.amount());
        shown.put("currency", event.currency());
        shown.put("verdict", event.verdict().name());
        shown.put("status", event.status());
        shown.put("field", event.field());
        shown.put("reason", event.reason());
        if (event.rule() != null) {
            shown.putObject("rule")
                    .put("text", event.rule().text())
                    .put("certainty", event.rule().certainty().name())
                    .put("source", event.rule().source());
        }
        shown.put("idempotencyKey", event.idempotencyKey());
        shown.put("fault", event.fault() == null ? null : event.fault().toString());
        shown.put("answerFailed", event.answerFailed());
        JsonNode payload = event.payload().json();
        shown.set(
                "payload",
                payload.isMissingNode() ? shown.textNode(event.payload().text()) : payload);
        return shown;
    }

    private Answer reset(Call call) {
        if (!"POST".equals(call.method())) {
            return notAllowed("POST");
        }
        sandbox.reset();
        return ok(counts());
    }

    private Answer faults(Call call, Vendor vendor) {
        FaultPlan plan = sandbox.plan(vendor);
        switch (call.method()) {
            case "GET" -> {}
            case "DELETE" -> plan.clear();
            case "PUT" -> set(plan, call.body());
            default -> {
                return notAllowed("GET, PUT, DELETE");
            }
        }
        FaultPlan.Description now = plan.describe();
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("mode", now.mode());
        ArrayNode faults = body.putArray("faults");
        now.faults().forEach(faults::add);
        body.put("seed", now.seed());
        body.put("sizeLimit", now.sizeLimit());
        body.put("applied", now.applied());
        return ok(body);
    }

    private static void set(FaultPlan plan, byte[] body) {
        Json.Read read = Json.read(body);
        JsonNode wish = read.node();
        if (Stream.of("script", "always", "random", "sizeLimit").noneMatch(wish::has)) {
            throw new IllegalArgumentException("the body must be an object with script, always, random or sizeLimit");
        }
        if (wish.has("script")) {
            plan.script(Fault.parseScript(wish.path("script").asText()));
        } else if (wish.has("always")) {
            plan.always(Fault.parse(wish.path("always").asText()));
        } else if (wish.has("random")) {
            JsonNode random = wish.path("random");
            Map<Fault, Double> probabilities = new LinkedHashMap<>();
            random.path("probabilities")
                    .properties()
                    .forEach(entry -> probabilities.put(
                            Fault.parse(entry.getKey()), entry.getValue().asDouble(-1)));
            plan.random(random.path("seed").asLong(System.nanoTime()), probabilities);
        }
        if (wish.has("sizeLimit")) {
            plan.limitSize(wish.path("sizeLimit").asInt());
        }
    }

    private static Answer only(String method, Call call, JsonNode body) {
        return method.equals(call.method()) ? ok(body) : notAllowed(method);
    }

    private static Answer ok(JsonNode body) {
        return Answer.json(200, body.toString());
    }

    private static Answer notAllowed(String methods) {
        return error(405, "the method must be " + methods);
    }

    private static Answer error(int status, @Nullable String message) {
        return Answer.json(
                status, Json.MAPPER.createObjectNode().put("message", message).toString());
    }
}
