package io.salestracker.ebbot;

import static io.salestracker.ebbot.EbbotSamples.atc;
import static io.salestracker.ebbot.EbbotSamples.fullItem;
import static io.salestracker.ebbot.EbbotSamples.golden;
import static io.salestracker.ebbot.EbbotSamples.item;
import static io.salestracker.ebbot.EbbotSamples.purchase;
import static io.salestracker.ebbot.EbbotSamples.visit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.salestracker.event.EventBuilder;
import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EbbotEventTest {

    @Test
    void namesEveryFaultAtOnce() {
        assertThat(faults(() -> EbbotAtcEvent.builder().build()))
                .containsExactlyInAnyOrder("items REQUIRED", "currency REQUIRED");
        assertThat(faults(() -> EbbotPurchaseEvent.builder().build()))
                .containsExactlyInAnyOrder("items REQUIRED", "currency REQUIRED");
        assertThat(faults(() -> EbbotVisitEvent.builder().build())).containsExactly("items REQUIRED");
        assertThat(faults(() -> EbbotPurchaseEvent.builder()
                        .id(" ")
                        .site("a\tb")
                        .chatId("x\n")
                        .currency("kr")
                        .item(EbbotItem.builder())
                        .item(item())
                        .item(item().id("").groupId("\u0007").quantity(0).value("12,50"))
                        .item((EbbotItem) null)
                        .build()))
                .containsExactlyInAnyOrder(
                        "site MALFORMED",
                        "chatId MALFORMED",
                        "currency MALFORMED",
                        "items[0].id REQUIRED",
                        "items[0].value REQUIRED",
                        "items[2].id REQUIRED",
                        "items[2].quantity OUT_OF_RANGE",
                        "items[2].value MALFORMED",
                        "items[3] REQUIRED");
    }

    @Test
    void aFaultyItemIsNotAlsoCalledMissing() {
        assertThat(faults(() -> EbbotVisitEvent.builder()
                        .item(EbbotItem.builder().id("1"))
                        .build()))
                .containsExactly("items[0].value REQUIRED");
    }

    @Test
    void anItemHasAValueAsNumberOrAsTextButNotBoth() {
        assertThat(EbbotItem.builder()
                        .id("1")
                        .value(new BigDecimal("1.50"))
                        .build()
                        .value())
                .isEqualTo(new BigDecimal("1.50"));
        assertThat(EbbotItem.builder().id("1").valueText("1.50").build().valueText())
                .isEqualTo("1.50");
        assertThat(faults(() -> item().valueText("1.50").build())).containsExactly("valueText CONFLICT");
        assertThat(faults(() -> EbbotItem.builder().id("1").build())).containsExactly("value REQUIRED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "149.90", "999999999999999.12345678901234567890"})
    void takesTextValuesInTheFormOfTheProductFeed(String text) {
        assertThat(EbbotItem.builder().id("1").valueText(text).build().valueText())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1,50",
                "1 000",
                "1e3",
                "-1",
                "+1",
                "149.",
                ".5",
                "149.90 kr",
                "1000000000000000",
                "\u0661"
            })
    void refusesOtherTextValues(String text) {
        assertThat(faults(() -> EbbotItem.builder().id("1").valueText(text).build()))
                .containsExactly("valueText MALFORMED");
    }

    @ParameterizedTest
    @CsvSource({"0.001, true", "1, true", "2.5, true", "0, false", "0.00, false", "-1, false"})
    void aQuantityIsAboveZeroButNotAlwaysWhole(BigDecimal quantity, boolean valid) {
        EbbotItem.Builder builder = item().quantity(quantity);
        if (valid) {
            assertThat(builder.build().quantity()).isEqualTo(quantity);
        } else {
            assertThat(faults(builder::build)).containsExactly("quantity OUT_OF_RANGE");
        }
    }

    @Test
    void anEventHasItsOwnCopyOfTheItems() {
        List<EbbotItem> items = new ArrayList<>(List.of(item().build()));
        EbbotVisitEvent event = new EbbotVisitEvent(null, null, null, null, items);
        items.clear();
        assertThat(event.items()).hasSize(1);
    }

    @Test
    void statesVendorTypeKindAndKey() {
        assertThat(atc().build().type()).isEqualTo("ecom-atc");
        assertThat(atc().build().kind()).isEqualTo(EventKind.CART_CHANGE);
        assertThat(atc().kind()).isEqualTo(EventKind.CART_CHANGE);
        assertThat(visit().build().type()).isEqualTo("ecom-visit");
        assertThat(visit().build().kind()).isEqualTo(EventKind.VISIT);
        assertThat(visit().kind()).isEqualTo(EventKind.VISIT);
        assertThat(purchase().build().type()).isEqualTo("ecom-purchase");
        assertThat(purchase().build().kind()).isEqualTo(EventKind.PURCHASE);
        assertThat(purchase().kind()).isEqualTo(EventKind.PURCHASE);
        assertThat(purchase().vendor()).isEqualTo("ebbot");
        assertThat(purchase().build().vendor()).isEqualTo("ebbot");
        assertThat(purchase().build().orderId()).isNull();
        assertThat(purchase().build().orderingKey()).isNull();
        assertThat(purchase().identity(EbbotIdentity.of("chat-7")).build().orderingKey())
                .isEqualTo("chat-7");
    }

    @Test
    void showsNoContent() {
        String shown = atc().chatId("hush").item(fullItem()).build() + " "
                + visit().chatId("hush").build() + " "
                + purchase().id("hush").build() + " "
                + fullItem().build();
        assertThat(shown)
                .doesNotContain("hush")
                .doesNotContain("123")
                .doesNotContain("149")
                .doesNotContain("g-9");
        assertThatThrownBy(() ->
                        visit().chatId("hush\n").item(item().value("hush")).build())
                .hasMessageNotContaining("hush");
    }

    @Test
    void everyKindHasABuilderAndGoldenFiles() throws ReflectiveOperationException {
        for (Class<?> type : EbbotEvent.class.getPermittedSubclasses()) {
            assertThat(golden(type.getSimpleName())).isNotEmpty();
            assertThat(golden(type.getSimpleName() + "-minimal")).isNotEmpty();
            assertThat(Modifier.isStatic(type.getMethod("builder").getModifiers()))
                    .isTrue();
            assertThat(type.getMethod("builder").getReturnType()).isAssignableTo(EventBuilder.class);
            assertThat(EbbotEncodingTest.examples().map(example -> example.get()[1].getClass()))
                    .as("golden files compared with an event")
                    .filteredOn(type::equals)
                    .hasSizeGreaterThanOrEqualTo(2);
        }
    }

    private static List<String> faults(ThrowingCallable building) {
        InvalidEventException e = catchThrowableOfType(InvalidEventException.class, building);
        assertThat(e).isNotNull();
        return e.violations().stream()
                .map(violation -> violation.path() + " " + violation.code())
                .toList();
    }
}
