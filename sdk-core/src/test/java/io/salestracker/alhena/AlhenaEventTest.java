package io.salestracker.alhena;

import static io.salestracker.alhena.AlhenaSamples.CHAT;
import static io.salestracker.alhena.AlhenaSamples.FAQ;
import static io.salestracker.alhena.AlhenaSamples.cart;
import static io.salestracker.alhena.AlhenaSamples.checkout;
import static io.salestracker.alhena.AlhenaSamples.shoes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.salestracker.event.EventBuilder;
import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Violation;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlhenaEventTest {

    @Test
    void namesEveryFaultOfACartEventAtOnce() {
        assertThat(faults(() -> AlhenaCartEvent.builder().build()))
                .containsExactlyInAnyOrder(
                        "userFingerprint REQUIRED",
                        "type REQUIRED",
                        "productId REQUIRED",
                        "productName REQUIRED",
                        "value REQUIRED",
                        "currency REQUIRED",
                        "quantity REQUIRED");
        assertThat(faults(() -> cart().id("")
                        .site("a\n")
                        .userFingerprint("x")
                        .userFaqFingerprint("y")
                        .productId(" ")
                        .productName("\u0000")
                        .value("1,50")
                        .currency("usd")
                        .quantity(-1)
                        .build()))
                .contains(
                        "site MALFORMED",
                        "userFingerprint MALFORMED",
                        "userFaqFingerprint MALFORMED",
                        "productId REQUIRED",
                        "productName REQUIRED",
                        "value MALFORMED",
                        "currency MALFORMED",
                        "quantity OUT_OF_RANGE");
    }

    @Test
    void blankOptionalTextsAreAbsent() {
        assertThat(cart().userFaqFingerprint(" ").build().userFaqFingerprint()).isNull();
        AlhenaCheckoutEvent checkout = AlhenaSamples.checkout()
                .userFaqFingerprint("")
                .lineItem(shoes().currency(" "))
                .build();
        assertThat(checkout.userFaqFingerprint()).isNull();
        assertThat(checkout.lineItems().get(checkout.lineItems().size() - 1).currency())
                .isNull();
    }

    @Test
    void namesEveryFaultOfACheckoutEventAtOnce() {
        assertThat(faults(() -> AlhenaCheckoutEvent.builder()
                        .lineItem(AlhenaLineItem.builder())
                        .lineItem(shoes())
                        .lineItem(shoes().value("-1").currency("dollars").quantity(0))
                        .lineItem((AlhenaLineItem) null)
                        .build()))
                .containsExactlyInAnyOrder(
                        "userFingerprint REQUIRED",
                        "value REQUIRED",
                        "currency REQUIRED",
                        "lineItems[0].productId REQUIRED",
                        "lineItems[0].productName REQUIRED",
                        "lineItems[0].quantity REQUIRED",
                        "lineItems[0].value REQUIRED",
                        "lineItems[2].quantity OUT_OF_RANGE",
                        "lineItems[2].value OUT_OF_RANGE",
                        "lineItems[2].currency MALFORMED",
                        "lineItems[3] REQUIRED");
    }

    @ParameterizedTest
    @CsvSource({
        "ITEM_ADDED, 0, false",
        "ITEM_ADDED, 1, true",
        "ITEM_ADDED, 7, true",
        "QUANTITY_INCREASED, 0, false",
        "QUANTITY_INCREASED, 1, true",
        "QUANTITY_INCREASED, 2, true",
        "QUANTITY_DECREASED, 0, false",
        "QUANTITY_DECREASED, 1, true",
        "ITEM_REMOVED, 0, true",
        "ITEM_REMOVED, 1, false",
        "ITEM_REMOVED, -1, false"
    })
    void quantityMustFitTheType(AlhenaCartType type, int quantity, boolean fits) {
        AlhenaCartEvent.Builder builder = cart().type(type).quantity(quantity);
        if (fits) {
            assertThat(builder.build().quantity()).isEqualTo(quantity);
        } else {
            assertThat(faults(builder::build)).allMatch(fault -> fault.startsWith("quantity "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0E+10000", "0E+2147483647", "1E+15", "1E+2147483647", "NaN", "Infinity", "-0.01"})
    void amountsThatNoNumberOnTheWireCanShowAreRefused(String amount) {
        assertThat(faults(() -> cart().value(amount).build())).allMatch(fault -> fault.startsWith("value "));
    }

    @Test
    void theFourTypesAreWrittenAsTheVendorWantsThem() {
        assertThat(AlhenaCartType.values())
                .extracting(AlhenaCartType::name)
                .containsExactly("ITEM_ADDED", "QUANTITY_INCREASED", "QUANTITY_DECREASED", "ITEM_REMOVED");
    }

    @Test
    void aCheckoutNeedsNeitherOrderIdNorLines() {
        AlhenaCheckoutEvent event = AlhenaCheckoutEvent.builder()
                .userFingerprint(CHAT)
                .value("0")
                .currency("USD")
                .build();
        assertThat(event.orderId()).isNull();
        assertThat(event.lineItems()).isEmpty();
    }

    @Test
    void aCheckoutHasItsOwnCopyOfTheLines() {
        List<AlhenaLineItem> lines = new ArrayList<>(List.of(shoes().build()));
        AlhenaCheckoutEvent event = new AlhenaCheckoutEvent(
                null, null, null, CHAT, null, null, shoes().build().value(), "USD", lines);
        lines.clear();
        assertThat(event.lineItems()).hasSize(1);
    }

    @Test
    void statesVendorKindKeyAndOrder() {
        assertThat(cart().vendor()).isEqualTo("alhena");
        assertThat(cart().kind()).isEqualTo(EventKind.CART_CHANGE);
        assertThat(cart().build().vendor()).isEqualTo("alhena");
        assertThat(cart().build().kind()).isEqualTo(EventKind.CART_CHANGE);
        assertThat(cart().build().orderingKey()).isEqualTo(CHAT);
        assertThat(cart().build().orderId()).isNull();
        assertThat(checkout().kind()).isEqualTo(EventKind.PURCHASE);
        assertThat(checkout().build().kind()).isEqualTo(EventKind.PURCHASE);
        assertThat(checkout().build().orderingKey()).isEqualTo(CHAT);
        assertThat(checkout().build().orderId()).isEqualTo("ORDER-7890");
    }

    @Test
    void showsNoContent() {
        String shown = cart().build() + " " + checkout().build() + " " + shoes().build();
        assertThat(shown)
                .doesNotContain(CHAT)
                .doesNotContain(FAQ)
                .doesNotContain("SKU")
                .doesNotContain("ORDER")
                .doesNotContain("79.99");
        assertThatThrownBy(
                        () -> cart().userFingerprint("hush-hush").value("12x").build())
                .hasMessageNotContaining("hush")
                .hasMessageNotContaining("12x");
    }

    @Test
    void everyKindHasABuilderAndGoldenFiles() throws ReflectiveOperationException {
        for (Class<?> type : AlhenaEvent.class.getPermittedSubclasses()) {
            assertThat(AlhenaSamples.golden(type.getSimpleName())).isNotEmpty();
            assertThat(AlhenaSamples.golden(type.getSimpleName() + "-minimal")).isNotEmpty();
            assertThat(Modifier.isStatic(type.getMethod("builder").getModifiers()))
                    .isTrue();
            assertThat(type.getMethod("builder").getReturnType()).isAssignableTo(EventBuilder.class);
            assertThat(AlhenaEncodingTest.examples().map(example -> example.get()[1].getClass()))
                    .as("golden files compared with an event")
                    .filteredOn(type::equals)
                    .hasSizeGreaterThanOrEqualTo(2);
        }
    }

    private static List<String> faults(ThrowingCallable building) {
        InvalidEventException e = catchThrowableOfType(InvalidEventException.class, building);
        assertThat(e).isNotNull();
        return e.violations().stream()
                .map((Violation violation) -> violation.path() + " " + violation.code())
                .toList();
    }
}
