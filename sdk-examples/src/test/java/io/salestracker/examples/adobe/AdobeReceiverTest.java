package io.salestracker.examples.adobe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.salestracker.SalesTracker;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.testkit.RecordingTransport;
import io.salestracker.testkit.SettableClock;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bodies have the shape that Adobe documents, with made-up content. */
class AdobeReceiverTest {
    private static final String CLIENT = "4f6b1a3c8d2e4f6b9a1c3d5e7f901234";
    private static final String ITEM = """
            {"item_id": "71", "parent_item_id": null, "product_id": "2046", "sku": "MS-1", "name": "Shirt",
             "qty_ordered": "2.0000", "price": "29.0000", "row_total": "58.0000", "discount_amount": "5.8000"}""";
    private static KeyPair first;
    private static KeyPair second;

    private final Map<String, byte[]> published = new ConcurrentHashMap<>();
    private final List<String> fetched = new ArrayList<>();
    private final List<Purchase> tracked = new ArrayList<>();
    private final List<URI> toConfirm = new ArrayList<>();
    private final SettableClock clock = SettableClock.at(Instant.parse("2026-11-20T12:00:00Z"));
    private final SalesTracker tracker = SalesTracker.builder()
            .destination(
                    EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                            .build(),
                    route -> route.filter(event -> tracked.add((Purchase) event)))
            .transport(new RecordingTransport())
            .build();
    private HttpServer host;
    private AdobeReceiver receiver;

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        first = keys.generateKeyPair();
        second = keys.generateKeyPair();
    }

    @BeforeEach
    void publishTheFirstKey() throws IOException {
        host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/", exchange -> {
            fetched.add(exchange.getRequestURI().getPath());
            byte[] pem = published.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(pem == null ? 404 : 200, pem == null ? -1 : pem.length);
            if (pem != null) {
                exchange.getResponseBody().write(pem);
            }
            exchange.close();
        });
        host.start();
        publish("one", first);
        receiver = new AdobeReceiver(
                CLIENT,
                tracker,
                toConfirm::add,
                new AdobeKeys(URI.create("http://127.0.0.1:" + host.getAddress().getPort()), clock));
    }

    @AfterEach
    void stop() {
        tracker.close();
        host.stop(0);
    }

    private void publish(String id, KeyPair key) {
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        published.put("/prod/keys/pub-key-" + id + ".pem", pem.getBytes(UTF_8));
    }

    private static Map<String, String> signed(int number, String keyPath, KeyPair key, String body) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.getPrivate());
            signature.update(body.getBytes(UTF_8));
            return Map.of(
                    "X-Adobe-Digital-Signature-" + number,
                    Base64.getEncoder().encodeToString(signature.sign()),
                    "X-Adobe-Public-Key" + number + "-Path",
                    keyPath);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private int post(Map<String, String> headers, String body) {
        return receiver.post(headers, body.getBytes(UTF_8)).status();
    }

    /** Posts a body as Adobe does. */
    private int post(String body) {
        return post(signed(1, "/prod/keys/pub-key-one.pem", first, body), body);
    }

    private static String event(String id, String order) {
        return """
                {"specversion": "1.0", "id": "%1$s", "source": "urn:uuid:b0b3", "datacontenttype": "application/json",
                 "type": "com.adobe.commerce.observer.sales_order_save_after", "time": "2026-11-20T12:00:00Z",
                 "eventid": "%1$s", "recipientclientid": "%2$s",
                 "data": {"key": "k-%1$s", "source": "shop.example", "value": %3$s,
                  "_metadata": {"storeId": "3", "websiteId": "1"}}}""".formatted(id, CLIENT, order);
    }

    private static String order(String number, String isNew, String... items) {
        return """
                {"increment_id": "%s", "order_currency_code": "EUR", "grand_total": "52.2000", "_isNew": %s,
                 "created_at": "2026-11-20 11:59:58", "items": [%s]}""".formatted(number, isNew, String.join(",", items));
    }

    private List<LineItem> lines(String... items) {
        assertThat(post(event("e", order("1042", "true", items)))).isEqualTo(200);
        assertThat(tracked).hasSize(1);
        return tracked.get(0).items();
    }

    @Test
    void answersTheChallengeOfARegistration() {
        assertThat(receiver.get("8ec8d794-\"a"))
                .isEqualTo(new AdobeReceiver.Reply(200, "{\"challenge\":\"8ec8d794-\\\"a\"}"));
        assertThat(receiver.get(null).status()).isEqualTo(400);
    }

    @Test
    void handsOnWhereARegistrationIsConfirmed() {
        String address = "https://csm.adobe.io/csm/registrations/validate?id=1&challenge=x";

        assertThat(post(Map.of(), "{\"validationUrl\": \"" + address + "\"}")).isEqualTo(200);
        assertThat(toConfirm).containsExactly(URI.create(address));
        assertThat(tracked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://csm.adobe.io/x",
                "https://csm.adobe.io.evil.example/x",
                "https://evil.example/csm.adobe.io/",
                "https://csm@evil.example/.adobe.io/",
                "file:///etc/passwd"
            })
    void handsOnNoAddressOfOthers(String address) {
        assertThat(post(Map.of(), "{\"validationUrl\": \"" + address + "\"}")).isEqualTo(200);
        assertThat(toConfirm).isEmpty();
    }

    @Test
    void reportsANewOrder() {
        assertThat(post(event("e1", order("000001042", "true", ITEM)))).isEqualTo(200);

        assertThat(tracked).singleElement().satisfies(order -> {
            assertThat(order.orderId()).isEqualTo("000001042");
            assertThat(order.site()).isEqualTo("3");
            assertThat(order.total()).isEqualByComparingTo("52.20");
            assertThat(order.occurredAt()).isEqualTo("2026-11-20T11:59:58Z");
            assertThat(order.items()).singleElement().satisfies(line -> {
                assertThat(line.quantity()).isEqualByComparingTo("2");
                assertThat(line.unitPrice()).isEqualByComparingTo("26.10");
            });
        });
    }

    @Test
    void takesEitherSignature() {
        String body = event("e1", order("1042", "true", ITEM));
        Map<String, String> headers = new HashMap<>(signed(1, "/prod/keys/pub-key-gone.pem", second, body));
        headers.putAll(signed(2, "/prod/keys/pub-key-one.pem", first, body));

        assertThat(post(headers, body)).isEqualTo(200);
        assertThat(tracked).hasSize(1);
    }

    @Test
    void followsTheRotationOfKeys() {
        assertThat(post(event("e1", order("1", "true", ITEM)))).isEqualTo(200);
        assertThat(post(event("e2", order("2", "true", ITEM)))).isEqualTo(200);
        assertThat(fetched).hasSize(1);

        published.clear();
        publish("two", second);
        String body = event("e3", order("3", "true", ITEM));
        assertThat(post(signed(1, "/prod/keys/pub-key-two.pem", second, body), body))
                .isEqualTo(200);
        assertThat(tracked).hasSize(3);

        clock.advance(Duration.ofHours(13));
        assertThat(post(event("e4", order("4", "true", ITEM))))
                .as("the old key")
                .isEqualTo(401);
    }

    @Test
    void refusesAForgedRequest() {
        String body = event("e1", order("1042", "true", ITEM));

        assertThat(post(Map.of(), body)).as("no signature").isEqualTo(401);
        assertThat(post(signed(1, "/prod/keys/pub-key-one.pem", second, body), body))
                .as("another's key")
                .isEqualTo(401);
        assertThat(post(signed(1, "/prod/keys/pub-key-one.pem", first, body), body.replace("52.2", "92.2")))
                .as("a changed body")
                .isEqualTo(401);
        assertThat(post(
                        Map.of(
                                "x-adobe-digital-signature-1",
                                "no base64 \u00e9",
                                "x-adobe-public-key1-path",
                                "/prod/keys/pub-key-one.pem"),
                        body))
                .as("no signature at all")
                .isEqualTo(401);
        assertThat(tracked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example/prod/keys/pub-key-one.pem",
                "/prod/keys/../pub-key-one.pem",
                "https://evil.example/prod/keys/pub-key-one.pem",
                "@evil.example/prod/keys/pub-key-one.pem"
            })
    void fetchesNoKeyFromElsewhere(String path) {
        String body = event("e1", order("1042", "true", ITEM));

        assertThat(post(signed(1, path, first, body), body)).isEqualTo(401);
        assertThat(fetched).isEmpty();
    }

    @Test
    void asksToComeAgainWhileTheKeysCannotBeHad() {
        host.stop(0);

        assertThat(post(event("e1", order("1042", "true", ITEM)))).isEqualTo(503);
        assertThat(tracked).isEmpty();
    }

    @Test
    void refusesARequestForAnotherClient() {
        String body = event("e1", order("1042", "true", ITEM));

        assertThat(post(body.replace(CLIENT, "another"))).isEqualTo(401);
        assertThat(post("[" + body + "," + body.replace(CLIENT, "another") + "]"))
                .isEqualTo(401);
        assertThat(tracked).isEmpty();
        assertThat(post(body.replace("recipientclientid", "recipient_client_id")))
                .isEqualTo(200);
        assertThat(tracked).hasSize(1);
    }

    @Test
    void reportsEachEventOfABatch() {
        String batch = "[" + event("e1", order("1", "true", ITEM)) + "," + event("e2", order("2", "true", ITEM)) + "]";

        assertThat(post(batch)).isEqualTo(200);
        assertThat(tracked).extracting(Purchase::orderId).containsExactly("1", "2");
    }

    @Test
    void reportsARedeliveredEventOnce() {
        assertThat(post(event("e1", order("1042", "true", ITEM)))).isEqualTo(200);
        assertThat(post(event("e1", order("1042", "true", ITEM)))).isEqualTo(200);

        assertThat(tracked).hasSize(1);
    }

    @Test
    void reportsTheFirstSaveOnly() {
        post(event("e1", order("1", "false", ITEM)));
        post(event("e2", order("2", "null, \"_origData\": {\"status\": \"new\"}", ITEM)));
        post(event("e3", order("3", "null", ITEM)));
        post(event("e7", order("7", "true", ITEM).replace("\"_isNew\": true,", "")));
        assertThat(tracked).isEmpty();

        post(event("e4", order("4", "1", ITEM)));
        post(event("e5", order("5", "\"1\"", ITEM)));
        post(event("e6", order("6", "null, \"_origData\": null", ITEM)));
        assertThat(tracked).extracting(Purchase::orderId).containsExactly("4", "5", "6");
    }

    @Test
    void leavesOtherEventsOut() {
        assertThat(post(event("e1", order("1042", "true", ITEM)).replace("sales_order_save_after", "catalog_save")))
                .isEqualTo(200);
        assertThat(tracked).isEmpty();
    }

    @Test
    void countsAConfigurableProductOnce() {
        String child = ITEM.replace("\"parent_item_id\": null", "\"parent_item_id\": \"71\"");

        assertThat(lines(ITEM, child)).hasSize(1);
    }

    @Test
    void takesTheDiscountOfABundleFromItsChildren() {
        String bundle = """
                {"item_id": 80, "product_id": 7, "qty_ordered": 1, "row_total": 60, "discount_amount": 0}""";
        String child = """
                {"item_id": %d, "parent_item_id": "80", "product_id": 8, "qty_ordered": 1, "discount_amount": "%s"}""";

        assertThat(lines(bundle, child.formatted(81, "4.0000"), child.formatted(82, "2.0000")))
                .singleElement()
                .extracting(LineItem::unitPrice)
                .isEqualTo(new BigDecimal("54"));
    }

    @Test
    void givesAUnitPriceTheDecimalsItNeeds() {
        String three = """
                {"product_id": 7, "qty_ordered": 3, "row_total": 10.00}""";

        assertThat(lines(three)).singleElement().satisfies(line -> {
            assertThat(line.product().productId()).isEqualTo("7");
            assertThat(line.unitPrice().multiply(BigDecimal.valueOf(3)).doubleValue())
                    .isEqualTo(10.0);
        });
    }

    @Test
    void makesOneLineOfADecimalQuantity() {
        String cheese = """
                {"product_id": "8", "qty_ordered": 1.85, "row_total": "37.0000", "discount_amount": 1}""";

        assertThat(lines(cheese)).singleElement().satisfies(line -> {
            assertThat(line.quantity()).isEqualByComparingTo("1");
            assertThat(line.unitPrice()).isEqualByComparingTo("36");
        });
    }

    @Test
    void takesAQuantityThatIsNoInt() {
        String screws = """
                {"product_id": "9", "qty_ordered": "3000000000.0000", "row_total": "30.0000"}""";

        assertThat(lines(screws)).singleElement().satisfies(line -> {
            assertThat(line.quantity()).isEqualByComparingTo("3000000000");
            assertThat(line.unitPrice()).isEqualByComparingTo("0.00000001");
        });
    }

    @Test
    void leavesALineOfNothingOut() {
        assertThat(lines(ITEM, ITEM.replace("2.0000", "0.0000"))).hasSize(1);
    }

    @Test
    void aBrokenEventCostsNoOther() {
        String broken = event("e1", order("1", "true", ITEM)).replace("2.0000", "two");

        assertThat(post("[" + broken + ", 7, " + event("e2", order("2", "true", ITEM)) + "]"))
                .isEqualTo(200);
        assertThat(tracked).extracting(Purchase::orderId).containsExactly("2");
        assertThat(post("no json")).isEqualTo(200);
    }
}
