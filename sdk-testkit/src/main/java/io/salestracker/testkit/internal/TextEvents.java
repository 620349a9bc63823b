package io.salestracker.testkit.internal;

import static io.salestracker.testkit.internal.Checks.amount;
import static io.salestracker.testkit.internal.Checks.atLeastOne;
import static io.salestracker.testkit.internal.Checks.currency;
import static io.salestracker.testkit.internal.Checks.listOf;
import static io.salestracker.testkit.internal.Checks.object;
import static io.salestracker.testkit.internal.Checks.string;
import static io.salestracker.testkit.internal.Checks.text;
import static io.salestracker.testkit.internal.Checks.webAddress;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.ReceivedKind;
import io.salestracker.testkit.Rule;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body that both of Text's routes carry, and the orders remembered from it. */
final class TextEvents {
    private static final Source JS_API = Source.published("Text, Chat Widget JavaScript API, Ecommerce:"
            + " https://platform.text.com/docs/extending-chat-widget/javascript-api");
    private static final Source PIXEL = Source.published("the web pixel that Text publishes for Shopify");
    private static final Source CHAT_API = Source.published("Text, Customer Chat API, draft of track_sales_event");
    private static final Source OUTPUT = Source.inferred("Text, System messages (what an accepted event becomes):"
            + " https://platform.text.com/docs/messaging/references/system-messages/");
    private static final Source HELP_422 = Source.stated("Text, sales tracking help page: Getting a 422 error");
    private static final Source HELP_REPORTS = Source.stated("Text, sales tracking help page: Sales reporting");

    private static final Rule IMAGE = Source.stated("Text, sales tracking help page: product images")
            .says(
                    "an image is a direct, publicly accessible address of a JPEG, PNG or WebP (that another is answered 422,"
                            + " and not shown as a placeholder, is assumed)");
    private static final Rule STATUS_PAGE = Source.inferred(
                    "Text, Chat Widget JavaScript API: the customer's status URL")
            .says("the customer can open the status page from anywhere");

    private static final String NAMES =
            "store_order_was_created, store_product_added_to_cart, store_product_removed_from_cart";

    private static final Rule BODY = PIXEL.says("the body is a JSON object, one event per request");
    private static final Rule NAME =
            HELP_422.says("an unrecognised event name is answered 422; the names are " + NAMES);

    /** Why events count for nobody. */
    static final Rule UNATTRIBUTED = HELP_REPORTS.says(
            "an order is reported if it was placed during a chat or within 30 days after it, and cart updates"
                    + " are shown in a conversation (that the response is 200 all the same, and that nothing is kept of"
                    + " other visitors' events, is assumed)");

    private static final Shape ENVELOPE = Shape.of("a sales event")
            .required(
                    "customer_id", text(), PIXEL, "the chat customer: a UUID wherever one was seen, but not said to be")
            .required("platform", text(), PIXEL, "the shop's platform; which values a custom shop may use is not known")
            .required("occurred_at", timestamp(), CHAT_API, "when it happened")
            .required(
                    "event",
                    Shape.of("an object with name and data")
                            .required("name", text(), PIXEL, "what happened")
                            .required("data", object(), PIXEL, "the details"),
                    PIXEL,
                    "what happened");

    private static final Shape LINE_ITEM = Shape.of("a line item")
            .required("product_id", text(), JS_API, "the product")
            .required("title", text(), JS_API, "shown to agents")
            .required("quantity", atLeastOne(), JS_API, "how many")
            .required("price", amount(), JS_API, "the unit price")
            .optional("sku", string(), JS_API, "the stock keeping unit")
            .optional("variant_id", string(), JS_API, "the variant")
            .optional("variant_title", string(), JS_API, "the variant's name")
            .optional("thumbnail_url", webAddress(IMAGE), JS_API, "a public address of an image");

    private static final Shape ORDER = Shape.of("an order")
            .required("id", text(), JS_API, "the platform's order id")
            .required("order_number", text(), JS_API, "the number shown to agents")
            .required("currency", currency(), JS_API, "ISO 4217")
            .required("total_price", amount(), JS_API, "the amount finally charged")
            .optional("subtotal_price", amount(), JS_API, "before shipping and tax")
            .optional("shipping_price", amount(), JS_API, "the shipping")
            .optional("tax_price", amount(), JS_API, "the tax")
            .optional("status_page_url", webAddress(STATUS_PAGE), JS_API, "where the customer sees the order's state")
            .optional(
                    "sales_channel",
                    Shape.of("a sales channel")
                            .required("id", text(), OUTPUT, "with the object both are mandatory")
                            .required("name", text(), OUTPUT, "with the object both are mandatory"),
                    JS_API,
                    "where it was sold")
            .optional(
                    "discounts",
                    listOf(0, Shape.of("a discount").required("code", text(), OUTPUT, "mandatory in each")),
                    JS_API,
                    "codes used")
            .required("line_items", listOf(1, LINE_ITEM), JS_API, "at least one");

    private static final Shape CART_LINE = Shape.of("a cart line")
            .required("total_price", amount(), JS_API, "quantity times unit price")
            .required("currency", currency(), JS_API, "ISO 4217")
            .required("quantity", atLeastOne(), JS_API, "how many")
            .required(
                    "product",
                    Shape.of("a product")
                            .required("id", text(), JS_API, "the product")
                            .required("title", text(), JS_API, "shown to agents")
                            .optional("price", amount(), JS_API, "the unit price")
                            .optional("sku", string(), JS_API, "the stock keeping unit")
                            .optional("variant_id", string(), JS_API, "the variant")
                            .optional("thumbnail_url", webAddress(IMAGE), JS_API, "a public address of an image"),
                    JS_API,
                    "what moved");

    private static final Shape CART_DATA =
            Shape.of("the data of a cart event").required("cart_lines", listOf(1, CART_LINE), JS_API, "at least one");

    private static final Map<String, Shape> DATA = Map.of(
            "store_order_was_created",
                    Shape.of("the data of an order event").required("order", ORDER, JS_API, "the order"),
            "store_product_added_to_cart", CART_DATA,
            "store_product_removed_from_cart", CART_DATA);

    private final Recent orders;

    TextEvents(Settings settings) {
        this.orders = new Recent(settings.maxEvents());
    }

    /** Returns why the vendor would not take this body, or null. */
    @Nullable
    Refusal check(Json.Read read) {
        Problems problems = new Problems();
        problems.add(read.problem());
        if (Checks.isObject(read.node(), "the body", BODY, problems)) {
            check(read.node(), problems);
        }
        return refusal(problems);
    }

    /** Notes what is wrong with an event. */
    void check(JsonNode body, Problems problems) {
        ENVELOPE.check(body, BODY, problems);
        JsonNode event = body.path("event");
        Shape data = DATA.get(event.path("name").asText());
        if (event.path("name").isTextual() && data == null) {
            problems.add("event.name", "is not a name the vendor knows: send one of " + NAMES, NAME);
        } else if (data != null && event.path("data").isObject()) {
            int mark = problems.mark();
            data.check(event.path("data"), BODY, problems);
            problems.inside(mark, "event.data");
        }
    }

    /** Returns the response to these problems, or null if there are none. */
    static @Nullable Refusal refusal(Problems problems) {
        Problem problem = problems.all();
        if (problem == null) {
            return null;
        }
        boolean unknownName = problem.rule().equals(NAME);
        return new Refusal(422, unknownName ? "unknown_event_name" : "validation_failed", problem);
    }

    static Facts facts(String path, JsonNode body) {
        String name = Facts.string(body.path("event"), "name");
        String visitor = Facts.string(body, "customer_id");
        JsonNode data = body.path("event").path("data");
        if ("store_order_was_created".equals(name)) {
            JsonNode order = data.path("order");
            return new Facts(
                    ReceivedKind.ORDER,
                    name,
                    Facts.string(order, "id"),
                    visitor,
                    Facts.number(order, "total_price"),
                    Facts.string(order, "currency"),
                    Facts.string(order, "order_number"));
        }
        if (name == null || !DATA.containsKey(name)) {
            return new Facts(ReceivedKind.UNKNOWN, name == null ? path : name, null, visitor, null, null);
        }
        JsonNode lines = data.path("cart_lines");
        return new Facts(ReceivedKind.CART, name, null, visitor, total(lines), Facts.string(lines.path(0), "currency"));
    }

    /** The vendor de-duplicates orders; that the key is the shop and the order's id is assumed. */
    Disposition settle(String shop, Facts facts) {
        String orderId = facts.orderId();
        return orderId == null || orders.add(Recent.key(shop, orderId)) ? Disposition.ACCEPTED : Disposition.DUPLICATE;
    }

    void forget() {
        orders.clear();
    }

    private static @Nullable BigDecimal total(JsonNode lines) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode line : lines) {
            BigDecimal price = Facts.number(line, "total_price");
            if (price == null) {
                return null;
            }
            sum = sum.add(price);
        }
        return lines.isEmpty() ? null : sum;
    }

    private static Check timestamp() {
        return text("an ISO 8601 time in UTC with milliseconds, as 2025-06-24T10:44:24.441Z", TextEvents::isTimestamp);
    }

    private static boolean isTimestamp(String text) {
        if (text.length() != 24 || text.charAt(19) != '.' || text.charAt(23) != 'Z') {
            return false;
        }
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
