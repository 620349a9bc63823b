package io.salestracker.ebbot;

import io.salestracker.destination.WholeUnits;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;

/**
 * The prices of a purchase's lines once its negative lines are taken off the others in proportion, since Ebbot adds up items
 * and knows no total.
 */
final class EbbotShares {
    private static final int MAX_DECIMALS = 20;

    private EbbotShares() {}

    static boolean hasNegative(Purchase purchase) {
        List<LineItem> items = purchase.items();
        for (int i = 0; i < items.size(); i++) {
            if (isNegative(items.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNegative(LineItem line) {
        return line.quantity().signum() > 0 && line.product().hasNegativePrice();
    }

    /** Tells whether something is left once the negative lines are taken off; also if there are none. */
    static boolean remain(Purchase purchase) {
        return !hasNegative(purchase) || sum(purchase.items()).signum() > 0;
    }

    private static BigDecimal sum(List<LineItem> lines) {
        BigDecimal sum = BigDecimal.ZERO;
        for (LineItem line : lines) {
            sum = sum.add(amount(line));
        }
        return sum;
    }

    private static BigDecimal amount(LineItem line) {
        return line.unitPrice().multiply(line.quantity());
    }

    /** The price of one unit of each line that was sold; empty if no line is negative, so that prices stay as they are. */
    static List<BigDecimal> of(Purchase purchase, List<LineItem> sold) {
        return hasNegative(purchase) ? shared(sold, sum(purchase.items()), decimals(purchase.currency())) : List.of();
    }

    private static int decimals(String currency) {
        return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    }

    /**
     * Divides an amount among the lines. Rounding the sum so far, not each line, makes the shares add up to the amount.
     *
     * @param decimals of the currency, so that amounts written without decimals are divided as finely as others
     */
    private static List<BigDecimal> shared(List<LineItem> sold, BigDecimal amount, int decimals) {
        if (amount.signum() <= 0) {
            throw new IllegalArgumentException("the lines are worth nothing");
        }
        BigDecimal whole = sum(sold);
        int written = Math.max(0, Math.min(Math.max(whole.scale(), amount.scale()), MAX_DECIMALS));
        List<BigDecimal> shares = new ArrayList<>(sold.size());
        BigDecimal before = BigDecimal.ZERO;
        BigDecimal given = BigDecimal.ZERO;
        for (LineItem line : sold) {
            before = before.add(amount(line));
            BigDecimal due = before.multiply(amount).divide(whole, Math.max(written, decimals), RoundingMode.HALF_UP);
            shares.add(each(due.subtract(given), WholeUnits.of(line).units(), written));
            given = due;
        }
        return shares;
    }

    /** The price of one, with no more decimals than it needs, and no fewer than the amounts have. */
    private static BigDecimal each(BigDecimal share, int units, int written) {
        BigDecimal each = share.divide(BigDecimal.valueOf(units), MAX_DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return each.scale() < written ? each.setScale(written, RoundingMode.UNNECESSARY) : each;
    }
}
