package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.testkit.Counts;
import io.salestracker.testkit.HttpExchange;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Rule;
import io.salestracker.testkit.Vendor;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Writes what was received as JSON. Decimals are strings, since many readers of JSON numbers have floating point only. */
final class EventJson {

    private EventJson() {}

    /** What a line of the live table needs. */
    static ObjectNode row(Received event) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        row.put("sequence", event.sequence());
        row.put("receivedAt", event.receivedAt().toString());
        row.put("vendor", event.vendor().id());
        row.put("kind", event.kind().name());
        row.put("name", event.name());
        row.put("orderId", event.orderId());
        row.put("orderNumber", event.orderNumber());
        row.put("visitor", event.visitor());
        row.put("amount", event.amount() == null ? null : event.amount().toPlainString());
        row.put("currency", event.currency());
        row.put("disposition", event.disposition().name());
        row.put("throttled", event.throttled());
        row.put("status", event.status());
        row.put("attempt", event.attempt());
        Duration latency = event.latency();
        row.put("latencyMillis", latency == null ? null : BigDecimal.valueOf(latency.toNanos() / 1000, 3));
        row.put("idempotencyKey", event.idempotencyKey());
        row.put("fault", event.fault() == null ? null : event.fault().toString());
        row.put("responseFailed", event.responseFailed());
        return row;
    }

    /** Everything about an event. */
    static ObjectNode whole(Received event) {
        ObjectNode whole = row(event);
        whole.put("field", event.field());
        whole.put("reason", event.reason());
        Rule rule = event.rule();
        if (rule != null) {
            whole.putObject("rule")
                    .put("text", rule.text())
                    .put("certainty", rule.certainty().name())
                    .put("source", rule.source());
        }
        HttpExchange http = event.http();
        ObjectNode request = whole.putObject("request");
        request.put("method", http.method());
        request.put("path", http.path());
        ObjectNode headers = request.putObject("headers");
        http.headers().forEach(headers::put);
        if (event.idempotencyKey() != null) {
            headers.put("Idempotency-Key", event.idempotencyKey());
        }
        whole.putObject("response")
                .put("status", event.status())
                .put("retryAfter", http.retryAfter())
                .put("body", http.response());
        JsonNode payload = event.payload().json();
        whole.set(
                "payload",
                payload.isMissingNode() ? whole.textNode(event.payload().text()) : payload);
        return whole;
    }

    static ObjectNode counts(Function<Vendor, Counts> of) {
        ObjectNode all = Json.MAPPER.createObjectNode();
        for (Vendor vendor : Vendor.values()) {
            Counts counts = of.apply(vendor);
            ObjectNode one = all.putObject(vendor.id())
                    .put("requests", counts.requests())
                    .put("events", counts.events())
                    .put("accepted", counts.accepted())
                    .put("duplicate", counts.duplicate())
                    .put("ignored", counts.ignored())
                    .put("rejected", counts.rejected())
                    .put("faulted", counts.faulted())
                    .put("throttled", counts.throttled())
                    .put("confirmed", counts.confirmed())
                    .put("failedResponses", counts.failedResponses())
                    .put("acceptedThenFailed", counts.acceptedThenFailed())
                    .put("letGo", counts.letGo());
            one.set("revenue", sums(counts.revenue()));
        }
        return all;
    }

    static ObjectNode minute(Minutes.Minute minute) {
        ObjectNode one = Json.MAPPER.createObjectNode();
        one.put("minute", minute.start().toString());
        ObjectNode events = one.putObject("events");
        ObjectNode revenue = one.putObject("revenue");
        for (Vendor vendor : Vendor.values()) {
            if (minute.events().containsKey(vendor)) {
                events.put(vendor.id(), minute.events().get(vendor));
            }
            if (minute.revenue().containsKey(vendor)) {
                revenue.set(vendor.id(), sums(minute.revenue().get(vendor)));
            }
        }
        return one;
    }

    static ObjectNode faults(FaultPlan.Description plan) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("mode", plan.mode());
        plan.faults().forEach(body.putArray("faults")::add);
        body.put("seed", plan.seed());
        body.put("sizeLimit", plan.sizeLimit());
        body.put("applied", plan.applied());
        return body;
    }

    private static ObjectNode sums(Map<String, BigDecimal> revenue) {
        ObjectNode sums = Json.MAPPER.createObjectNode();
        new TreeMap<>(revenue).forEach((currency, sum) -> sums.put(currency, sum.toPlainString()));
        return sums;
    }
}
