package io.salestracker.tracktor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An encoded event: the call, the identity to sign, the identity's own signature and the query without what is the
 * account's, each on a line. None can have a line break: the query is percent-encoded, identities have no control
 * characters.
 *
 * <p>If the event's data has products, the fourth line is the query before them. On further lines follow the name by which
 * a product left out is noted, the query after them, and each product with its rank by value: 0 is the most valuable.
 * A request leaves out the highest ranks until the rest fits; that needs no JSON, since lengths of encoded text add up.
 */
final class TracktorFrame {
    private static final int LINES = 4;
    private static final int LINES_BEFORE_PRODUCTS = 6;

    private static final String OPENING_BRACE = "%7B";
    private static final String CLOSING_BRACE = "%7D";
    private static final String COMMA = "%2C";
    private static final String PRODUCTS = "%22products%22%3A%5B";
    private static final String END_OF_PRODUCTS = "%5D";

    // A rank has up to five digits, a blank and a line break. The rest is call, signature, field and what joins parts.
    private static final int LENGTH_OF_RANK = 7;
    private static final int LENGTH_OF_REST = 120;

    /** A product's JSON, percent-encoded. */
    record Product(int rank, String json) {}

    final String call;
    final String identity;
    final @Nullable String signature;
    private final String head;
    private final String field;
    private final String tail;
    private final List<Product> products;
    private final List<Product> byRank;

    /** A call whose data has no products. */
    TracktorFrame(String call, TracktorIdentity identity, String query) {
        this(call, identity.id(), identity.signature(), query, "", "", List.of());
    }

    /**
     * A call whose data has products.
     *
     * @param head the query up to the field that is before the products, or to the data's opening brace
     * @param field by this name a product left out is noted
     * @param tail the query from the field that is after the products, or from the data's closing brace
     * @param products at least one, in their order; the ranks are 0, 1, 2 and so on
     */
    TracktorFrame(
            String call, TracktorIdentity identity, String head, String field, String tail, List<Product> products) {
        this(call, identity.id(), identity.signature(), head, field, tail, products);
    }

    private TracktorFrame(
            String call,
            String identity,
            @Nullable String signature,
            String head,
            String field,
            String tail,
            List<Product> products) {
        this.call = call;
        this.identity = identity;
        this.signature = signature;
        this.head = head;
        this.field = field;
        this.tail = tail;
        this.products = products;
        byRank = byRank(products);
    }

    private static List<Product> byRank(List<Product> products) {
        @Nullable Product[] ranked = new Product[products.size()];
        for (Product product : products) {
            require(product.rank >= 0 && product.rank < ranked.length && ranked[product.rank] == null);
            ranked[product.rank] = product;
        }
        // Each place is taken: there are as many places as products, and no two products have one.
        return Arrays.asList(ranked);
    }

    // ---- the query

    /** The name by which a product left out is noted. */
    String field() {
        return field;
    }

    /** The number of products. */
    int products() {
        return products.size();
    }

    /**
     * The number of products that fit, the most valuable first; negative if the query is too long without any.
     *
     * @param max the maximum length of the query
     */
    int fitting(int max) {
        long around = (long) head.length() + tail.length();
        if (around + joint().length() > max) {
            return -1;
        }
        long length = around + opening().length() + closing().length() - COMMA.length();
        int fitting = 0;
        for (Product product : byRank) {
            length += COMMA.length() + product.json.length();
            if (length > max) {
                break;
            }
            fitting++;
        }
        return fitting;
    }

    /**
     * The query with the most valuable products, in their order.
     *
     * @param count the number of products; 0 leaves out the field
     */
    String query(int count) {
        if (count == 0) {
            return head + joint() + tail;
        }
        StringBuilder query = new StringBuilder(length()).append(head).append(opening());
        String comma = "";
        for (Product product : products) {
            if (product.rank < count) {
                query.append(comma).append(product.json);
                comma = COMMA;
            }
        }
        return query.append(closing()).append(tail).toString();
    }

    /** A length that neither a query nor the lines exceed, but for the identity. */
    private int length() {
        int length = head.length() + tail.length() + LENGTH_OF_REST;
        for (Product product : products) {
            length += product.json.length() + LENGTH_OF_RANK;
        }
        return length;
    }

    /** The part between head and tail where no product is. */
    private String joint() {
        return tail.isEmpty() || isFirstField() || isLastField() ? "" : COMMA;
    }

    private String opening() {
        return isFirstField() ? PRODUCTS : COMMA + PRODUCTS;
    }

    private String closing() {
        return isLastField() ? END_OF_PRODUCTS : END_OF_PRODUCTS + COMMA;
    }

    private boolean isFirstField() {
        return head.endsWith(OPENING_BRACE);
    }

    private boolean isLastField() {
        return tail.equals(CLOSING_BRACE);
    }

    // ---- bytes

    byte[] bytes() {
        StringBuilder lines = new StringBuilder(length() + identity.length())
                .append(call)
                .append('\n')
                .append(identity)
                .append('\n')
                .append(signature == null ? "" : signature)
                .append('\n')
                .append(head);
        if (!products.isEmpty()) {
            lines.append('\n').append(field).append('\n').append(tail);
            for (Product product : products) {
                lines.append('\n').append(product.rank).append(' ').append(product.json);
            }
        }
        return lines.toString().getBytes(UTF_8);
    }

    /** @throws IllegalArgumentException if these are no bytes of a frame */
    static TracktorFrame parse(byte[] bytes) {
        String[] lines = new String(bytes, UTF_8).split("\n", -1);
        boolean hasProducts = lines.length > LINES_BEFORE_PRODUCTS;
        require(hasProducts || lines.length == LINES);
        String signature = lines[2].isEmpty() ? null : lines[2];
        require(signature == null || TracktorIdentity.isSignature(signature));
        require(TracktorQuery.isQuery(lines[3]));
        if (!hasProducts) {
            return new TracktorFrame(lines[0], lines[1], signature, lines[3], "", "", List.of());
        }
        require(TracktorQuery.isQuery(lines[5]));
        List<Product> products = new ArrayList<>(lines.length - LINES_BEFORE_PRODUCTS);
        for (int i = LINES_BEFORE_PRODUCTS; i < lines.length; i++) {
            products.add(product(lines[i]));
        }
        return new TracktorFrame(lines[0], lines[1], signature, lines[3], lines[4], lines[5], products);
    }

    private static Product product(String line) {
        int blank = line.indexOf(' ');
        String json = line.substring(blank + 1);
        require(blank > 0 && TracktorQuery.isQuery(json));
        try {
            return new Product(Integer.parseInt(line, 0, blank, 10), json);
        } catch (NumberFormatException noRank) {
            throw notOurs();
        }
    }

    /** Without the bytes, which hold an identity. */
    private static void require(boolean holds) {
        if (!holds) {
            throw notOurs();
        }
    }

    static IllegalArgumentException notOurs() {
        return new IllegalArgumentException("not encoded by this destination");
    }
}
