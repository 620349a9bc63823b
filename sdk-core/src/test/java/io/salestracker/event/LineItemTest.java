package io.salestracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class LineItemTest {

    @Test
    void aLineWithItsThreeRequiredFieldsIsEnough() {
        LineItem line =
                LineItem.builder().productId("1").quantity(1).unitPrice("0").build();

        assertThat(line.product().productId()).isEqualTo("1");
        assertThat(line.quantity()).isOne();
        assertThat(line.unitPrice()).isEqualByComparingTo("0");
        assertThat(line.product().name()).isNull();
    }

    @Test
    void everySetterReachesTheProduct() {
        LineItem line = LineItem.builder()
                .productId("product-1")
                .name("Merino Wool Crew Neck")
                .quantity(2)
                .unitPrice(new BigDecimal("149.99"))
                .sku("sku-1")
                .variantId("variant-1")
                .variantTitle("Blue, L")
                .groupId("group-1")
                .imageUrl("https://shop.example/1.jpg")
                .build();

        assertThat(line).isEqualTo(Samples.line());
        assertThat(LineItem.builder().product(Samples.product()).quantity(2).build())
                .isEqualTo(line);
    }

    @Test
    void namesAMissingFieldOnce() {
        assertThat(Faults.of(LineItem.builder()::build))
                .containsExactlyInAnyOrder("productId REQUIRED", "unitPrice REQUIRED", "quantity REQUIRED");
        assertThat(Faults.of(LineItem.builder().quantity(1).unitPrice("1")::build))
                .containsExactly("productId REQUIRED");
        assertThat(Faults.of(LineItem.builder().quantity(0).productId(" ").unitPrice("-1")::build))
                .containsExactlyInAnyOrder("productId REQUIRED", "quantity OUT_OF_RANGE", "unitPrice OUT_OF_RANGE");
        assertThat(Faults.of(LineItem.builder().productId("1").quantity(1).unitPrice("abc")::build))
                .containsExactly("unitPrice MALFORMED");
    }

    @Test
    void aProductWithoutPriceIsNoLine() {
        Product free = Product.builder().productId("1").build();

        assertThat(Faults.of(() -> new LineItem(free, 1))).containsExactly("unitPrice REQUIRED");
        assertThat(Faults.of(LineItem.builder().product(free).quantity(1)::build))
                .containsExactly("unitPrice REQUIRED");
        assertThat(Faults.of(LineItem.builder().product(free)::build))
                .containsExactlyInAnyOrder("quantity REQUIRED", "unitPrice REQUIRED");
    }

    @Test
    void theConstructorChecksTheSame() {
        assertThat(Faults.of(() -> new LineItem(null, 0)))
                .containsExactlyInAnyOrder("product REQUIRED", "quantity OUT_OF_RANGE");
        assertThat(Faults.of(() -> new LineItem(Samples.product(), Integer.MIN_VALUE)))
                .containsExactly("quantity OUT_OF_RANGE");
        assertThat(Faults.of(() -> new LineItem(Samples.product(), Integer.MAX_VALUE)))
                .isEmpty();
    }
}
