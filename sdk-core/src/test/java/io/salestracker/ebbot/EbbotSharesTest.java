package io.salestracker.ebbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.destination.OrderLines;
import io.salestracker.destination.WholeUnits;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EbbotSharesTest {

    @Test
    void aGiftCardIsTakenOffInProportion() {
        assertThat(shares("1 x 100", "1 x 300", "1 x -40")).containsExactly("1 x 90", "1 x 270");
        assertThat(shares("2 x 50.00", "1 x 300.00", "2 x -20.00")).containsExactly("2 x 45.00", "1 x 270.00");
    }

    @Test
    void sharesAddUpToTheSmallestDecimalOfTheAmounts() {
        assertThat(shares("1 x 10.00", "1 x 10.00", "1 x 10.00", "1 x -10.00"))
                .containsExactly("1 x 6.67", "1 x 6.66", "1 x 6.67");
        assertThat(shares("1 x 1000", "1 x 500", "1 x -333")).containsExactly("1 x 778", "1 x 389");
    }

    @Test
    void amountsWithoutDecimalsAreSharedInTheCurrencysOwn() {
        assertThat(shares("1 x 1", "1 x 1", "1 x 1", "1 x -1")).containsExactly("1 x 0.67", "1 x 0.66", "1 x 0.67");
        assertThat(shares("JPY", "1 x 1000", "1 x 500", "1 x -100")).containsExactly("1 x 933", "1 x 467");
        assertThat(shares("KWD", "1 x 1.0", "1 x 2.0", "1 x -1")).containsExactly("1 x 0.667", "1 x 1.333");
    }

    @Test
    void aShareThatDoesNotDivideHasTheDecimalsThatItNeeds() {
        assertThat(shares("3 x 10.00", "1 x -10.00")).containsExactly("3 x 6.66666666666666666667");
        assertThat(shares("8 x 10.00", "1 x -79.00")).containsExactly("8 x 0.125");
    }

    @Test
    void aFractionIsOneUnitOfItsShare() {
        assertThat(shares("1.5 x 2.00", "1 x 1.00", "1 x -1.00")).containsExactly("1 x 2.250", "1 x 0.750");
    }

    @Test
    void linesWithoutANegativeOneStayAsTheyAre() {
        assertThat(shares("2 x 1.230", "1.5 x 2", "0 x 5")).isEmpty();
    }

    @Test
    void nothingRemainsWhereDiscountsTakeAllOff() {
        assertThat(EbbotShares.remain(purchase("1 x 50", "1 x -50"))).isFalse();
        assertThat(EbbotShares.remain(purchase("1 x 50", "1 x -50.01"))).isFalse();
        assertThat(EbbotShares.remain(purchase("1 x 0", "1 x -1"))).isFalse();
        assertThat(EbbotShares.remain(purchase("1 x 50", "0 x -50"))).isTrue();
        assertThat(EbbotShares.remain(purchase("1 x 0"))).isTrue();
    }

    @Test
    void anyLinesAddUpToWhatWasCharged() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int run = 0; run < 2_000; run++) {
            String[] lines = new String[1 + random.nextInt(20)];
            for (int i = 0; i < lines.length; i++) {
                int sign = random.nextInt(4) == 0 ? -1 : 1;
                lines[i] = BigDecimal.valueOf(random.nextInt(4_000), random.nextInt(4)) + " x "
                        + BigDecimal.valueOf(sign * (long) random.nextInt(100_000), random.nextInt(7));
            }
            Purchase purchase = purchase(lines);
            if (!EbbotShares.remain(purchase) || !OrderLines.hasSold(purchase)) {
                continue;
            }
            BigDecimal sum = BigDecimal.ZERO;
            List<LineItem> sold = OrderLines.sold(purchase);
            List<BigDecimal> shares = EbbotShares.of(purchase, sold);
            for (int i = 0; i < sold.size(); i++) {
                WholeUnits units = WholeUnits.of(sold.get(i));
                BigDecimal price = shares.isEmpty() ? units.price() : shares.get(i);
                assertThat(price).as("seed " + seed).isNotNegative();
                sum = sum.add(price.multiply(BigDecimal.valueOf(units.units())));
            }
            BigDecimal charged = purchase.items().stream()
                    .map(line -> line.unitPrice().multiply(line.quantity()))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(sum.subtract(charged).abs()).as("seed " + seed).isLessThan(new BigDecimal("1E-12"));
        }
    }

    private static List<String> shares(String... lines) {
        boolean named = lines[0].length() == 3;
        Purchase purchase = named
                ? purchase(Arrays.copyOfRange(lines, 1, lines.length)).toBuilder()
                        .currency(lines[0])
                        .build()
                : purchase(lines);
        List<LineItem> sold = OrderLines.sold(purchase);
        List<BigDecimal> shares = EbbotShares.of(purchase, sold);
        return IntStream.range(0, shares.size())
                .mapToObj(i -> WholeUnits.of(sold.get(i)).units() + " x "
                        + shares.get(i).toPlainString())
                .toList();
    }

    private static Purchase purchase(String... lines) {
        Purchase.Builder purchase =
                Purchase.builder().orderId("1").currency("EUR").total("1");
        for (String line : lines) {
            String[] parts = line.split(" x ", -1);
            purchase.item(LineItem.builder()
                    .productId("1")
                    .quantity(new BigDecimal(parts[0]))
                    .unitPrice(parts[1]));
        }
        return purchase.build();
    }
}
