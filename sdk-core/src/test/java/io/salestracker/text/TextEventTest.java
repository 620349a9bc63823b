package io.salestracker.text;

import static io.salestracker.text.TextSamples.CUSTOMER;
import static io.salestracker.text.TextSamples.smallOrder;
import static io.salestracker.text.TextSamples.socks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Violation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextEventTest {

    @Test
    void namesEveryFaultOfAnOrderAtOnce() {
        assertThat(faults(() -> TextOrderCreated.builder()
                        .id(" ")
                        .occurredAt(Instant.parse("1969-12-31T23:59:59Z"))
                        .site("a\nb")
                        .currency("usd")
                        .totalPrice("1,5")
                        .subtotalPrice("-1")
                        .shippingPrice("1E15")
                        .taxPrice("1E16")
                        .statusPageUrl("\ud83d")
                        .salesChannel("1", null)
                        .discountCode(null)
                        .lineItem(TextOrderLine.builder().price("x").quantity(0).sku(""))
                        .build()))
                .containsExactlyInAnyOrder(
                        "totalPrice MALFORMED",
                        "lineItems[0].price MALFORMED",
                        "lineItems[0].productId REQUIRED",
                        "lineItems[0].title REQUIRED",
                        "lineItems[0].quantity OUT_OF_RANGE",
                        "occurredAt OUT_OF_RANGE",
                        "site MALFORMED",
                        "customerId REQUIRED",
                        "orderId REQUIRED",
                        "orderNumber REQUIRED",
                        "currency MALFORMED",
                        "subtotalPrice OUT_OF_RANGE",
                        "shippingPrice OUT_OF_RANGE",
                        "taxPrice OUT_OF_RANGE");
    }

    @Test
    void anOrderNeedsItsRequiredFieldsAndALine() {
        assertThat(faults(() -> TextOrderCreated.builder().build()))
                .containsExactlyInAnyOrder(
                        "customerId REQUIRED",
                        "orderId REQUIRED",
                        "orderNumber REQUIRED",
                        "currency REQUIRED",
                        "totalPrice REQUIRED",
                        "lineItems REQUIRED");
        assertThat(faults(() -> TextOrderLine.builder().build()))
                .containsExactlyInAnyOrder(
                        "productId REQUIRED", "title REQUIRED", "quantity REQUIRED", "price REQUIRED");
        assertThat(faults(() -> smallOrder().lineItem((TextOrderLine) null).build()))
                .containsExactly("lineItems[1] REQUIRED");
    }

    @Test
    void aCartEventNeedsItsRequiredFieldsAndALine() {
        assertThat(faults(() -> TextCartAdded.builder().build()))
                .containsExactlyInAnyOrder("customerId REQUIRED", "cartLines REQUIRED");
        assertThat(faults(() -> TextCartRemoved.builder()
                        .customerId(CUSTOMER)
                        .cartLine(TextCartLine.builder())
                        .build()))
                .containsExactlyInAnyOrder(
                        "cartLines[0].totalPrice REQUIRED",
                        "cartLines[0].currency REQUIRED",
                        "cartLines[0].quantity REQUIRED",
                        "cartLines[0].productId REQUIRED",
                        "cartLines[0].title REQUIRED");
    }

    @Test
    void eventsCannotHaveMoreLinesThanTheBound() {
        List<TextOrderLine> lines =
                Collections.nCopies(10_001, smallOrder().build().lineItems().get(0));
        assertThat(faults(() -> smallOrder().lineItems(lines).build())).containsExactly("lineItems TOO_LARGE");
        List<TextCartLine> cartLines = Collections.nCopies(10_001, socks().build());
        assertThat(faults(() -> TextCartAdded.builder()
                        .customerId(CUSTOMER)
                        .cartLines(cartLines)
                        .build()))
                .containsExactly("cartLines TOO_LARGE");
    }

    @Test
    void aCartLinesTotalIsExactlyQuantityTimesPriceUnlessGiven() {
        assertThat(socks().build().totalPrice()).isEqualTo(new BigDecimal("59.97"));
        assertThat(socks().price("0.10").quantity(3).build().totalPrice()).isEqualTo(new BigDecimal("0.30"));
        assertThat(socks().totalPrice("50").build().totalPrice()).isEqualTo(new BigDecimal("50"));
        assertThat(socks().price("1E2").build().totalPrice()).isEqualByComparingTo("300");
    }

    @Test
    void aFaultOfPriceOrQuantityIsNotAlsoOneOfTheTotal() {
        assertThat(faults(() -> socks().price("-1").build())).containsExactly("price OUT_OF_RANGE");
        assertThat(faults(() -> socks().price("x").build())).containsExactly("price MALFORMED");
        assertThat(faults(() -> socks().quantity(0).build())).containsExactly("quantity OUT_OF_RANGE");
        assertThat(faults(() -> socks().price("999999999999999").build())).containsExactly("totalPrice OUT_OF_RANGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+1000000", "0E+1000000", "-1E+1000000"})
    void hugeExponentsAreFaultsAndAreNeverWrittenOut(String amount) {
        assertThat(faults(() -> smallOrder().totalPrice(new BigDecimal(amount)).build()))
                .contains("totalPrice OUT_OF_RANGE");
        assertThat(faults(() -> socks().price(new BigDecimal(amount)).build())).contains("price OUT_OF_RANGE");
    }

    @Test
    void theKindTheKeyAndTheOrderAreTheVendors() {
        TextOrderCreated order = smallOrder().build();
        TextCartAdded added =
                TextCartAdded.builder().customerId("c").cartLine(socks()).build();
        TextCartRemoved removed =
                TextCartRemoved.builder().customerId("c").cartLine(socks()).build();
        assertThat(order.kind()).isEqualTo(smallOrder().kind()).isEqualTo(EventKind.PURCHASE);
        assertThat(added.kind()).isEqualTo(TextCartAdded.builder().kind()).isEqualTo(EventKind.CART_CHANGE);
        assertThat(removed.kind()).isEqualTo(EventKind.CART_CHANGE);
        assertThat(order.orderId()).isEqualTo("1042");
        assertThat(added.orderId()).isNull();
        assertThat(order.orderingKey()).isEqualTo(CUSTOMER);
        assertThat(added.orderingKey()).isEqualTo("c");
        assertThat(order.vendor()).isEqualTo(smallOrder().vendor()).isEqualTo("text");
    }

    @Test
    void listsAreCopied() {
        List<TextCartLine> lines = new ArrayList<>(List.of(socks().build()));
        TextCartAdded added = new TextCartAdded(null, null, null, CUSTOMER, lines);
        lines.clear();
        assertThat(added.cartLines()).hasSize(1);
    }

    @Test
    void showsNoContent() {
        String hush = "hush";
        TextOrderCreated order = smallOrder()
                .customerId(hush)
                .orderId(hush)
                .orderNumber(hush)
                .statusPageUrl(hush)
                .lineItem(TextOrderLine.builder()
                        .productId(hush)
                        .title(hush)
                        .price("1")
                        .quantity(1))
                .build();
        TextCartLine line = socks().title(hush).build();
        assertThat(List.of(
                                order,
                                order.lineItems(),
                                line,
                                TextCartAdded.builder()
                                        .customerId(hush)
                                        .cartLine(line)
                                        .build(),
                                TextCartRemoved.builder()
                                        .customerId(hush)
                                        .cartLine(line)
                                        .build())
                        .toString())
                .doesNotContain(hush);
    }

    private static List<String> faults(ThrowingCallable building) {
        InvalidEventException e = catchThrowableOfType(InvalidEventException.class, building);
        assertThat(e).isNotNull();
        return e.violations().stream()
                .map((Violation violation) -> violation.path() + " " + violation.code())
                .toList();
    }
}
