package io.salestracker.tracktor;

import static io.salestracker.tracktor.TracktorSamples.SECRET;
import static io.salestracker.tracktor.TracktorSamples.TIME;
import static io.salestracker.tracktor.TracktorSamples.encoded;
import static io.salestracker.tracktor.TracktorSamples.golden;
import static io.salestracker.tracktor.TracktorSamples.query;
import static io.salestracker.tracktor.TracktorSamples.rated;
import static io.salestracker.tracktor.TracktorSamples.request;
import static io.salestracker.tracktor.TracktorSamples.sweets;
import static io.salestracker.tracktor.TracktorSamples.tracktor;
import static io.salestracker.tracktor.TracktorSamples.url;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.event.EventBuilder;
import io.salestracker.http.Request;
import io.salestracker.internal.support.Json;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracktorEncodingTest {
    private static final ObjectReader EXACT =
            Json.mapper().reader().forType(Object.class).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    static Stream<Arguments> examples() {
        return Stream.of(
                Arguments.of("TracktorTrack-minimal", rated().build()),
                Arguments.of(
                        "TracktorTrack",
                        TracktorTrack.builder()
                                .id("own")
                                .occurredAt(TIME)
                                .site("eu")
                                .identity(TracktorIdentity.of("Zo\u00eb & co"))
                                .action("rated-product")
                                .data("productid", 33156)
                                .data("category", "Consumer electronics")
                                .data("rating", 5L)
                                .data("comment", "Very \"good\" product!\n+1")
                                .data("price", new BigDecimal("149.90"))
                                .data("tags", Arrays.asList("a", null, true, Map.of("deep", List.of())))
                                .data("gone", null)
                                .build()),
                Arguments.of(
                        "TracktorSet-minimal",
                        TracktorSet.builder()
                                .identity("unicorn")
                                .remove("delete_me")
                                .build()),
                Arguments.of("TracktorSet", fullSet()),
                Arguments.of(
                        "TracktorAlias-minimal",
                        TracktorAlias.builder()
                                .sourceId("a-x123124123")
                                .identity("unicorn")
                                .build()),
                Arguments.of(
                        "TracktorAlias",
                        TracktorAlias.builder()
                                .sourceId("a-3bxuAxl18r02UsdTUdk1Ri9")
                                .identity(TracktorIdentity.of("5115", TracktorSamples.SIGNED_5115))
                                .build()),
                Arguments.of(
                        "TracktorCartEvent-minimal",
                        TracktorCartEvent.cancelCart()
                                .identity("unicorn")
                                .cart(TracktorCart.builder()
                                        .totalPrice(BigDecimal.ZERO)
                                        .product(TracktorCartProduct.builder()
                                                .name("Zephir 1kg pack")
                                                .price(BigDecimal.ZERO)))
                                .build()),
                Arguments.of(
                        "TracktorCartEvent",
                        TracktorCartEvent.purchaseCart()
                                .identity("unicorn")
                                .orderId("1042")
                                .cart(sweets().build())
                                .build()));
    }

    private static TracktorSet fullSet() {
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("city", "Malm\u00f6");
        address.put("zip", null);
        return TracktorSet.builder()
                .identity(TracktorIdentity.of("5115", TracktorSamples.SIGNED_5115))
                .property("email", "unicorn@example.com")
                .property("first_name", "Dave")
                .property("last_name", "Johnson")
                .property("age", 25)
                .property("billing_plan", null)
                .property("address", address)
                .properties(Map.of("newsletters", List.of("daily", "weekly")))
                .build();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void sendsWhatTheVendorDocuments(String golden, TracktorEvent event) throws Exception {
        assertThat(url(tracktor().alias(true).build(), event)).isEqualTo(golden(golden));
    }

    @Test
    void everyKindHasGoldenFilesAndABuilder() {
        for (Class<?> type : TracktorEvent.class.getPermittedSubclasses()) {
            assertThat(type.getMethods())
                    .filteredOn(method -> Modifier.isStatic(method.getModifiers()))
                    .filteredOn(method -> EventBuilder.class.isAssignableFrom(method.getReturnType()))
                    .as("builders of %s", type)
                    .isNotEmpty();
            assertThat(examples()
                            .filter(example -> type.isInstance(example.get()[1]))
                            .map(example -> example.get()[0]))
                    .contains(type.getSimpleName(), type.getSimpleName() + "-minimal");
        }
    }

    @Test
    void cartCallsAreTrackedUnderTheirActions() throws Exception {
        TracktorDestination destination = tracktor()
                .setCartAction("set!")
                .cancelCartAction("cancel!")
                .purchaseCartAction("purchase!")
                .build();
        assertThat(action(destination, TracktorCartEvent.setCart())).isEqualTo("set!");
        assertThat(action(destination, TracktorCartEvent.cancelCart())).isEqualTo("cancel!");
        assertThat(action(destination, TracktorCartEvent.purchaseCart())).isEqualTo("purchase!");
        assertThat(action(tracktor().build(), TracktorCartEvent.setCart())).isEqualTo("Cart set");
    }

    private static String action(TracktorDestination destination, TracktorCartEvent.Builder event) throws Exception {
        return query(url(destination, event.identity("unicorn").cart(sweets()).build()))
                .get("action");
    }

    @Test
    void asksIntermediariesToStoreNothing() throws Exception {
        Request request = request(tracktor().build(), rated().build());
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.body()).isNull();
        assertThat(request.headers()).containsOnly(Map.entry("Cache-Control", "no-store"));
    }

    @Test
    void timeIsInSecondsUnlessToldOtherwise() throws Exception {
        assertThat(query(url(tracktor().build(), rated().build()))).containsEntry("ts", "1429186474");
        assertThat(query(url(tracktor().timestampUnit(ChronoUnit.MILLIS).build(), rated().build())))
                .containsEntry("ts", "1429186474987");
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theDecodedQueryEqualsTheInput(long seed) throws Exception {
        Random random = new Random(seed);
        String token = text(random, 12);
        String person = text(random, 20);
        String action = text(random, 20);
        Map<String, Object> data = object(random, 0);
        String url = url(
                TracktorDestination.builder(token).maxUrlLength(1_000_000).build(),
                rated().identity(person).action(action).data(data).build());
        assertThat(url).as("seed %d", seed).matches("https://api\\.tracktor\\.io/track\\?[A-Za-z0-9._~%=&-]*");
        Map<String, String> query = query(url);
        assertThat(query.get("sid")).as("seed %d", seed).isEqualTo(token);
        assertThat(query.get("id")).as("seed %d", seed).isEqualTo(person);
        assertThat(query.get("action")).as("seed %d", seed).isEqualTo(action);
        if (data.isEmpty()) {
            assertThat(query).as("seed %d", seed).doesNotContainKey("data");
        } else {
            Object read = EXACT.readValue(query.get("data"));
            assertThat(read).as("seed %d", seed).isEqualTo(data);
            assertThat(((Map<?, ?>) read).keySet().toArray())
                    .as("seed %d", seed)
                    .isEqualTo(data.keySet().toArray());
        }
    }

    private static Map<String, Object> object(Random random, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.put(text(random, 8), value(random, depth + 1));
        }
        return object;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 5 : 7)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt();
            case 3 -> BigDecimal.valueOf(random.nextLong(), 1 + random.nextInt(20));
            case 4 -> text(random, 30);
            case 5 -> object(random, depth);
            default -> Arrays.asList(value(random, depth + 1), value(random, depth + 1));
        };
    }

    /** Any characters but controls and surrogates, with those that a query or JSON could trip over drawn often. */
    private static String text(Random random, int most) {
        String tricky = "%+&=?#/\\\"' ~*-._<>\u00a0\u2028\ufeff\u00e4\u20ac";
        StringBuilder text = new StringBuilder().appendCodePoint('a' + random.nextInt(26));
        for (int i = random.nextInt(most); i > 0; i--) {
            int c = random.nextBoolean()
                    ? tricky.charAt(random.nextInt(tricky.length()))
                    : random.nextInt(Character.MAX_CODE_POINT + 1);
            boolean usable = !Character.isISOControl(c) && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
            text.appendCodePoint(usable ? c : 'x');
        }
        return text.toString();
    }

    @Test
    void encodesTheSameBytesEveryTimeWithoutAnythingOfTheAccount() throws Exception {
        TracktorDestination destination = tracktor().signingSecret(SECRET).build();
        byte[] bytes = encoded(destination, fullSetUnsigned());
        assertThat(encoded(destination, fullSetUnsigned())).isEqualTo(bytes);
        assertThat(new String(bytes, UTF_8)).doesNotContain(TracktorSamples.TOKEN, SECRET, TracktorSamples.SIGNED_5115);
    }

    private static TracktorSet fullSetUnsigned() {
        return TracktorSet.builder().identity("5115").property("age", 25).build();
    }

    @Test
    void refusesToReadWhatItDidNotWrite() {
        TracktorDestination destination = tracktor().build();
        assertThatIllegalArgumentException().isThrownBy(() -> destination.toRequest(List.of()));
        for (String bytes : List.of("", "/track", "/track\nid\n", "/other\nid\n\nts=1")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> destination.toRequest(List.of(new EncodedEvent("id", bytes.getBytes(UTF_8)))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "149.90", "1E+3", "-12.5", "0.00000000000000000001"})
    void numbersArePlainWithAllTheirDecimals(String number) throws Exception {
        BigDecimal decimal = new BigDecimal(number);
        assertThat(query(url(tracktor().build(), rated().data("n", decimal).build())))
                .containsEntry("data", "{\"n\":" + decimal.toPlainString() + "}");
    }
}
