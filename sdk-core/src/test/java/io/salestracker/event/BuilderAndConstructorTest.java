package io.salestracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a builder refuses its record's constructor refuses, for the same reasons, and the other way round. */
class BuilderAndConstructorTest {
    private static final long SEED = 4_217L;
    private static final int RUNS = 1_000;

    private static final List<String> TEXTS =
            Arrays.asList("fine", null, "", " ", "a\nb", "\uD800", "x".repeat(2_000), "x".repeat(2_001));
    private static final List<BigDecimal> AMOUNTS = Stream.of(
                    "0", "1.5", "-1", "1E15", "1E+1000000", "1E-1000000", "0E+1000000", "1E-20", "999999999999999")
            .map(BigDecimal::new)
            .toList();
    private static final List<String> CURRENCIES = Arrays.asList("EUR", null, "eur", "XXX", "");

    private final Random random = new Random(SEED);
    private int run;

    private <T> T any(List<T> values) {
        // Mostly a good one, so that many runs have one fault or none.
        return values.get(random.nextInt(3) == 0 ? random.nextInt(values.size()) : 0);
    }

    private BigDecimal anyAmount() {
        return random.nextInt(10) == 0 ? null : any(AMOUNTS);
    }

    private void same(Supplier<?> builder, Supplier<?> constructor) {
        List<String> built = Faults.of(builder);
        List<String> constructed = Faults.of(constructor);
        assertThat(built)
                .as("seed %d, run %d: builder and constructor", SEED, run)
                .containsExactlyInAnyOrderElementsOf(constructed);
        if (built.isEmpty()) {
            assertThat(builder.get()).as("seed %d, run %d", SEED, run).isEqualTo(constructor.get());
        }
    }

    @Test
    void ofProducts() {
        for (run = 0; run < RUNS; run++) {
            String[] texts = Stream.generate(() -> any(TEXTS)).limit(7).toArray(String[]::new);
            BigDecimal price = anyAmount();
            same(
                    Product.builder()
                            .productId(texts[0])
                            .name(texts[1])
                            .unitPrice(price)
                            .sku(texts[2])
                            .variantId(texts[3])
                            .variantTitle(texts[4])
                            .groupId(texts[5])
                            .imageUrl(texts[6])::build,
                    () -> new Product(texts[0], texts[1], price, texts[2], texts[3], texts[4], texts[5], texts[6]));
        }
    }

    @Test
    void ofLines() {
        for (run = 0; run < RUNS; run++) {
            Product product = new Product("1", null, validOrNull(anyAmount()), null, null, null, null, null);
            int quantity = random.nextInt(5) - 2;
            same(
                    LineItem.builder().product(product).quantity(quantity)::build,
                    () -> new LineItem(product, BigDecimal.valueOf(quantity)));
        }
    }

    private static BigDecimal validOrNull(BigDecimal amount) {
        return Faults.of(Product.builder().productId("1").unitPrice(amount)::build)
                        .isEmpty()
                ? amount
                : null;
    }

    @Test
    void ofVisits() {
        for (run = 0; run < RUNS; run++) {
            String id = any(TEXTS);
            String site = any(TEXTS);
            String currency = any(CURRENCIES);
            Product product = random.nextInt(4) == 0 ? null : Samples.product();
            same(
                    ProductVisit.builder().id(id).site(site).product(product).currency(currency)::build,
                    () -> new ProductVisit(id, null, site, null, product, currency));
        }
    }

    @Test
    void ofCartChanges() {
        for (run = 0; run < RUNS; run++) {
            String id = any(TEXTS);
            String site = any(TEXTS);
            String currency = any(CURRENCIES);
            Product product = random.nextInt(4) == 0 ? null : Samples.product();
            int before = random.nextInt(5) - 1;
            int after = random.nextInt(5) - 1;
            same(
                    CartChange.builder()
                            .id(id)
                            .site(site)
                            .product(product)
                            .currency(currency)
                            .quantityBefore(before)
                            .quantityAfter(after)::build,
                    () -> new CartChange(
                            id,
                            null,
                            site,
                            null,
                            product,
                            currency,
                            BigDecimal.valueOf(before),
                            BigDecimal.valueOf(after)));
        }
    }

    @Test
    void ofPurchases() {
        for (run = 0; run < RUNS; run++) {
            String[] texts = Stream.generate(() -> any(TEXTS)).limit(5).toArray(String[]::new);
            BigDecimal[] amounts = Stream.generate(this::anyAmount).limit(4).toArray(BigDecimal[]::new);
            String currency = any(CURRENCIES);
            List<String> codes =
                    Stream.generate(() -> any(TEXTS)).limit(random.nextInt(3)).toList();
            List<LineItem> items = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                items.add(random.nextInt(4) == 0 ? null : Samples.line());
            }
            Purchase.Builder builder = Purchase.builder()
                    .id(texts[0])
                    .site(texts[1])
                    .orderId(texts[2])
                    .orderNumber(texts[3])
                    .currency(currency)
                    .total(amounts[0])
                    .subtotal(amounts[1])
                    .shipping(amounts[2])
                    .tax(amounts[3])
                    .statusPage(texts[4])
                    .items(items);
            codes.forEach(builder::discountCode);
            same(
                    builder::build,
                    () -> new Purchase(
                            texts[0],
                            null,
                            texts[1],
                            null,
                            texts[2],
                            texts[3],
                            currency,
                            amounts[0],
                            amounts[1],
                            amounts[2],
                            amounts[3],
                            codes,
                            texts[4],
                            null,
                            items));
        }
    }

    @Test
    void ofSalesChannels() {
        for (run = 0; run < RUNS; run++) {
            String id = any(TEXTS);
            String name = any(TEXTS);
            boolean faulty = !Faults.of(() -> new SalesChannel(id, name)).isEmpty();
            Purchase built = Purchase.builder()
                    .orderId("1")
                    .currency("EUR")
                    .total("1")
                    .salesChannel(id, name)
                    .build();
            assertThat(built.salesChannel())
                    .as("seed %d, run %d", SEED, run)
                    .isEqualTo(faulty ? null : new SalesChannel(id, name));
        }
    }
}
