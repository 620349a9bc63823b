package io.salestracker.alhena;

import static io.salestracker.alhena.AlhenaSamples.cart;
import static io.salestracker.alhena.AlhenaSamples.checkout;
import static io.salestracker.alhena.AlhenaSamples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.Verdict;
import io.salestracker.event.EventKind;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AlhenaDestinationTest {

    @Test
    void goesToTheRegionThatWasChosen() {
        assertThat(uri(builder -> builder)).isEqualTo("https://app.alhena.ai/analytics/checkout_events");
        assertThat(uri(builder -> builder.region(AlhenaRegion.US)))
                .isEqualTo("https://app.alhena.ai/analytics/checkout_events");
        assertThat(uri(builder -> builder.region(AlhenaRegion.EU)))
                .isEqualTo("https://eu.alhena.ai/analytics/checkout_events");
    }

    @Test
    void addressesCanBeReplaced() {
        assertThat(uri(builder -> builder.region(AlhenaRegion.EU).baseUrl(URI.create("https://proxy.example/alhena/"))))
                .isEqualTo("https://proxy.example/alhena/analytics/checkout_events");
        assertThat(uri(builder -> builder.checkoutPath("v2/orders").cartPath("v2/carts")))
                .isEqualTo("https://app.alhena.ai/v2/orders");
        assertThat(uri(builder -> builder.baseUrl(URI.create("http://127.0.0.1:8080"))))
                .isEqualTo("http://127.0.0.1:8080/analytics/checkout_events");
        assertThat(uri(builder ->
                        builder.baseUrl(URI.create("http://proxy.example")).allowHttp(true)))
                .isEqualTo("http://proxy.example/analytics/checkout_events");
    }

    @Test
    void refusesSettingsThatCannotWorkAndNamesThem() {
        refuses("companyKey", AlhenaDestination.builder(" "));
        refuses("companyKey", AlhenaDestination.builder("a\nb"));
        refuses("name", acme().name(""));
        refuses("source", acme().source(" "));
        refuses("baseUrl", acme().baseUrl(URI.create("http://proxy.example")));
        refuses("baseUrl", acme().baseUrl(URI.create("https://user:hush@proxy.example")));
        refuses("baseUrl", acme().baseUrl(URI.create("relative")));
        refuses("cartPath", acme().baseUrl(URI.create("https://proxy.example/?key=hush")));
        refuses("cartPath", acme().cartPath("a b"));
        refuses("checkoutPath", acme().checkoutPath("a#b"));
        refuses("header x-key", acme().header("X-Key", "hush\r\n"));
    }

    @Test
    void extraHeadersAreSentAndCanReplaceTheContentType() {
        Request plain = request(acme().header("X-Api-Key", "k").build(), cart().build());
        assertThat(plain.headers()).containsOnlyKeys("Content-Type", "X-Api-Key");
        Request other = request(
                acme().header("content-type", "application/json; charset=utf-8").build(), cart().build());
        assertThat(other.headers()).hasSize(1);
        assertThat(other.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
    }

    @Test
    void sendsOneEventAtATimeAndGivesUpPurchasesAfterHalfADay() {
        AlhenaDestination destination = acme().build();
        DeliverySettings settings = destination.settings();
        assertThat(destination.maxBatchSize()).isEqualTo(1);
        assertThat(settings.deadline(EventKind.PURCHASE)).isEqualTo(Duration.ofHours(12));
        assertThat(settings.deadline(EventKind.OTHER)).isEqualTo(Duration.ofHours(12));
        assertThat(settings.deadline(EventKind.CART_CHANGE)).isEqualTo(Duration.ofHours(1));
        assertThat(settings.maxAge(EventKind.PURCHASE)).isEqualTo(Duration.ofDays(7));
        assertThat(settings.maxAge(EventKind.CART_CHANGE)).isEqualTo(Duration.ofHours(24));
        assertThat(settings.mode(EventKind.CART_CHANGE)).isEqualTo(DeliveryMode.AT_MOST_ONCE);
    }

    @Test
    void isNamedForItsVendorUnlessToldOtherwise() {
        assertThat(acme().build().vendor()).isEqualTo("alhena");
        assertThat(acme().build().name()).isEqualTo("alhena");
        assertThat(acme().name("alhena-us").build().name()).isEqualTo("alhena-us");
    }

    @Test
    void hidesTheAccountAndNamesItsSecrets() {
        AlhenaDestination destination = AlhenaDestination.builder("hush-key")
                .header("Authorization", "Bearer hush-token")
                .build();
        assertThat(destination).hasToString("AlhenaDestination[alhena]");
        assertThat(destination.secrets()).containsExactlyInAnyOrder("hush-key", "Bearer hush-token", "hush-token");
        assertThat(request(destination, cart().build()).toString()).doesNotContain("hush");
    }

    @Test
    void judgesByTheStandardTable() {
        AlhenaDestination destination = acme().build();
        Request request = request(destination, checkout().build());
        assertThat(destination.classify(request, Response.of(204))).isEqualTo(Verdict.DELIVERED);
        assertThat(destination.classify(request, Response.of(422, "{\"error_code\":\"bad\",\"message\":\"no\"}")))
                .isEqualTo(new Verdict.Refused("bad", "no", List.of(), true));
        assertThat(destination.classify(request, Response.of(500))).isEqualTo(new Verdict.Ambiguous("500"));
    }

    @Test
    void aConflictMeansThatAlhenaHasTheOrder() {
        AlhenaDestination acme = acme().requireOrderId(false).build();
        AlhenaCheckoutEvent withoutId = checkout().orderId(null).build();

        assertThat(alreadyTaken(acme, checkout().orderId("1042").build())).isTrue();
        assertThat(alreadyTaken(acme, withoutId)).isFalse();
        assertThat(alreadyTaken(acme, cart().build())).isFalse();
        AlhenaDestination told = acme().statuses(StatusTable.standard().with(409, ResponseClass.EVENT_REFUSED))
                .build();
        assertThat(alreadyTaken(told, checkout().orderId("1042").build())).isFalse();
    }

    private static boolean alreadyTaken(AlhenaDestination destination, AlhenaEvent event) {
        Verdict verdict = destination.classify(request(destination, event), Response.of(409));
        return ((Verdict.Refused) verdict).alreadyTaken();
    }

    @Test
    void statusesCanBeReplaced() {
        AlhenaDestination cautious = acme().statuses(StatusTable.standard().with(503, ResponseClass.AMBIGUOUS))
                .build();

        assertThat(cautious.classify(request(cautious, cart().build()), Response.of(503)))
                .isEqualTo(new Verdict.Ambiguous("503"));
    }

    private static AlhenaDestination.Builder acme() {
        return AlhenaDestination.builder("acme");
    }

    private static String uri(UnaryOperator<AlhenaDestination.Builder> configured) {
        return request(configured.apply(acme()).build(), checkout().build())
                .uri()
                .toString();
    }

    private static void refuses(String setting, AlhenaDestination.Builder builder) {
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageStartingWith(setting)
                .withMessageNotContaining("hush");
    }
}
