package io.salestracker.tracktor;

import static io.salestracker.tracktor.TracktorSamples.rated;
import static io.salestracker.tracktor.TracktorSamples.sweets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TracktorEventTest {

    @Test
    void namesEveryFaultAtOnce() {
        assertThat(faults(() -> TracktorTrack.builder()
                        .id("")
                        .occurredAt(Instant.parse("+10000-01-01T00:00:00Z"))
                        .site("a\tb")
                        .identity("\ud83d")
                        .action(" ")
                        .data("x", Double.NaN)
                        .kind(null)
                        .orderId("1")
                        .build()))
                .containsExactlyInAnyOrder(
                        "identity.id MALFORMED",
                        "occurredAt OUT_OF_RANGE",
                        "site MALFORMED",
                        "action REQUIRED",
                        "data.x OUT_OF_RANGE",
                        "kind REQUIRED",
                        "orderId CONFLICT");
    }

    @Test
    void everyCallNeedsItsRequiredFields() {
        assertThat(faults(() -> TracktorTrack.builder().build()))
                .containsExactlyInAnyOrder("identity REQUIRED", "action REQUIRED");
        assertThat(faults(() -> TracktorSet.builder().build()))
                .containsExactlyInAnyOrder("identity REQUIRED", "properties REQUIRED");
        assertThat(faults(() -> TracktorAlias.builder().build()))
                .containsExactlyInAnyOrder("identity REQUIRED", "sourceId REQUIRED");
        assertThat(faults(() -> TracktorCartEvent.setCart().build()))
                .containsExactlyInAnyOrder("identity REQUIRED", "cart REQUIRED");
        assertThat(faults(() -> TracktorCart.builder().build()))
                .containsExactlyInAnyOrder("totalPrice REQUIRED", "products REQUIRED");
        assertThat(faults(() -> TracktorCartProduct.builder().build()))
                .containsExactlyInAnyOrder("name REQUIRED", "price REQUIRED");
    }

    @Test
    void faultsOfACartAreNamedByTheirPath() {
        assertThat(faults(() -> TracktorCartEvent.purchaseCart()
                        .identity((TracktorIdentity) null)
                        .cart(TracktorCart.builder()
                                .totalPrice("x")
                                .extra("products", 1)
                                .extra("when", Instant.EPOCH)
                                .product((TracktorCartProduct) null)
                                .product(TracktorCartProduct.builder()
                                        .name("a\nb")
                                        .price(new BigDecimal("1E+1000000"))
                                        .extra("price", 2)))
                        .build()))
                .containsExactlyInAnyOrder(
                        "cart.totalPrice MALFORMED",
                        "cart.products[0] REQUIRED",
                        "cart.products[1].price OUT_OF_RANGE",
                        "cart.products[1].extra.price CONFLICT",
                        "cart.extra.products CONFLICT",
                        "cart.extra.when MALFORMED",
                        "identity REQUIRED");
    }

    @Test
    void ownFieldsCannotComeInThroughAnotherEventsData() {
        Map<String, Object> data = rated().data("products", 1).build().data();
        assertThat(faults(
                        () -> new TracktorCart(BigDecimal.ONE, sweets().build().products(), data)))
                .containsExactly("extra.products CONFLICT");
    }

    @Test
    void thePropertiesThatTracktorKnowsAreTexts() {
        TracktorSet.Builder known = TracktorSet.builder().identity("u").property("first_name", 42);
        assertThat(faults(known.property("email", false)
                        .property("last_name", List.of())
                        .property("profile_image", Map.of())::build))
                .containsExactly(
                        "properties.email MALFORMED",
                        "properties.first_name MALFORMED",
                        "properties.last_name MALFORMED",
                        "properties.profile_image MALFORMED");
        assertThat(known.property("email", null)
                        .property("first_name", "Dave")
                        .remove("last_name")
                        .property("profile_image", "https://cdn.example/dave.png")
                        .build()
                        .properties())
                .hasSize(4);
    }

    @Test
    void onlyAPurchaseNamesAnOrder() {
        assertThat(faults(() -> TracktorCartEvent.setCart()
                        .identity("u")
                        .cart(sweets())
                        .orderId("1")
                        .build()))
                .containsExactly("orderId CONFLICT");
        assertThat(TracktorCartEvent.purchaseCart()
                        .identity("u")
                        .cart(sweets())
                        .orderId("1")
                        .build()
                        .orderId())
                .isEqualTo("1");
        assertThat(rated().kind(EventKind.PURCHASE).orderId("1").build().orderId())
                .isEqualTo("1");
    }

    @Test
    void aProfileCannotBeMergedIntoItself() {
        assertThat(faults(() ->
                        TracktorAlias.builder().sourceId("u").identity("u").build()))
                .containsExactly("sourceId CONFLICT");
    }

    @Test
    void theKindIsTheCallersOrTheCalls() {
        assertThat(rated().build().kind()).isEqualTo(rated().kind()).isEqualTo(EventKind.OTHER);
        assertThat(rated().kind(EventKind.VISIT).build().kind()).isEqualTo(EventKind.VISIT);
        assertThat(TracktorSet.builder().kind()).isEqualTo(EventKind.OTHER);
        assertThat(TracktorAlias.builder().kind()).isEqualTo(EventKind.OTHER);
        assertThat(TracktorCartEvent.setCart().kind()).isEqualTo(EventKind.CART_CHANGE);
        assertThat(TracktorCartEvent.cancelCart().kind()).isEqualTo(EventKind.CART_CHANGE);
        assertThat(TracktorCartEvent.purchaseCart().kind()).isEqualTo(EventKind.PURCHASE);
    }

    @Test
    void theKeyIsThePersonAndOfAnAliasTheOneThatRemains() {
        assertThat(rated().build().orderingKey()).isEqualTo("unicorn");
        TracktorAlias alias =
                TracktorAlias.builder().sourceId("a-1").identity("unicorn").build();
        assertThat(alias.orderingKey()).isEqualTo("unicorn");
        assertThat(alias.vendor()).isEqualTo(rated().vendor()).isEqualTo("tracktor");
    }

    @Test
    void productsAreCopied() {
        List<TracktorCartProduct> products = new ArrayList<>(sweets().build().products());
        TracktorCart cart = new TracktorCart(BigDecimal.ONE, products, Map.of());
        products.clear();
        assertThat(cart.products()).hasSize(2);
    }

    @Test
    void showsNoContent() {
        String hush = "hush";
        TracktorCart cart = sweets().extra("e", hush)
                .product(TracktorCartProduct.builder().name(hush).price("1").extra("x", hush))
                .build();
        assertThat(List.of(
                                rated().identity(hush)
                                        .action(hush)
                                        .data("a", hush)
                                        .build(),
                                TracktorSet.builder()
                                        .identity(hush)
                                        .property("a", hush)
                                        .build(),
                                TracktorAlias.builder()
                                        .identity(hush)
                                        .sourceId("hush-2")
                                        .build(),
                                cart,
                                cart.products(),
                                TracktorCartEvent.setCart()
                                        .identity(hush)
                                        .cart(cart)
                                        .build())
                        .toString())
                .doesNotContain(hush);
    }

    private static List<String> faults(ThrowingCallable building) {
        InvalidEventException e = catchThrowableOfType(InvalidEventException.class, building);
        assertThat(e).isNotNull();
        return e.violations().stream()
                .map(violation -> violation.path() + " " + violation.code())
                .toList();
    }
}
