package io.salestracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProductVisitTest {

    @Test
    void everySetterSetsItsComponent() {
        ProductVisit sample = Samples.visit();

        ProductVisit built = ProductVisit.builder()
                .id(sample.id())
                .occurredAt(sample.occurredAt())
                .site(sample.site())
                .visitor(sample.visitor())
                .product(Product.builder()
                        .productId("product-1")
                        .name("Merino Wool Crew Neck")
                        .unitPrice("149.99")
                        .sku("sku-1")
                        .variantId("variant-1")
                        .variantTitle("Blue, L")
                        .groupId("group-1")
                        .imageUrl("https://shop.example/1.jpg"))
                .currency(sample.currency())
                .build();

        assertThat(built).isEqualTo(sample);
        assertThat(built.kind()).isEqualTo(EventKind.VISIT);
        assertThat(ProductVisit.builder().kind()).isEqualTo(EventKind.VISIT);
        assertThat(ProductVisit.builder().vendor()).isNull();
    }

    @Test
    void aBlankCurrencyIsAbsent() {
        assertThat(ProductVisit.builder()
                        .product(Samples.product())
                        .currency(" ")
                        .build()
                        .currency())
                .isNull();
    }

    @Test
    void onlyTheProductIsRequired() {
        assertThat(Faults.of(ProductVisit.builder()::build)).containsExactly("product REQUIRED");
        assertThat(Faults.of(() -> new ProductVisit("", null, "", null, null, "EURO")))
                .containsExactlyInAnyOrder("product REQUIRED", "currency MALFORMED");
        assertThat(Faults.of(ProductVisit.builder().product(Product.builder())::build))
                .containsExactly("product.productId REQUIRED");
    }
}
