package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.alhena.AlhenaCartEvent;
import io.salestracker.alhena.AlhenaCartType;
import io.salestracker.alhena.AlhenaCheckoutEvent;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.alhena.AlhenaLineItem;
import io.salestracker.ebbot.EbbotAtcEvent;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.ebbot.EbbotItem;
import io.salestracker.ebbot.EbbotPurchaseEvent;
import io.salestracker.ebbot.EbbotVisitEvent;
import io.salestracker.event.CartChange;
import io.salestracker.event.EventBuilder;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextCartAdded;
import io.salestracker.text.TextCartLine;
import io.salestracker.text.TextCartRemoved;
import io.salestracker.text.TextIdentity;
import io.salestracker.text.TextOrderCreated;
import io.salestracker.text.TextOrderLine;
import io.salestracker.tracktor.TracktorAlias;
import io.salestracker.tracktor.TracktorCart;
import io.salestracker.tracktor.TracktorCartEvent;
import io.salestracker.tracktor.TracktorCartProduct;
import io.salestracker.tracktor.TracktorIdentity;
import io.salestracker.tracktor.TracktorSet;
import io.salestracker.tracktor.TracktorTrack;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A shop all whose secrets, people and things are canaries: none of them may be read where it does not belong. */
final class CanaryShop {
    static final String API_KEY = "canary-api-key-9d1f";
    static final String COMPANY_KEY = "canary-company-key";
    static final String STORE = "cafebabe-5109-4e11-8a11-000000000001";
    static final String WEBSITE = "cafebabe-5109-4e11-8a11-000000000002";
    static final String ORGANIZATION = "canary-orga-0815-4711";
    static final String CUSTOMER_TOKEN = "canary.customer.token";
    static final String SITE_TOKEN = "canary-site-token";
    static final String SIGNING_SECRET = "canary-signing-secret";

    static final String CHAT_FINGERPRINT = "cafebabe-5109-4e11-8a11-000000000003";
    static final String FAQ_FINGERPRINT = "cafebabe-5109-4e11-8a11-000000000004";
    static final String CUSTOMER = "canary customer no. 77";
    static final String CHAT_ID = "canary#chat#id";
    static final String PERSON = "canary\u00e9 person/77";
    static final String OTHER_PERSON = "a-canary-anonymous";
    static final String EMAIL = "carla.canary@canaries.example";
    static final String FOREIGN_SIGNATURE = "CAFEBABE".repeat(8);

    static final String THING = "Canary \"s\u00f6ck\" <midnight & blue>";
    static final String PRODUCT = "canary-product-id";
    static final String ORDER = "canary-order-";
    static final String COUPON = "CANARY50COUPON";
    static final String PAGE = "https://shop.example/canary/order?key=canarykey";
    static final String PRICE = "8675309.17";

    private CanaryShop() {}

    /** Everything. */
    static List<String> canaries() {
        List<String> canaries = allButAmounts();
        canaries.add(PRICE);
        return canaries;
    }

    /** Those that no stats may show. */
    static List<String> allButAmounts() {
        List<String> canaries = new ArrayList<>(secretsAndIdentities());
        canaries.addAll(List.of(THING, PRODUCT, ORDER, COUPON, PAGE));
        return canaries;
    }

    /** Those that are masked where a vendor repeats them. */
    static List<String> secretsAndIdentities() {
        List<String> canaries = new ArrayList<>(List.of(
                API_KEY,
                COMPANY_KEY,
                STORE,
                WEBSITE,
                ORGANIZATION,
                CUSTOMER_TOKEN,
                SITE_TOKEN,
                SIGNING_SECRET,
                CHAT_FINGERPRINT,
                FAQ_FINGERPRINT,
                CUSTOMER,
                CHAT_ID,
                PERSON,
                OTHER_PERSON,
                EMAIL,
                FOREIGN_SIGNATURE));
        canaries.add(signature(PERSON));
        canaries.add(signature(OTHER_PERSON));
        return canaries;
    }

    private static String signature(String identity) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SIGNING_SECRET.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of()
                    .formatHex(mac.doFinal(identity.getBytes(UTF_8)))
                    .toUpperCase(Locale.ROOT);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Visitor.Builder visitor() {
        return Visitor.builder()
                .identity(AlhenaIdentity.of(CHAT_FINGERPRINT, FAQ_FINGERPRINT))
                .identity(TextIdentity.of(CUSTOMER))
                .identity(EbbotIdentity.of(CHAT_ID))
                .identity(TracktorIdentity.of(PERSON, FOREIGN_SIGNATURE))
                .consent("other", false);
    }

    private static Product.Builder product() {
        return Product.builder()
                .productId(PRODUCT)
                .name(THING)
                .unitPrice(PRICE)
                .sku(PRODUCT)
                .variantId(PRODUCT)
                .variantTitle(THING)
                .groupId(PRODUCT)
                .imageUrl(PAGE);
    }

    /** One of each kind of event; the number tells orders apart. */
    static List<EventBuilder<?>> events(int number) {
        List<EventBuilder<?>> events = new ArrayList<>(commerce(number));
        events.addAll(alhenaAndEbbot(number));
        events.addAll(text(number));
        events.addAll(tracktor(number));
        return events;
    }

    private static List<EventBuilder<?>> commerce(int number) {
        return List.of(
                ProductVisit.builder()
                        .visitor(visitor().build())
                        .product(product())
                        .currency("EUR"),
                CartChange.builder()
                        .visitor(visitor())
                        .product(product())
                        .currency("EUR")
                        .quantityBefore(0)
                        .quantityAfter(2),
                // What Alhena and Text do not take: without a name, a price and a currency.
                CartChange.builder()
                        .visitor(visitor())
                        .product(Product.builder().productId(PRODUCT))
                        .quantityBefore(0)
                        .quantityAfter(1),
                Purchase.builder()
                        .visitor(visitor().build())
                        .orderId(ORDER + number)
                        .orderNumber(ORDER + number)
                        .currency("EUR")
                        .total(PRICE)
                        .subtotal(PRICE)
                        .shipping(PRICE)
                        .tax(PRICE)
                        .discountCode(COUPON)
                        .statusPage(PAGE)
                        .salesChannel(PRODUCT, THING)
                        .item(LineItem.builder()
                                .product(product().build())
                                .quantity(2)
                                .unitPrice(PRICE)));
    }

    private static List<EventBuilder<?>> alhenaAndEbbot(int number) {
        EbbotItem.Builder item =
                EbbotItem.builder().id(PRODUCT).groupId(PRODUCT).value(PRICE).quantity(2);
        return List.of(
                AlhenaCartEvent.builder()
                        .userFingerprint(CHAT_FINGERPRINT)
                        .userFaqFingerprint(FAQ_FINGERPRINT)
                        .type(AlhenaCartType.ITEM_ADDED)
                        .productId(PRODUCT)
                        .productName(THING)
                        .value(PRICE)
                        .currency("EUR")
                        .quantity(2),
                AlhenaCheckoutEvent.builder()
                        .userFingerprint(CHAT_FINGERPRINT)
                        .userFaqFingerprint(FAQ_FINGERPRINT)
                        .orderId(ORDER + "alhena-" + number)
                        .value(PRICE)
                        .currency("EUR")
                        .lineItem(AlhenaLineItem.builder()
                                .productId(PRODUCT)
                                .productName(THING)
                                .quantity(2)
                                .value(PRICE)
                                .currency("EUR")),
                EbbotAtcEvent.builder().item(item).currency("EUR"),
                EbbotVisitEvent.builder().item(item),
                EbbotPurchaseEvent.builder().item(item).currency("EUR"));
    }

    private static List<EventBuilder<?>> text(int number) {
        TextCartLine.Builder line = TextCartLine.builder()
                .totalPrice(PRICE)
                .currency("EUR")
                .quantity(2)
                .productId(PRODUCT)
                .title(THING)
                .price(PRICE)
                .sku(PRODUCT)
                .variantId(PRODUCT)
                .thumbnailUrl(PAGE);
        return List.of(
                TextOrderCreated.builder()
                        .customerId(CUSTOMER)
                        .orderId(ORDER + "text-" + number)
                        .orderNumber(ORDER + number)
                        .currency("EUR")
                        .totalPrice(PRICE)
                        .statusPageUrl(PAGE)
                        .salesChannel(PRODUCT, THING)
                        .discountCode(COUPON)
                        .lineItem(TextOrderLine.builder()
                                .productId(PRODUCT)
                                .title(THING)
                                .quantity(2)
                                .price(PRICE)),
                TextCartAdded.builder().customerId(CUSTOMER).cartLine(line),
                TextCartRemoved.builder().customerId(CUSTOMER).cartLine(line));
    }

    private static List<EventBuilder<?>> tracktor(int number) {
        TracktorCart.Builder cart = TracktorCart.builder()
                .totalPrice(PRICE)
                .product(TracktorCartProduct.builder().name(THING).price(PRICE).extra("color", THING))
                .extra("coupon", COUPON);
        return List.of(
                TracktorTrack.builder()
                        .identity(TracktorIdentity.of(PERSON))
                        .action("Newsletter")
                        .data("email", EMAIL)
                        .data("things", List.of(THING, Map.of("name", THING))),
                TracktorSet.builder()
                        .identity(TracktorIdentity.of(PERSON))
                        .property("email", EMAIL)
                        .remove("phone"),
                TracktorAlias.builder().sourceId(OTHER_PERSON).identity(PERSON),
                TracktorCartEvent.setCart().identity(PERSON).cart(cart),
                TracktorCartEvent.purchaseCart().identity(PERSON).cart(cart).orderId(ORDER + "tracktor-" + number));
    }

    /** Events that no builder lets through, though they are full of canaries. */
    static List<EventBuilder<?>> invalid() {
        String unclean = THING + "\0" + EMAIL;
        return List.of(
                Purchase.builder().orderId(unclean).currency(THING).total(THING).discountCode(unclean),
                CartChange.builder().product(product().unitPrice(THING + PRICE)).currency(EMAIL),
                ProductVisit.builder()
                        .visitor(Visitor.builder().identity(THING, EMAIL))
                        .product(product().name(unclean)),
                AlhenaCartEvent.builder().userFingerprint(EMAIL).productId(unclean),
                TextOrderCreated.builder().customerId(unclean).currency(THING),
                EbbotPurchaseEvent.builder()
                        .item(EbbotItem.builder().id(unclean).valueText(EMAIL))
                        .currency(THING),
                TracktorSet.builder()
                        .identity(TracktorIdentity.of(PERSON))
                        .property(unclean, unclean)
                        .property(EMAIL, new Object() {
                            @Override
                            public String toString() {
                                return EMAIL;
                            }
                        }));
    }
}
