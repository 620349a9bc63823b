package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.Fault;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Vendor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sandbox's own JSON API and page, under {@code /sandbox}; {@code openapi.json} describes it. */
final class SandboxApi {
    private static final Pattern TIMEOUT = Pattern.compile("(\\d{1,6})(ms|s|m)");
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);
    private static final int MAX_VISITORS = 10_000;
    /** A list is made in memory; the export is not, and has no limit. */
    private static final int MAX_LISTED = 10_000;

    private final SandboxServer sandbox;
    private final Journal journal;
    /** By path and then by method. A path may end in a parameter in braces, which stands for all that follows. */
    private final Map<String, Map<String, Route>> routes = new LinkedHashMap<>();

    SandboxApi(SandboxServer sandbox, Journal journal) {
        this.sandbox = sandbox;
        this.journal = journal;
        now("GET", "/", (call, rest) -> about(call));
        now("GET", "/sandbox", (call, rest) -> about(call));
        now("GET", PageFiles.PREFIX + "{file}", (call, file) -> found(PageFiles.file(file)));
        now("GET", "/sandbox/openapi.json", (call, rest) -> found(PageFiles.openApi()));
        now("GET", "/sandbox/counts", (call, rest) -> ok(EventJson.counts(sandbox::counts)));
        now("GET", "/sandbox/events", (call, rest) -> events(call, event -> true));
        now("GET", "/sandbox/events/{sequence}", (call, number) -> event(number));
        now(
                "GET",
                "/sandbox/rejected",
                (call, rest) -> events(call, event -> event.disposition() == Disposition.REJECTED));
        later("GET", "/sandbox/wait", this::await);
        later(
                "GET",
                "/sandbox/export",
                (call, exchange) -> Export.open(exchange, journal.events(new EventFilter(call).predicate())));
        later("GET", "/sandbox/stream", (call, exchange) -> EventStream.open(exchange, journal, this::totals));
        now("POST", "/sandbox/reset", (call, rest) -> reset());
        now("POST", "/sandbox/demo", (call, rest) -> demo());
        now("GET", "/sandbox/visitors", (call, rest) -> visitors());
        now("PUT", "/sandbox/visitors", (call, rest) -> setVisitors(call));
        now("GET", "/sandbox/faults", (call, rest) -> ok(allFaults()));
        now("GET", "/sandbox/faults/{vendor}", (call, vendor) -> faults(plan(vendor)));
        now("PUT", "/sandbox/faults/{vendor}", (call, vendor) -> setFaults(plan(vendor), call.body()));
        now("DELETE", "/sandbox/faults/{vendor}", (call, vendor) -> endFaults(plan(vendor)));
    }

    private interface Route {
        void take(Call call, String rest, Exchange exchange);
    }

    private interface Now {
        VendorResponse answer(Call call, String rest);
    }

    private interface Later {
        void answer(Call call, Exchange exchange);
    }

    private void now(String method, String path, Now now) {
        add(method, path, (call, rest, exchange) -> exchange.send(now.answer(call, rest)));
    }

    private void later(String method, String path, Later later) {
        add(method, path, (call, rest, exchange) -> later.answer(call, exchange));
    }

    private void add(String method, String path, Route route) {
        routes.computeIfAbsent(path, any -> new LinkedHashMap<>()).put(method, route);
    }

    /** VendorResponses a call, now or later. */
    void handle(Call call, Exchange exchange) {
        String objection = Guard.objection(call);
        if (objection != null) {
            exchange.send(message(403, objection));
            return;
        }
        String path = call.path().equals("/sandbox/") ? "/sandbox" : call.path();
        String route = routes.containsKey(path) ? path : withParameter(path);
        Map<String, Route> methods = routes.get(route);
        if (methods == null) {
            exchange.send(message(404, "there is no such endpoint; GET /sandbox lists them"));
            return;
        }
        Route taken = methods.get(call.method());
        if (taken == null) {
            exchange.send(message(405, "the method must be " + String.join(", ", methods.keySet())));
            return;
        }
        try {
            int brace = route.indexOf('{');
            taken.take(call, brace < 0 ? "" : path.substring(brace), exchange);
        } catch (IllegalArgumentException e) {
            exchange.send(message(400, String.valueOf(e.getMessage())));
        }
    }

    /** Returns the path with a parameter that a path fits, or an empty one. */
    private String withParameter(String path) {
        return routes.keySet().stream()
                .filter(route -> route.endsWith("}") && path.startsWith(route.substring(0, route.indexOf('{'))))
                .findFirst()
                .orElse("");
    }

    private VendorResponse about(Call call) {
        String accept = call.header("Accept");
        if (accept != null && accept.contains("text/html")) {
            return found(PageFiles.file("index.html"));
        }
        ObjectNode about = Json.MAPPER.createObjectNode();
        about.put(
                "what", "The vendors Ebbot, Alhena, Text and Tracktor.io, played on one local port by their documents");
        ObjectNode vendors = about.putObject("vendors");
        Addresses.of(sandbox.port()).forEach((name, address) -> vendors.put(name, address.toString()));
        about.put("api", Addresses.root(sandbox.port()) + "/sandbox/openapi.json");
        ArrayNode calls = about.putArray("calls");
        routes.forEach((path, methods) -> methods.keySet().forEach(method -> calls.add(method + " " + path)));
        return ok(about);
    }

    private static VendorResponse found(@Nullable VendorResponse file) {
        return file != null ? file : message(404, "there is no such file");
    }

    /** Returns the latest that match, oldest first. */
    private VendorResponse events(Call call, Predicate<Received> also) {
        EventFilter filter = new EventFilter(call, "limit");
        int limit = filter.number("limit", 100, 1, MAX_LISTED);
        List<Received> matching = journal.events(filter.predicate().and(also));
        ArrayNode list = Json.MAPPER.createArrayNode();
        matching.subList(Math.max(0, matching.size() - limit), matching.size())
                .forEach(event -> list.add(EventJson.whole(event)));
        return ok(list);
    }

    private VendorResponse event(String number) {
        boolean isNumber =
                !number.isEmpty() && number.length() <= 18 && number.chars().allMatch(Character::isDigit);
        Received event = isNumber ? journal.event(Long.parseLong(number)) : null;
        if (event == null) {
            return message(404, "there is no such event, or it was let go of");
        }
        ObjectNode whole = EventJson.whole(event);
        whole.set("shows", ProductView.shows(event, journal.events(earlier -> true)));
        return ok(whole);
    }

    private void await(Call call, Exchange exchange) {
        EventFilter filter = new EventFilter(call, "events", "timeout");
        int events = filter.number("events", 1, 1, 1_000_000);
        String timeout = filter.text("timeout");
        Matcher form = TIMEOUT.matcher(timeout == null ? "10s" : timeout);
        Duration longest = !form.matches()
                ? Duration.ZERO
                : Fault.parse("slow " + form.group()).delay();
        if (longest == null || longest.isZero() || longest.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException("timeout must be above 0 and at most 5m, as in 500ms, 10s or 2m");
        }
        Waiting.start(exchange, journal, filter.predicate(), events, longest);
    }

    /** What the page shows besides the events. */
    private ObjectNode totals() {
        ObjectNode totals = Json.MAPPER.createObjectNode();
        totals.set("counts", EventJson.counts(sandbox::counts));
        ArrayNode minutes = totals.putArray("minutes");
        journal.minutes().forEach(minute -> minutes.add(EventJson.minute(minute)));
        totals.set("faults", allFaults());
        journal.unattributed().forEach(totals.putArray("unattributed")::add);
        return totals;
    }

    private VendorResponse reset() {
        sandbox.reset();
        return ok(EventJson.counts(sandbox::counts));
    }

    private VendorResponse demo() {
        sandbox.demo();
        return message(202, "the demo events are on their way");
    }

    private VendorResponse visitors() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        journal.unattributed().forEach(body.putArray("unattributed")::add);
        return ok(body);
    }

    private VendorResponse setVisitors(Call call) {
        JsonNode wish = Json.read(call.body()).node().path("unattributed");
        Set<String> visitors = new LinkedHashSet<>();
        wish.forEach(visitor -> visitors.add(visitor.isTextual() ? visitor.textValue() : ""));
        if (!wish.isArray() || visitors.contains("") || visitors.size() > MAX_VISITORS) {
            throw new IllegalArgumentException("the body must be {\"unattributed\": [...]} with at most " + MAX_VISITORS
                    + " visitors, each a string that is not empty");
        }
        journal.unattributed(visitors);
        return visitors();
    }

    private ObjectNode allFaults() {
        ObjectNode all = Json.MAPPER.createObjectNode();
        for (Vendor vendor : Vendor.values()) {
            all.set(vendor.id(), EventJson.faults(sandbox.plan(vendor).describe()));
        }
        return all;
    }

    private FaultPlan plan(String vendor) {
        return sandbox.plan(Vendor.of(vendor));
    }

    private static VendorResponse faults(FaultPlan plan) {
        return ok(EventJson.faults(plan.describe()));
    }

    private static VendorResponse setFaults(FaultPlan plan, byte[] body) {
        set(plan, body);
        return faults(plan);
    }

    private static VendorResponse endFaults(FaultPlan plan) {
        plan.clear();
        return faults(plan);
    }

    private static void set(FaultPlan plan, byte[] body) {
        JsonNode wish = Json.read(body).node();
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

    private static VendorResponse ok(JsonNode body) {
        return VendorResponse.line(200, body);
    }

    private static VendorResponse message(int status, @Nullable String message) {
        return VendorResponse.line(status, Json.MAPPER.createObjectNode().put("message", message));
    }
}
