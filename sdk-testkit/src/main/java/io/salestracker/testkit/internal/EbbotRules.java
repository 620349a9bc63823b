package io.salestracker.testkit.internal;

import static io.salestracker.testkit.internal.Checks.aboveZero;
import static io.salestracker.testkit.internal.Checks.currency;
import static io.salestracker.testkit.internal.Checks.listOf;
import static io.salestracker.testkit.internal.Checks.oneOf;
import static io.salestracker.testkit.internal.Checks.oneOrMany;
import static io.salestracker.testkit.internal.Checks.string;
import static io.salestracker.testkit.internal.Checks.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.Payload;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.ReceivedKind;
import io.salestracker.testkit.Rule;
import io.salestracker.testkit.Vendor;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ebbot. No endpoint of the vendor's is public: this plays the relay that a caller would run, which takes the events of the
 * documented browser call, one at {@code /ebbot/events} or a list of them at {@code /ebbot/batch}.
 */
final class EbbotRules implements VendorRules {
    private static final String ONE_PATH = "/ebbot/events";
    private static final String BATCH_PATH = "/ebbot/batch";

    private static final Source GUIDE = Source.stated("Ebbot, Sales tracking for live chat (TypeScript type)");
    private static final Source FEED = Source.inferred("Ebbot, Product data feeds (the rules for prices in the feed)");
    private static final Source RELAY = Source.assumed("the endpoint is the caller's own");

    private static final Rule ONE = RELAY.says("the body is one event, exactly as pushed in the browser");
    private static final Rule LIST = RELAY.says("the body of a batch is a list of at least one event");
    private static final Rule TYPE = GUIDE.says("type: one of ecom-atc, ecom-purchase, ecom-visit");
    private static final Rule WHOLE = RELAY.says("a batch with a bad event is refused whole");
    private static final Rule API_KEY = RELAY.says("x-api-key: the key the endpoint was set up with; else 401");

    private static final Rule DECIMAL =
            FEED.says("a value as a string has a dot as decimal separator, and no blanks or other"
                    + " separators (that it is not negative is assumed)");
    private static final Rule NOT_NEGATIVE =
            Source.assumed("the guide says number or string only").says("a value is not negative");
    private static final Rule MORE_THAN_NONE =
            Source.assumed("the guide says number only").says("a quantity is above 0");
    private static final Rule ISO = Source.assumed("the guide says string only").says("a currency is one of ISO 4217");

    private static final Check VALUE = new Check() {
        @Override
        public String expected() {
            return "a number or a decimal string with a dot, not negative";
        }

        @Override
        public void check(JsonNode value, Rule rule, Problems problems) {
            BigDecimal number = value(value);
            if (!value.isNumber() && !value.isTextual()) {
                problems.add(Checks.wrongType(this, value, rule));
            } else if (number == null || number.signum() < 0) {
                problems.add("", "must be " + expected(), value.isTextual() ? DECIMAL : NOT_NEGATIVE);
            }
        }
    };

    private static final Shape ITEM = Shape.of("an item")
            .required("id", text(), GUIDE, "the id in the product feed")
            .optional("groupId", string(), GUIDE, "the group in the product feed")
            .optional("quantity", aboveZero(MORE_THAN_NONE), GUIDE, "how many")
            .required("value", VALUE, GUIDE, "the price of one");

    private final Settings settings;
    private final Map<String, Shape> shapes;
    private final Recent seen;

    EbbotRules(Settings settings) {
        this.settings = settings;
        this.seen = new Recent(settings.maxEvents());
        this.shapes = Map.of(
                "ecom-atc",
                event("an ecom-atc event")
                        .required("items", oneOrMany(ITEM), GUIDE, "what was added")
                        .required("currency", currency(ISO), GUIDE, "of the values (that it is ISO 4217 is assumed)"),
                "ecom-visit",
                event("an ecom-visit event")
                        .required("items", oneOrMany(ITEM), GUIDE, "what was looked at")
                        .optional("currency", currency(ISO), GUIDE, "not required for a visit"),
                "ecom-purchase",
                event("an ecom-purchase event")
                        .required("items", listOf(0, ITEM), GUIDE, "what was bought")
                        .required("currency", currency(ISO), GUIDE, "of the values (that it is ISO 4217 is assumed)"));
    }

    private Shape event(String what) {
        Shape shape = Shape.of(what)
                .required("type", oneOf("ecom-atc", "ecom-visit", "ecom-purchase"), GUIDE, "what happened");
        if (settings.ebbotIdField() != null) {
            shape.optional(settings.ebbotIdField(), text(), RELAY, "the id to recognise a repeated event by");
        }
        settings.ebbotContextFields().forEach(name -> shape.optional(name, string(), RELAY, "context of the caller's"));
        return shape;
    }

    @Override
    public Vendor vendor() {
        return Vendor.EBBOT;
    }

    @Override
    public Set<String> paths() {
        return Set.of(ONE_PATH, BATCH_PATH);
    }

    @Override
    public List<Sighting> inspect(Call call) {
        Refusal refusal = Json.checkPost(call, RELAY);
        if (refusal == null
                && settings.ebbotApiKey() != null
                && !settings.ebbotApiKey().equals(call.header("x-api-key"))) {
            refusal = Refusal.unauthorized(new Problem(
                    "x-api-key",
                    call.header("x-api-key") == null ? "is missing: it is a header" : "is not the key of this endpoint",
                    API_KEY));
        }
        if (refusal != null) {
            return List.of(Sighting.unreadable(call, refusal));
        }
        Json.Read read = Json.read(call.body());
        Problem problem = read.problem();
        boolean batch = call.path().equals(BATCH_PATH);
        if (problem == null && batch && (!read.node().isArray() || read.node().isEmpty())) {
            problem = new Problem("", "the body must be a list of at least one event", LIST);
        }
        if (problem != null) {
            return List.of(Sighting.unreadable(call, invalid(problem)));
        }
        return batch ? inspectBatch(read.node()) : List.of(inspectOne(read.node(), Payload.of(call.body())));
    }

    private List<Sighting> inspectBatch(JsonNode list) {
        List<Sighting> events = new ArrayList<>(list.size());
        for (JsonNode event : list) {
            events.add(inspectOne(event, Payload.of(event.toString().getBytes(StandardCharsets.UTF_8))));
        }
        if (events.stream().allMatch(event -> event.refusal() == null)) {
            return events;
        }
        Refusal whole = invalid(new Problem("", "another event of the batch is refused", WHOLE));
        events.replaceAll(event ->
                event.refusal() != null ? event : new Sighting(event.facts(), event.json(), event.payload(), whole));
        return events;
    }

    private Sighting inspectOne(JsonNode event, Payload payload) {
        Problems problems = new Problems();
        if (Checks.isObject(event, "the event", ONE, problems)) {
            Shape shape = shapes.get(event.path("type").asText());
            if (shape != null && event.path("type").isTextual()) {
                shape.check(event, ONE, problems);
            } else {
                String reason = event.has("type") ? "must be ecom-atc, ecom-purchase or ecom-visit" : "is missing";
                problems.add("type", reason, TYPE);
            }
        }
        Problem problem = problems.all();
        return new Sighting(facts(event), event, payload, problem == null ? null : invalid(problem));
    }

    private static Refusal invalid(Problem problem) {
        return new Refusal(400, "validation_failed", problem);
    }

    private static Facts facts(JsonNode event) {
        String type = Facts.string(event, "type");
        ReceivedKind kind = type == null
                ? ReceivedKind.UNKNOWN
                : switch (type) {
                    case "ecom-atc" -> ReceivedKind.CART;
                    case "ecom-visit" -> ReceivedKind.VISIT;
                    case "ecom-purchase" -> ReceivedKind.ORDER;
                    default -> ReceivedKind.UNKNOWN;
                };
        return new Facts(kind, type, null, null, total(event.path("items")), Facts.string(event, "currency"));
    }

    /** An event has no total of its own. */
    private static @Nullable BigDecimal total(JsonNode items) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode item : items.isObject() ? List.of(items) : items) {
            BigDecimal value = value(item.path("value"));
            BigDecimal quantity = item.has("quantity") ? Facts.number(item, "quantity") : BigDecimal.ONE;
            if (value == null || quantity == null) {
                return null;
            }
            sum = sum.add(value.multiply(quantity));
        }
        return sum;
    }

    static @Nullable BigDecimal value(JsonNode value) {
        if (!value.isTextual()) {
            return Facts.plain(value);
        }
        String text = value.textValue();
        boolean decimal = !text.isEmpty() && text.length() <= 100;
        int dot = text.indexOf('.');
        for (int i = 0; i < text.length() && decimal; i++) {
            char c = text.charAt(i);
            decimal = (c >= '0' && c <= '9') || (i == dot && i > 0 && i < text.length() - 1);
        }
        return decimal ? new BigDecimal(text) : null;
    }

    @Override
    public Disposition settle(Call call, Sighting sighting) {
        String id = call.path().equals(BATCH_PATH) ? null : call.header("Idempotency-Key");
        if (settings.ebbotIdField() != null && sighting.json().has(settings.ebbotIdField())) {
            id = sighting.json().path(settings.ebbotIdField()).textValue();
        }
        return !settings.ebbotDeduplicates() || id == null || seen.add(id)
                ? Disposition.ACCEPTED
                : Disposition.DUPLICATE;
    }

    @Override
    public VendorResponse answer(Call call, List<Received> events, List<Sighting> sightings) {
        if (!call.path().equals(BATCH_PATH) || sightings.get(0).json().isMissingNode()) {
            return VendorResponses.single(events.get(0), sightings.get(0));
        }
        ArrayNode errors = Json.MAPPER.createArrayNode();
        for (int i = 0; i < sightings.size(); i++) {
            Refusal refusal = sightings.get(i).refusal();
            if (refusal != null && !refusal.problem().rule().equals(WHOLE)) {
                errors.addObject()
                        .put("index", i)
                        .put("field", refusal.problem().field())
                        .put("message", refusal.problem().message());
            }
        }
        if (errors.isEmpty()) {
            return VendorResponse.json(200, "{\"accepted\":" + sightings.size() + "}");
        }
        ObjectNode body = Json.MAPPER.createObjectNode();
        if (settings.ebbotNamesIndices()) {
            body.set("errors", errors);
        } else {
            body.put("error_code", "validation_failed").put("message", "an event of the batch is not valid");
        }
        return VendorResponse.json(400, body.toString());
    }

    @Override
    public void forget() {
        seen.clear();
    }
}
