package io.salestracker.text;

import static io.salestracker.text.TextSamples.CUSTOMER;
import static io.salestracker.text.TextSamples.STORE;
import static io.salestracker.text.TextSamples.WEBSITE;
import static io.salestracker.text.TextSamples.destination;
import static io.salestracker.text.TextSamples.request;
import static io.salestracker.text.TextSamples.smallOrder;
import static io.salestracker.text.TextSamples.socks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.Verdict;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TextDestinationTest {

    @Test
    void addressesCanBeReplaced() {
        assertThat(uri(builder -> builder.baseUrl(URI.create("https://proxy.example/text/"))))
                .isEqualTo("https://proxy.example/text/ecommerce-tracker/v1/event");
        assertThat(uri(builder -> builder.path("v2/event"))).isEqualTo("https://api.text.com/v2/event");
        assertThat(uri(builder -> builder.baseUrl(URI.create("http://localhost:8080"))))
                .isEqualTo("http://localhost:8080/ecommerce-tracker/v1/event");
        assertThat(uri(builder ->
                        builder.baseUrl(URI.create("http://proxy.example")).allowHttp(true)))
                .isEqualTo("http://proxy.example/ecommerce-tracker/v1/event");
        assertThat(uri(builder -> builder.customerChatApi("org", WEBSITE, rejected -> "t")
                        .baseUrl(URI.create("http://[::1]:8080/livechat"))
                        .path("/v3.7/customer/action/track_sales_event")))
                .isEqualTo("http://[::1]:8080/livechat/v3.7/customer/action/track_sales_event?organization_id=org");
    }

    @Test
    void headersCanBeAddedAndTheStoresRenamed() {
        Request request = request(
                TextDestination.builder(STORE)
                        .storeHeader("X-Shop")
                        .header("Origin", "https://shop.example")
                        .header("content-type", "application/json; charset=utf-8")
                        .build(),
                smallOrder().build());
        assertThat(request.headers()).hasSize(3);
        assertThat(request.header("X-Shop")).isEqualTo(STORE);
        assertThat(request.header("Origin")).isEqualTo("https://shop.example");
        assertThat(request.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
    }

    @Test
    void refusesSettingsThatCannotWorkAndNamesThem() {
        refuses("storeUuid", TextDestination.builder("hush"));
        refuses("storeUuid", TextDestination.builder(""));
        refuses("name", text().name(" "));
        refuses("platform", text().platform(""));
        refuses("baseUrl", text().baseUrl(URI.create("http://proxy.example")));
        refuses("baseUrl", text().baseUrl(URI.create("https://user:hush@proxy.example")));
        refuses("baseUrl", text().baseUrl(URI.create("https://proxy.example/#a")));
        refuses("baseUrl", text().baseUrl(URI.create("relative")));
        refuses("path", text().baseUrl(URI.create("https://proxy.example/?key=hush")));
        refuses("path", text().path("a b"));
        refuses("path", text().path("/event?key=hush"));
        refuses("path", text().path("/event#hush"));
        refuses("header x-key", text().header("X-Key", "hush\r\n"));
        refuses("header x-store-uuid", text().header("x-store-uuid", "hush"));
        refuses("header", text().storeHeader("a b"));
        refuses("header authorization", chatApi().header("authorization", "hush"));
        refuses("organizationId", text().customerChatApi(" ", WEBSITE, rejected -> "t"));
        refuses("websiteUuid", text().customerChatApi("org", "a\nb", rejected -> "t"));
        assertThatNullPointerException()
                .isThrownBy(() -> text().customerChatApi("org", WEBSITE, null))
                .withMessage("tokens");
        assertThatNullPointerException()
                .isThrownBy(() -> TextDestination.builder(null))
                .withMessage("storeUuid");
    }

    @Test
    void sendsOneEventAtATimeWithoutWaiting() {
        DeliverySettings settings = destination().settings();
        assertThat(destination().maxBatchSize()).isEqualTo(1);
        assertThat(settings.deadline(EventKind.PURCHASE)).isEqualTo(Duration.ofHours(24));
        assertThat(settings.mode(EventKind.CART_CHANGE)).isEqualTo(DeliveryMode.AT_MOST_ONCE);
    }

    @Test
    void isNamedForItsVendorUnlessToldOtherwise() {
        assertThat(destination().vendor()).isEqualTo("text");
        assertThat(destination().name()).isEqualTo("text");
        assertThat(text().name("text-us").build().name()).isEqualTo("text-us");
    }

    @Test
    void hidesTheAccountAndNamesItsSecrets() {
        TextDestination tracker = text().header("X-Key", "hush-key").build();
        assertThat(tracker).hasToString("TextDestination[text]");
        assertThat(tracker.secrets()).containsExactlyInAnyOrder(STORE, "hush-key");
        TextDestination chatApi = chatApi().build();
        Request request = request(chatApi, smallOrder().build());
        assertThat(chatApi.secrets()).containsExactlyInAnyOrder(STORE, "hush-org", WEBSITE, "hush-token");
        assertThat(request.toString() + chatApi).doesNotContain("hush");
    }

    @Test
    void readsARefusalWhereverTheVendorPutsIt() {
        Request request = request(destination(), smallOrder().build());
        Verdict refused = new Verdict.Refused("missing_field", "currency is required", List.of(), true);
        for (String body : List.of(
                "{\"error_code\":\"missing_field\",\"message\":\"currency is required\"}",
                "{\"error\":{\"error_code\":\"missing_field\",\"message\":\"currency is required\"}}",
                "{\"error\":{\"type\":\"missing_field\",\"message\":\"currency is required\"}}")) {
            assertThat(destination().classify(request, Response.of(422, body))).isEqualTo(refused);
        }
        assertThat(destination().classify(request, Response.of(422, "plain words")))
                .isEqualTo(new Verdict.Refused("422", "plain words", List.of(), true));
    }

    @Test
    void judgesTheTrackerByTheStandardTable() {
        Request request = request(destination(), smallOrder().build());
        assertThat(destination().classify(request, Response.of(202, "whatever")))
                .isEqualTo(Verdict.DELIVERED);
        assertThat(destination().classify(request, Response.of(429))).isEqualTo(Verdict.THROTTLED);
        assertThat(destination().classify(request, Response.of(401))).isInstanceOf(Verdict.Misconfigured.class);
        assertThat(destination().classify(request, Response.of(500))).isEqualTo(new Verdict.Ambiguous("500"));
    }

    @Test
    void aConflictSaysOfAnOrderThatTextHasItAndOfACartNothing() {
        SalesEvent cart = TextCartAdded.builder()
                .identity(TextIdentity.of(CUSTOMER))
                .cartLine(socks())
                .build();
        for (TextDestination destination : List.of(destination(), chatApi().build())) {
            assertThat(alreadyTaken(destination, smallOrder().build())).isTrue();
            assertThat(alreadyTaken(destination, cart)).isFalse();
        }
        StatusTable refused = StatusTable.standard().with(409, ResponseClass.EVENT_REFUSED);
        assertThat(alreadyTaken(text().statuses(refused).build(), smallOrder().build()))
                .isFalse();
    }

    private static boolean alreadyTaken(TextDestination destination, SalesEvent event) {
        Verdict verdict = destination.classify(request(destination, event), Response.of(409));
        return ((Verdict.Refused) verdict).alreadyTaken();
    }

    @Test
    void statusesCanBeReplacedOnBothRoutes() {
        StatusTable cautious = StatusTable.standard().with(503, ResponseClass.AMBIGUOUS);
        Response unavailable = Response.of(503, "{\"error\":{\"type\":\"service_unavailable\"}}");
        for (TextDestination.Builder builder : List.of(text(), chatApi())) {
            TextDestination destination = builder.statuses(cautious).build();
            Request request = request(destination, smallOrder().build());
            assertThat(destination.classify(request, unavailable)).isEqualTo(new Verdict.Ambiguous("503"));
            assertThat(destination.classify(request, Response.of(200, "<html>log in</html>")))
                    .isEqualTo(new Verdict.Misconfigured("200", "", true));
        }
    }

    private static TextDestination.Builder text() {
        return TextDestination.builder(STORE);
    }

    private static TextDestination.Builder chatApi() {
        return text().customerChatApi("hush-org", WEBSITE, rejected -> "hush-token");
    }

    private static String uri(UnaryOperator<TextDestination.Builder> configured) {
        return request(configured.apply(text()).build(), smallOrder().build())
                .uri()
                .toString();
    }

    private static void refuses(String setting, TextDestination.Builder builder) {
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining(setting)
                .withMessageNotContaining("hush");
    }
}
