package io.salestracker.testkit.internal;

import static io.salestracker.testkit.internal.Checks.aboveZero;
import static io.salestracker.testkit.internal.Checks.amount;
import static io.salestracker.testkit.internal.Checks.currency;
import static io.salestracker.testkit.internal.Checks.listOf;
import static io.salestracker.testkit.internal.Checks.number;
import static io.salestracker.testkit.internal.Checks.oneOf;
import static io.salestracker.testkit.internal.Checks.text;
import static io.salestracker.testkit.internal.Checks.uuid;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.Payload;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.ReceivedKind;
import io.salestracker.testkit.Rule;
import io.salestracker.testkit.Vendor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Alhena: cart events and checkout events over HTTP. */
final class AlhenaRules implements VendorRules {
    private static final String CART_PATH = "/analytics/cart_events";
    private static final String CHECKOUT_PATH = "/analytics/checkout_events";

    private static final Source GUIDE = Source.stated("Alhena, Cart & Checkout Events");
    private static final Source HTTP = Source.published("Alhena, Cart & Checkout Events, HTTP APIs:"
            + " https://alhena.ai/docs/developer-reference/website-sdk/cart-checkout-events/http-apis");
    private static final Source HTTP_SAMPLE = Source.published("Alhena, HTTP APIs (sample body only)");
    private static final Source POST = Source.inferred("Alhena, HTTP APIs: endpoint and JSON body");
    private static final Source CHECKOUT =
            Source.inferred("the JS properties of Alhena, Cart & Checkout Events, written as the HTTP cart body is");
    private static final Source UNKNOWN = Source.assumed("Alhena's error table could not be read");

    private static final Rule BODY =
            HTTP.says("the body is a JSON object, one event per request: nothing takes several");
    private static final Rule KNOWN_COMPANY = UNKNOWN.says("company_key: an account that exists; else 401");
    private static final Rule REMOVED = Source.stated("Alhena, Cart & Checkout Events: Event types")
            .says("ITEM_REMOVED: the quantity after it is 0");
    private static final Rule DECREASED = Source.stated("Alhena, Cart & Checkout Events: Event types")
            .says("QUANTITY_DECREASED: lowered, but not to zero");
    private static final Rule RAISED = Source.inferred("Alhena, Cart & Checkout Events")
            .says("ITEM_ADDED and QUANTITY_INCREASED: the quantity after them is above 0");
    private static final Rule BOUGHT = Source.inferred("Alhena, Cart & Checkout Events: quantity purchased")
            .says("what was purchased is above 0");
    private static final Rule ORPHAN = Source.stated("Alhena, Cart & Checkout Events: Event types")
            .says("QUANTITY_DECREASED and ITEM_REMOVED are ignored without a matching"
                    + " earlier ITEM_ADDED or QUANTITY_INCREASED for the same product and visitor (that the response is 200 all"
                    + " the same, and that a removal ends the match, is assumed)");

    private static final Rule UNATTRIBUTED = Source.stated(
                    "Alhena, Cart & Checkout Events: What happens behind the scenes")
            .says("events are only recorded for visitors who used the chat widget or the Product FAQs in their session"
                    + " (up to 24 hours before, says the page on revenue attribution; that the response is 200 all the"
                    + " same is assumed)");

    private final Settings settings;
    private final Shape cart;
    private final Shape checkout;
    private final Recent orders;
    private final Recent inCart;

    AlhenaRules(Settings settings) {
        this.settings = settings;
        this.orders = new Recent(settings.maxEvents());
        this.inCart = new Recent(settings.maxEvents());

        this.cart = account(Shape.of("a cart event"), settings)
                .required(
                        "type",
                        oneOf("ITEM_ADDED", "QUANTITY_INCREASED", "QUANTITY_DECREASED", "ITEM_REMOVED"),
                        GUIDE,
                        "exactly as written")
                .required("product_id", text(), HTTP, "the merchant's own product id")
                .required("product_name", text(), HTTP, "the name for people")
                .required("value", amount(), HTTP, "the price after discounts")
                .required("currency", currency(), GUIDE, "ISO 4217")
                .required("quantity", number(), GUIDE, "the quantity after the action")
                .optional("source", text(), HTTP_SAMPLE, "allowed values are not known");

        Shape line = Shape.of("a line item")
                .required("product_id", text(), CHECKOUT, "the merchant's own product id")
                .required("product_name", text(), CHECKOUT, "the name for people")
                .required("quantity", aboveZero(BOUGHT), CHECKOUT, "the quantity purchased")
                .required("value", amount(), CHECKOUT, "the value of the product")
                .required("currency", currency(), CHECKOUT, "ISO 4217");
        this.checkout = account(Shape.of("a checkout event"), settings)
                .optional("order_id", text(), CHECKOUT, "the same id is never recorded twice")
                .required("value", amount(), CHECKOUT, "the order's total")
                .required("currency", currency(), CHECKOUT, "ISO 4217")
                .optional("line_items", listOf(0, line), CHECKOUT, "each item with all five fields")
                .optional("source", text(), UNKNOWN, "seen in the cart sample only");
    }

    private static Shape account(Shape shape, Settings settings) {
        shape.required("company_key", text(), HTTP, "the account")
                .required("user_fingerprint", uuid(), HTTP, "the visitor as the chat widget knows them");
        return settings.faqFingerprintOptional()
                ? shape.optional("user_faq_fingerprint", uuid(), UNKNOWN, "without the FAQ widget there is none")
                : shape.required("user_faq_fingerprint", uuid(), HTTP, "the visitor as the FAQ widget knows them");
    }

    @Override
    public Vendor vendor() {
        return Vendor.ALHENA;
    }

    @Override
    public Set<String> paths() {
        return Set.of(CART_PATH, CHECKOUT_PATH);
    }

    @Override
    public List<Sighting> inspect(Call call) {
        Refusal badRequest = Json.checkPost(call, POST);
        if (badRequest != null) {
            return List.of(Sighting.unreadable(call, badRequest));
        }
        Json.Read read = Json.read(call.body());
        boolean isCart = call.path().equals(CART_PATH);
        Problem problem = check(read, isCart);
        Refusal refusal = null;
        if (problem != null) {
            refusal = new Refusal(400, "validation_failed", problem);
        } else if (!settings.companyKeys()
                .contains(read.node().path("company_key").textValue())) {
            refusal = Refusal.unauthorized(new Problem(
                    "company_key", "is no account here: send one that the sandbox was started with", KNOWN_COMPANY));
        }
        return List.of(new Sighting(facts(isCart, read.node()), read.node(), Payload.of(call.body()), refusal));
    }

    private @Nullable Problem check(Json.Read read, boolean isCart) {
        Problems problems = new Problems();
        problems.add(read.problem());
        JsonNode event = read.node();
        if (Checks.isObject(event, "the body", BODY, problems)) {
            (isCart ? cart : checkout).check(event, BODY, problems);
            if (isCart && !problems.concern("type") && !problems.concern("quantity")) {
                problems.add(checkQuantity(event));
            }
        }
        return problems.all();
    }

    private static @Nullable Problem checkQuantity(JsonNode event) {
        BigDecimal quantity = event.path("quantity").decimalValue();
        return switch (event.path("type").asText()) {
            case "ITEM_REMOVED" ->
                quantity.signum() == 0
                        ? null
                        : new Problem(
                                "quantity", "must be 0 for ITEM_REMOVED: it is the quantity after the action", REMOVED);
            case "QUANTITY_DECREASED" ->
                quantity.signum() > 0
                        ? null
                        : new Problem(
                                "quantity",
                                "must be above 0 for QUANTITY_DECREASED: send ITEM_REMOVED when nothing is left",
                                DECREASED);
            default ->
                quantity.signum() > 0
                        ? null
                        : new Problem(
                                "quantity",
                                "must be above 0 for ITEM_ADDED and QUANTITY_INCREASED: it is the quantity after the action",
                                RAISED);
        };
    }

    private static Facts facts(boolean isCart, JsonNode event) {
        return new Facts(
                isCart ? ReceivedKind.CART : ReceivedKind.ORDER,
                isCart ? Facts.string(event, "type") : "checkout",
                Facts.string(event, "order_id"),
                Facts.string(event, "user_fingerprint"),
                Facts.number(event, "value"),
                Facts.string(event, "currency"));
    }

    @Override
    public Disposition settle(Call call, Sighting sighting) {
        JsonNode event = sighting.json();
        String company = event.path("company_key").asText();
        if (sighting.facts().kind() == ReceivedKind.ORDER) {
            String orderId = sighting.facts().orderId();
            return orderId == null || orders.add(Recent.key(company, orderId))
                    ? Disposition.ACCEPTED
                    : Disposition.DUPLICATE;
        }
        String product = Recent.key(
                company,
                event.path("user_fingerprint").asText(),
                event.path("product_id").asText());
        boolean matched = switch (event.path("type").asText()) {
            case "ITEM_REMOVED" -> inCart.remove(product);
            case "QUANTITY_DECREASED" -> inCart.contains(product);
            default -> inCart.add(product) || inCart.contains(product);
        };
        return matched ? Disposition.ACCEPTED : Disposition.IGNORED;
    }

    @Override
    public Rule attribution() {
        return UNATTRIBUTED;
    }

    @Override
    public Rule ignores() {
        return ORPHAN;
    }

    @Override
    public VendorResponse answer(Call call, List<Received> events, List<Sighting> sightings) {
        return VendorResponses.single(events.get(0), sightings.get(0));
    }

    @Override
    public void forget() {
        orders.clear();
        inCart.clear();
    }
}
