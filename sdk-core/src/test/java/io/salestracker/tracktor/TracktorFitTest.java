package io.salestracker.tracktor;

import static io.salestracker.tracktor.TracktorSamples.SECRET;
import static io.salestracker.tracktor.TracktorSamples.encoded;
import static io.salestracker.tracktor.TracktorSamples.golden;
import static io.salestracker.tracktor.TracktorSamples.query;
import static io.salestracker.tracktor.TracktorSamples.rated;
import static io.salestracker.tracktor.TracktorSamples.sweets;
import static io.salestracker.tracktor.TracktorSamples.tracktor;
import static io.salestracker.tracktor.TracktorSamples.url;
import static io.salestracker.tracktor.TracktorSamples.visitor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.internal.support.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products are left out of an address that would be too long. */
class TracktorFitTest {
    private static final int LONGEST = 1_000_000;

    @Test
    void theLeastValuableProductIsLeftOutFirstAndTheOthersKeepTheirOrder() throws Exception {
        SalesEvent order = order(line("Socks", 2, "1.99"), line("Button", 100, "0.01"), line("Sweater", 1, "149.99"));
        int whole = url(tracktor().build(), order).length();

        assertThat(url(fit(whole), order)).contains("Socks", "Button", "Sweater");
        String without = url(fit(whole - 1), order);
        assertThat(without).isEqualTo(golden("purchase-with-fewer-products"));
        assertThat(names(url(fit(without.length() - 1), order))).containsExactly("Sweater");
    }

    @Test
    void ofTwoProductsOfOneValueTheLaterIsLeftOut() throws Exception {
        SalesEvent order = order(line("First", 1, "4.00"), line("Other", 2, "2.00"), line("Third", 4, "1.000"));
        int whole = url(tracktor().build(), order).length();

        assertThat(names(url(fit(whole - 1), order))).containsExactly("First", "Other");
        assertThat(names(url(fit(whole - 100), order))).containsExactly("First");
    }

    @Test
    void noSaleIsTooLargeForItsTotal() throws Exception {
        Purchase.Builder purchase = order();
        for (int i = 0; i < 200; i++) {
            purchase.item(line("\u6f22".repeat(2_000), 1, "1.99"));
        }
        assertThat(url(tracktor().build(), purchase.build())).isEqualTo(golden("purchase-without-products"));
    }

    @Test
    void anEventTooLongWithoutProductsIsTooLarge() {
        SalesEvent order =
                order().orderId("1".repeat(200)).item(line("Socks", 1, "1.99")).build();
        assertThatExceptionOfType(TooLargeException.class)
                .isThrownBy(() -> encoded(fit(300), order))
                .withMessageContaining("300")
                .withMessageContaining("maxUrlLength");
    }

    @Test
    void theBoundCountsTokenAndSignatureOfTheDestinationThatSends() throws Exception {
        SalesEvent order = order(line("Socks", 2, "1.99"), line("Button", 1, "0.01"));
        byte[] bytes = encoded(tracktor().build(), order);
        int whole = url(tracktor().build(), order).length();

        assertThat(names(sent(fit(whole), bytes))).containsExactly("Socks", "Button");
        assertThat(names(sent(
                        tracktor().maxUrlLength(whole).signingSecret(SECRET).build(), bytes)))
                .containsExactly("Socks");
        assertThat(names(sent(
                        TracktorDestination.builder(TracktorSamples.TOKEN + "0")
                                .maxUrlLength(whole)
                                .build(),
                        bytes)))
                .containsExactly("Socks");
        assertThatExceptionOfType(TooLargeException.class).isThrownBy(() -> sent(fit(150), bytes));
    }

    @Test
    void cartCallsLeaveOutProductsToo() throws Exception {
        TracktorCartEvent cart = TracktorCartEvent.setCart()
                .identity("unicorn")
                .cart(sweets().product(TracktorCartProduct.builder()
                        .name("Sherbet")
                        .price("0.50")
                        .extra("quantity", 7)))
                .build();
        String whole = url(tracktor().build(), cart);
        String fewer = url(fit(whole.length() - 1), cart);

        assertThat(fewer).isEqualTo(golden("TracktorCartEvent-with-fewer-products"));
        assertThat(names(fewer)).containsExactly("Marshmallows 1kg pack", "Sherbet");
        assertThat(query(url(fit(300), cart)))
                .containsEntry(
                        "data",
                        "{\"totalprice\":3.98,\"paid_with\":\"Credit card\",\"card_type\":\"VISA\","
                                + "\"shipping_method\":\"in-store pick up\"}");
    }

    @Test
    void productsOfOwnDataAreValuedByPriceAndQuantity() throws Exception {
        TracktorTrack own = rated().data(
                        "products",
                        Arrays.asList(
                                Map.of("name", "b", "price", 3),
                                "text",
                                Map.of("name", "c", "price", 1.5, "quantity", new BigDecimal("1.9")),
                                null,
                                Map.of("name", "a", "price", 1, "quantity", 4L),
                                Map.of("name", "d", "price", "9", "quantity", 9),
                                Map.of("name", "e", "price", -1),
                                Map.of("name", "f", "price", 2, "quantity", "9")))
                .data("since", 2017)
                .build();
        List<String> left = new ArrayList<>();
        int length = url(tracktor().build(), own).length();
        for (JsonNode products = products(own, length); products != null; products = products(own, length)) {
            left.add(0, products.toString());
            length = url(fit(length), own).length() - 1;
        }

        assertThat(left.get(0)).contains("\"a\"");
        assertThat(left.subList(1, 4)).allMatch(kept -> kept.contains("\"b\""));
        assertThat(left.get(1)).doesNotContain("\"c\"", "\"f\"");
        assertThat(left.get(2)).contains("\"c\"").doesNotContain("\"f\"");
        assertThat(left.get(3)).contains("\"f\"").doesNotContain("text", "null", "\"d\"");
        assertThat(left.get(4)).contains("text").doesNotContain("null", "\"d\"");
        assertThat(left.get(5)).contains("text", "null").doesNotContain("\"d\"");
        assertThat(left.get(6)).contains("\"d\"").doesNotContain("\"e\"");
        assertThat(left).hasSize(8);
    }

    private static @Nullable JsonNode products(SalesEvent event, int max) throws Exception {
        return data(url(fit(max), event)).get("products");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyAListOfProductsIsLeftOut(boolean empty) {
        Object notAList = empty ? List.of() : Map.of("name", "Socks", "price", 1);
        for (SalesEvent event : List.of(
                rated().data("products", notAList).data("text", "x".repeat(300)).build(),
                rated().data("others", List.of("x".repeat(300))).build(),
                TracktorSet.builder()
                        .identity("u")
                        .property("products", List.of("x".repeat(300)))
                        .build())) {
            assertThatExceptionOfType(TooLargeException.class).isThrownBy(() -> url(fit(300), event));
        }
    }

    @Test
    void productsThatAreNoListAreSentAsTheyAre() throws Exception {
        assertThat(query(url(fit(300), rated().data("products", 1).build()))).containsEntry("data", "{\"products\":1}");
        assertThat(query(url(fit(300), rated().data("products", List.of()).build())))
                .containsEntry("data", "{\"products\":[]}");
    }

    @Test
    void dataThatHadOnlyProductsIsAnEmptyObject() throws Exception {
        TracktorTrack own = rated().data("products", List.of("x".repeat(500))).build();
        assertThat(query(url(fit(300), own))).containsEntry("data", "{}");
    }

    @Test
    void productsLeftOutAreNotedUnderTheFieldOfTheEvent() throws Exception {
        String text = "x".repeat(500);
        assertThat(noted(order(line(text, 1, "1.00")))).containsExactly("items");
        assertThat(noted(order(line("Socks", 1, "1.00")))).isEmpty();
        assertThat(noted(rated().data("products", List.of(text)).build())).containsExactly("products");
        assertThat(noted(rated().data("orderid", "1")
                        .data("products", List.of(1))
                        .build()))
                .isEmpty();
        assertThat(noted(TracktorCartEvent.purchaseCart()
                        .identity("unicorn")
                        .cart(sweets().extra("a", "b".repeat(70)))
                        .build()))
                .containsExactly("products");
    }

    private static List<String> noted(SalesEvent event) throws Exception {
        TracktorDestination destination = fit(450);
        EncodedEvent one = new EncodedEvent("id", encoded(destination, event));
        destination.toRequest(List.of(one));
        return one.madeFit();
    }

    @Test
    @Timeout(60)
    void tenThousandLinesAreCutInOnePass() throws Exception {
        Purchase.Builder purchase = order();
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            purchase.item(line("\u6f22".repeat(500), 1 + random.nextInt(100), "1.99"));
        }
        SalesEvent order = purchase.build();

        byte[] bytes = encoded(tracktor().build(), order);

        assertThat(bytes).as("no more than the longest address needs").hasSizeLessThan(LONGEST + 20_000);
        assertThat(names(sent(tracktor().build(), bytes))).hasSize(1);
        assertThat(names(sent(fit(LONGEST), bytes))).hasSizeBetween(200, 230);
    }

    // ---- against the plain rule

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    /** The plain rule: the longest of the addresses with none, one, two and so on of the most valuable lines. */
    @ParameterizedTest
    @MethodSource("seeds")
    void theAddressIsThatOfTheMostValuableLinesThatFit(long seed) throws Exception {
        Random random = new Random(seed);
        List<Line> lines = lines(random);
        Function<List<Line>, SalesEvent> kind = kind(random);
        TracktorDestination.Builder account = account(random);
        List<String> addresses = new ArrayList<>();
        for (int count = 0; count <= lines.size(); count++) {
            addresses.add(url(account.maxUrlLength(LONGEST).build(), kind.apply(mostValuable(lines, count))));
        }
        SalesEvent event = kind.apply(lines);
        int longest = addresses.get(lines.size()).length();
        for (int run = 0; run < 20; run++) {
            int max = 100 + random.nextInt(longest + 50);
            TracktorDestination destination = account.maxUrlLength(max).build();
            String expected = null;
            for (String address : addresses) {
                expected = address.length() <= max ? address : expected;
            }
            if (expected == null) {
                assertThatExceptionOfType(TooLargeException.class)
                        .as("seed %d", seed)
                        .isThrownBy(() -> encoded(destination, event));
                continue;
            }
            EncodedEvent one = new EncodedEvent("id", encoded(destination, event));
            String address = destination.toRequest(List.of(one)).uri().toString();
            assertThat(address).as("seed %d, at most %d", seed, max).isEqualTo(expected);
            assertThat(address.length()).as("seed %d", seed).isLessThanOrEqualTo(max);
            assertThat(url(destination, event)).as("seed %d", seed).isEqualTo(address);
            assertThat(data(address).isObject()).as("seed %d", seed).isTrue();
            assertThat(one.madeFit().isEmpty()).as("seed %d", seed).isEqualTo(address.length() == longest);
        }
    }

    /** A line of an order, a product of a cart, or a map in own data. */
    private record Line(String name, BigDecimal quantity, BigDecimal price) {
        BigDecimal value() {
            return price.multiply(quantity);
        }
    }

    private static List<Line> mostValuable(List<Line> lines, int count) {
        return IntStream.range(0, lines.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> lines.get(i).value().negate()))
                .limit(count)
                .sorted()
                .map(lines::get)
                .toList();
    }

    private static List<Line> lines(Random random) {
        List<Line> lines = new ArrayList<>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            String name = "n" + "a\u00e4\u6f22 \"\\".repeat(random.nextInt(6)) + i;
            lines.add(new Line(
                    name,
                    BigDecimal.valueOf(1 + random.nextInt(8), random.nextInt(2)),
                    BigDecimal.valueOf(random.nextInt(500), random.nextInt(4))));
        }
        return lines;
    }

    private static Function<List<Line>, SalesEvent> kind(Random random) {
        String id = "o".repeat(1 + random.nextInt(50));
        boolean before = random.nextBoolean();
        boolean after = !before || random.nextBoolean();
        return switch (random.nextInt(3)) {
            case 0 ->
                lines -> {
                    Purchase.Builder order = order().orderId(id);
                    lines.forEach(line -> order.item(
                            line(line.name, 1, line.price.toPlainString()).quantity(line.quantity)));
                    return order.build();
                };
            case 1 -> lines -> own(id, before, lines, after);
            default -> lines -> cart(id, lines);
        };
    }

    private static SalesEvent own(String id, boolean before, List<Line> lines, boolean after) {
        TracktorTrack.Builder own = rated();
        if (before) {
            own.data("before", id);
        }
        if (!lines.isEmpty()) {
            own.data("products", lines.stream().map(TracktorFitTest::fields).toList());
        }
        if (after) {
            own.data("after", Collections.singletonMap("products", null));
        }
        return own.build();
    }

    private static Map<String, Object> fields(Line line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", line.name);
        fields.put("quantity", line.quantity);
        fields.put("price", line.price);
        return fields;
    }

    /** A cart is never empty, so one without products is written as own data. */
    private static SalesEvent cart(String id, List<Line> lines) {
        BigDecimal total = new BigDecimal("9.90");
        if (lines.isEmpty()) {
            return rated().action("Cart set")
                    .data("totalprice", total)
                    .data("id", id)
                    .build();
        }
        TracktorCart.Builder cart = TracktorCart.builder().totalPrice(total).extra("id", id);
        lines.forEach(line -> cart.product(
                TracktorCartProduct.builder().name(line.name).price(line.price).extra("quantity", line.quantity)));
        return TracktorCartEvent.setCart().identity("unicorn").cart(cart).build();
    }

    private static TracktorDestination.Builder account(Random random) {
        TracktorDestination.Builder account = TracktorDestination.builder("t".repeat(1 + random.nextInt(30)));
        return random.nextBoolean() ? account : account.signingSecret(SECRET);
    }

    // ---- frames that are none

    @ParameterizedTest
    @MethodSource("seeds")
    void brokenBytesAreRefusedWithoutShowingThem(long seed) throws Exception {
        Random random = new Random(seed);
        TracktorDestination destination = tracktor().alias(true).build();
        SalesEvent event = kind(random).apply(lines(random));
        byte[] right = encoded(destination, event);
        for (int run = 0; run < 100; run++) {
            byte[] bytes = broken(random, right);
            try {
                String address = sent(destination, bytes);
                assertThat(address).as("seed %d, run %d", seed, run).hasSizeLessThanOrEqualTo(8_000);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).as("seed %d, run %d", seed, run).hasMessage("not encoded by this destination");
            }
        }
    }

    private static byte[] broken(Random random, byte[] right) {
        byte[] bytes = Arrays.copyOf(right, random.nextInt(4) == 0 ? random.nextInt(right.length) : right.length);
        for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            byte[] likely = "\n 0919-%&\u00e9".getBytes(UTF_8);
            bytes[random.nextInt(bytes.length)] =
                    random.nextBoolean() ? (byte) random.nextInt() : likely[random.nextInt(likely.length)];
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 a",
                "-1 a",
                "0 a\n0 b",
                "0 a\n2 b",
                "x a",
                "0",
                "0a",
                " a",
                "",
                "0 a\n",
                "99999999999 a",
                "0 \u00e4",
                "0 a b"
            })
    void ranksWithoutOrderAreRefused(String products) {
        byte[] bytes = ("/track\nid\n\nts=1&data=%7B\nitems\n%7D\n" + products).getBytes(UTF_8);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> sent(tracktor().build(), bytes))
                .withMessage("not encoded by this destination");
    }

    private static TracktorDestination fit(int max) {
        return tracktor().maxUrlLength(max).build();
    }

    private static String sent(TracktorDestination destination, byte[] bytes) throws Exception {
        return destination
                .toRequest(List.of(new EncodedEvent("id", bytes)))
                .uri()
                .toString();
    }

    private static Purchase.Builder order() {
        return Purchase.builder()
                .visitor(visitor())
                .orderId("1042")
                .currency("EUR")
                .total("5.970");
    }

    private static Purchase order(LineItem.Builder... lines) {
        Purchase.Builder order = order();
        Arrays.stream(lines).forEach(order::item);
        return order.build();
    }

    private static LineItem.Builder line(String name, int quantity, String price) {
        return LineItem.builder().productId("p").name(name).quantity(quantity).unitPrice(price);
    }

    private static JsonNode data(String url) throws Exception {
        return Json.mapper().readTree(query(url).get("data"));
    }

    private static List<String> names(String url) throws Exception {
        return data(url).path("products").findValuesAsText("name");
    }
}
