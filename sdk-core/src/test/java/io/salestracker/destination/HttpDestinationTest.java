package io.salestracker.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.EventKind;
import io.salestracker.event.IdentityType;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.VendorEvent;
import io.salestracker.event.Violation;
import io.salestracker.event.Violations;
import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDestinationTest {
    private static final Stamp STAMP = new Stamp("stamp-1", Instant.parse("2026-11-20T09:30:00Z"));

    record Buyer(String number) implements VisitorIdentity {
        static final IdentityType<Buyer> TYPE = new IdentityType<>("acme", Buyer.class, Buyer::parse);

        static Buyer parse(String written) {
            new Violations()
                    .check(written.startsWith("b"), "number", Violation.Code.MALFORMED, "must begin with b")
                    .throwIfAny("Buyer");
            return new Buyer(written);
        }

        @Override
        public String vendor() {
            return "acme";
        }

        @Override
        public String write() {
            return number;
        }
    }

    record Order(@Nullable String orderingKey, String number) implements VendorEvent {
        @Override
        public @Nullable String id() {
            return null;
        }

        @Override
        public @Nullable Instant occurredAt() {
            return null;
        }

        @Override
        public @Nullable String site() {
            return null;
        }

        @Override
        public EventKind kind() {
            return EventKind.PURCHASE;
        }

        @Override
        public String vendor() {
            return "acme";
        }

        @Override
        public long heapBytes() {
            return 100;
        }
    }

    /** Takes purchases and cart changes, of which it requires a currency. */
    static class Acme extends HttpDestination<Buyer, Order> {
        private final boolean needsBuyer;

        Acme(Builder builder) {
            super(Buyer.TYPE, Order.class, builder);
            needsBuyer = builder.needsBuyer;
        }

        @Override
        protected boolean takes(CommerceEvent event) {
            return !(event instanceof ProductVisit);
        }

        @Override
        protected boolean needsIdentity() {
            return needsBuyer;
        }

        @Override
        protected void check(CommerceEvent event, @Nullable Buyer identity, Violations violations) {
            if (event instanceof CartChange change) {
                violations.requiredBy("Acme", "currency", change.currency());
            }
        }

        @Override
        protected List<String> madeFit(CommerceEvent event) {
            return event instanceof CartChange ? List.of("product.name", "product.sku") : List.of();
        }

        @Override
        protected boolean countsOrderIdOnce() {
            return true;
        }

        @Override
        protected Order translate(CommerceEvent event, @Nullable Buyer identity) {
            return new Order(null, event instanceof Purchase purchase ? orderId(purchase) : "cart");
        }

        @Override
        protected byte[] payload(Order own, Stamp stamp) {
            return json(json -> {
                json.text("order", own.number()).time("at", stamp.occurredAt());
                if (own.number().equals("nested")) {
                    json.text("inner", new String(json(inner -> inner.number("n", 1)), UTF_8));
                }
                if (own.number().equals("fails")) {
                    throw new IllegalStateException("halfway");
                }
            });
        }

        URI resolved(String path) {
            return resolve("path", path);
        }

        void warn(String message) {
            warnOnce(message);
        }

        static Builder at(String address) {
            return new Builder(URI.create(address));
        }

        static final class Builder extends HttpDestination.Builder<Builder> {
            private boolean needsBuyer = true;

            Builder(URI endpoint) {
                super("endpoint", endpoint);
                secret("sh");
                status(409, ResponseClass.ALREADY_TAKEN);
            }

            Builder anybody() {
                needsBuyer = false;
                return this;
            }

            Builder reserving(String header) {
                reserve(header, "leave it out");
                return this;
            }

            @Override
            public Acme build() {
                return new Acme(this);
            }
        }
    }

    private static Acme.Builder acme() {
        return Acme.at("https://acme.example/orders?key=hush-query");
    }

    private static Purchase purchase(@Nullable Visitor visitor) {
        return Purchase.builder()
                .visitor(visitor)
                .orderId("1042")
                .currency("EUR")
                .total("1")
                .build();
    }

    private static CartChange change(Visitor visitor) {
        return CartChange.builder()
                .visitor(visitor)
                .product(Product.builder().productId("1"))
                .quantityBefore(0)
                .quantityAfter(1)
                .build();
    }

    private static final Visitor KNOWN = Visitor.of(new Buyer("b-7"));
    private static final Visitor UNREADABLE =
            Visitor.builder().identity("acme", "hush").build();

    // ---- accepting

    @Test
    void anEventOfAKnownVisitorIsSentUnderTheVisitorsKey() {
        assertThat(acme().build().accepts(purchase(KNOWN))).isEqualTo(Acceptance.send("b-7", true));
    }

    @Test
    void aVendorsOwnEventIsSentUnderItsOwnKey() {
        assertThat(acme().build().accepts(new Order("k", "1"))).isEqualTo(Acceptance.send("k", false));
    }

    @Test
    void onlyAKnownVisitorHasAnOrderingKey() {
        assertThat(acme().build().orderingKey(KNOWN)).isEqualTo("b-7");
        assertThat(acme().build().orderingKey(Visitor.of())).isNull();
    }

    @Test
    void anEventOfAnUnknownVisitorIsSkipped() {
        for (Visitor visitor : new Visitor[] {null, Visitor.of()}) {
            assertThat(acme().build().accepts(purchase(visitor))).isEqualTo(Acceptance.skip(SkipReason.NO_IDENTITY));
        }
    }

    @Test
    void anEventOfAnUnknownVisitorIsSentWhereNoIdentityIsNeeded() {
        for (Visitor visitor : new Visitor[] {null, Visitor.of()}) {
            assertThat(acme().anybody().build().accepts(purchase(visitor))).isEqualTo(Acceptance.send(null, true));
        }
    }

    @Test
    void anEventThatTheVendorHasNotIsSkippedForAnyVisitor() {
        ProductVisit visit = ProductVisit.builder()
                .visitor(UNREADABLE)
                .product(Product.builder().productId("1"))
                .build();

        assertThat(acme().build().accepts(visit)).isEqualTo(Acceptance.skip(SkipReason.NO_SUCH_EVENT));
        assertThatIllegalArgumentException().isThrownBy(() -> acme().build().encode(visit, STAMP));
    }

    @Test
    void everyFaultIsNamedBesideAnIdentityThatCannotBeRead() {
        for (Acme destination : List.of(acme().build(), acme().anybody().build())) {
            Acceptance.Refuse refused = (Acceptance.Refuse) destination.accepts(change(UNREADABLE));

            assertThat(refused.violations())
                    .extracting(Violation::path)
                    .containsExactly("visitor.acme.number", "currency");
            assertThat(refused.toString()).doesNotContain("hush");
        }
    }

    @Test
    void anotherVendorsEventIsAProgrammingError() {
        VendorEvent other =
                new io.salestracker.fakes.FakeEvent(null, null, null, EventKind.OTHER, null, null, "x", false, 100);

        assertThatIllegalArgumentException().isThrownBy(() -> acme().build().accepts(other));
        assertThatIllegalArgumentException().isThrownBy(() -> acme().build().encode(other, STAMP));
    }

    @Test
    void theFieldsThatAreMadeFitAreToldWithTheAcceptance() {
        CartChange change = CartChange.builder()
                .visitor(KNOWN)
                .product(Product.builder().productId("1"))
                .currency("EUR")
                .quantityBefore(0)
                .quantityAfter(1)
                .build();

        assertThat(acme().build().accepts(change))
                .isEqualTo(new Acceptance.Send("b-7", false, List.of("product.name", "product.sku")));
    }

    @Test
    void purchaseHasTheOrderIdThatTheVendorCountsOnce() throws Exception {
        Purchase order = purchase(KNOWN).toBuilder().site("en-us").build();
        Acme plain = acme().build();
        Acme sited = acme().siteInOrderId().build();

        assertThat(plain.countedOrderId(order)).isEqualTo("1042");
        assertThat(sited.countedOrderId(order)).isEqualTo("enus-1042");
        assertThat(new String(sited.encode(order, STAMP), UTF_8)).contains("\"order\":\"enus-1042\"");
        assertThat(sited.countedOrderId(purchase(KNOWN))).isEqualTo("1042");
        assertThat(sited.countedOrderId(order.toBuilder().site("--").build())).isEqualTo("1042");
        assertThat(sited.countedOrderId(new Order(null, "1"))).isNull();
        assertThat(sited.countedOrderId(change(KNOWN))).isNull();
    }

    // ---- writing

    @Test
    void aCommerceEventIsTranslatedAndAnOwnOneIsWrittenAsItIs() throws Exception {
        String own = "{\"order\":\"1042\",\"at\":\"2026-11-20T09:30:00.000Z\"}";

        assertThat(new String(acme().build().encode(purchase(KNOWN), STAMP), UTF_8))
                .isEqualTo(own);
        assertThat(new String(acme().build().encode(new Order(null, "1042"), STAMP), UTF_8))
                .isEqualTo(own);
    }

    @Test
    void aPayloadThatFailedHalfwayLeavesNothingInTheNext() throws Exception {
        Acme destination = acme().build();
        byte[] fine = destination.encode(new Order(null, "1"), STAMP);

        assertThatThrownBy(() -> destination.encode(new Order(null, "fails"), STAMP))
                .hasMessage("halfway");
        assertThat(destination.encode(new Order(null, "1"), STAMP)).isEqualTo(fine);
    }

    @Test
    void anObjectMayBeWrittenWhileAnotherIs() throws Exception {
        Acme destination = acme().build();

        for (int i = 0; i < 3; i++) {
            assertThat(new String(destination.encode(new Order(null, "nested"), STAMP), UTF_8))
                    .endsWith("\"inner\":\"{\\\"n\\\":1}\"}");
        }
    }

    @Test
    void aRequestCarriesOneEventToTheAddressAsJson() throws Exception {
        Acme destination = acme().header("X-Key", "k").build();
        EncodedEvent event = new EncodedEvent("1", "{}".getBytes(UTF_8));

        Request request = destination.toRequest(List.of(event));

        assertThat(request.uri()).hasToString("https://acme.example/orders?key=hush-query");
        assertThat(request.headers()).isEqualTo(Map.of("Content-Type", "application/json", "X-Key", "k"));
        assertThat(request.body()).isEqualTo(event.bytes());
        assertThatIllegalArgumentException().isThrownBy(() -> destination.toRequest(List.of(event, event)));
        assertThatIllegalArgumentException().isThrownBy(() -> destination.toRequest(List.of()));
    }

    @Test
    void theUsersContentTypeGoesBeforeJson() throws Exception {
        Request request = acme().header("content-type", "text/plain")
                .build()
                .toRequest(List.of(new EncodedEvent("1", new byte[0])));

        assertThat(request.headers()).hasSize(1);
        assertThat(request.header("Content-Type")).isEqualTo("text/plain");
    }

    @Test
    void theUsersTableOverridesTheVendors() {
        Request request = Request.get(URI.create("https://acme.example"), Map.of());
        StatusTable told = StatusTable.standard().with(409, ResponseClass.EVENT_REFUSED);
        StatusTable silent = StatusTable.standard().with(503, ResponseClass.AMBIGUOUS);

        assertThat(alreadyTaken(acme().build().classify(request, Response.of(409))))
                .isTrue();
        assertThat(alreadyTaken(acme().statuses(silent).build().classify(request, Response.of(409))))
                .isTrue();
        assertThat(alreadyTaken(acme().statuses(told).build().classify(request, Response.of(409))))
                .isFalse();
    }

    private static boolean alreadyTaken(Verdict verdict) {
        return ((Verdict.Refused) verdict).alreadyTaken();
    }

    // ---- configuration

    @Test
    void itIsNamedForItsVendorUnlessToldOtherwise() {
        assertThat(acme().build().name()).isEqualTo("acme");
        assertThat(acme().name("acme-us").build()).hasToString("Acme[acme-us]");
    }

    @Test
    void secretsAreMaskedWithAndWithoutTheirSchemeAndNothingShortIs() {
        Acme destination = acme().header("Authorization", "Bearer abcdef-123")
                .header("X-Same", "abcdef-123")
                .header("X-Word", "yes")
                .header("X-Basic", "Basic abc")
                .build();

        assertThat(destination.secrets())
                .containsExactlyInAnyOrder("Bearer abcdef-123", "abcdef-123", "Basic abc", "hush-query", "sh");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example",
                "HTTPS://app.example/path/?key=1",
                "http://localhost:8080",
                "http://LocalHost",
                "http://127.0.0.1:1",
                "http://127.8.9.10/x",
                "http://[::1]:9000/"
            })
    void anAddressIsHttpsOrLoopback(String address) {
        assertThat(Acme.at(address).build().address()).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://app.example",
                "http://127.0.0.1.evil.example",
                "http://localhost.evil.example",
                "http://10.0.0.1",
                "ftp://app.example",
                "/relative",
                "app.example",
                "mailto:someone@app.example",
                "https:///path",
                "https://under_score.example",
                "https://app.example:0",
                "https://app.example:99999",
                "https://user@app.example",
                "https://user:secret@app.example",
                "https://app.example/#part"
            })
    void anotherAddressIsRefusedByTheNameOfItsSetting(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Acme.at(address).build())
                .withMessageStartingWith("endpoint must ")
                .withMessageNotContaining("example")
                .withMessageNotContaining("10.0.0.1")
                .withNoCause();
    }

    @Test
    void plainHttpIsLetThroughWhereTheUserInsists() {
        assertThat(Acme.at("http://relay.example/x").allowHttp(true).build().resolved("y"))
                .hasToString("http://relay.example/x/y");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Acme.at("ftp://relay.example").allowHttp(true).build());
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example, x/y, https://a.example/x/y",
        "https://a.example, /x/y, https://a.example/x/y",
        "https://a.example/, x/y, https://a.example/x/y",
        "https://a.example/, /x/y, https://a.example/x/y",
        "https://a.example/base/, /x, https://a.example/base/x",
        "https://a.example/base, x?q=1, https://a.example/base/x?q=1",
        "https://a.example/base, '', https://a.example/base"
    })
    void baseAndPathAreJoinedWithOneSlash(String base, String path, String joined) {
        assertThat(Acme.at(base).build().resolved(path)).hasToString(joined);
    }

    @Test
    void aPathCannotChangeTheHost() {
        Acme destination = Acme.at("https://a.example").build();

        for (String path : List.of("@evil.example", "//evil.example", ".evil.example")) {
            assertThat(destination.resolved(path).getHost()).isEqualTo("a.example");
        }
    }

    @Test
    void nothingIsJoinedToABaseWithAQueryNorAPathThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> acme().build().resolved("x"))
                .withMessage("path must be a path such as /v1/events, and endpoint have no query");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Acme.at("https://a.example").build().resolved("hush b"))
                .withMessageStartingWith("path must ")
                .withMessageNotContaining("hush")
                .withNoCause();
    }

    @Test
    void aHeaderThatCouldSplitARequestIsRefusedWithoutItsValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> acme().header("X-Key", "hush\r\nX-Evil: 1").build())
                .withMessageContaining("x-key")
                .withMessageNotContaining("hush");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> acme().header("X Key", "1").build());
    }

    @Test
    void aReservedHeaderIsRefusedWithTheFix() {
        assertThat(acme().reserving("X-Id").build().name()).isEqualTo("acme");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> acme().header("x-id", "hush").reserving("X-Id"))
                .withMessage("header x-id is the destination's own; leave it out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "\ud83d"})
    void aNameThatIsBlankOrNotCleanIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> acme().name(name).build())
                .withMessageStartingWith("name must ");
    }

    @Test
    void aBuilderCanBeUsedAgain() {
        Acme.Builder builder = acme();
        List<Acme> built = new ArrayList<>();
        UnaryOperator<Acme.Builder> same = one -> one;

        built.add(same.apply(builder).build());
        built.add(builder.name("second").build());

        assertThat(built).extracting(Acme::name).containsExactly("acme", "second");
        assertThat(built.get(1).secrets()).isEqualTo(built.get(0).secrets());
    }
}
