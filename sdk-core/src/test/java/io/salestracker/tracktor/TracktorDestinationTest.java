package io.salestracker.tracktor;

import static io.salestracker.tracktor.TracktorSamples.SECRET;
import static io.salestracker.tracktor.TracktorSamples.SIGNED_5115;
import static io.salestracker.tracktor.TracktorSamples.encoded;
import static io.salestracker.tracktor.TracktorSamples.query;
import static io.salestracker.tracktor.TracktorSamples.rated;
import static io.salestracker.tracktor.TracktorSamples.request;
import static io.salestracker.tracktor.TracktorSamples.tracktor;
import static io.salestracker.tracktor.TracktorSamples.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Verdict;
import io.salestracker.event.EventKind;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracktorDestinationTest {

    @ParameterizedTest
    @CsvSource({
        // The first is the vendor's own example; the others were computed with OpenSSL and Python.
        "5115, 9622E88BED0B5BC186286CB9504A02E5F3B4207DCA0AB23CA4FBDDFC15627E2F",
        "unicorn, 7451A61EB6797BD5B5B26189296C04502FF1C2C57C894DD612651F7AA22B21C5",
        "Zo\u00eb, 6E2BD1F31BACABB81ACE267472F764A368DAF09FF0365F951A73ADD64D729990"
    })
    void signsTheIdentityWithTheSecret(String identity, String signature) throws Exception {
        TracktorDestination destination =
                tracktor().signingSecret(SECRET).alias(true).build();
        assertThat(query(url(destination, rated().identity(identity).build())))
                .containsEntry("sign", signature)
                .doesNotContainKey("destsign");
        assertThat(query(url(
                        destination,
                        TracktorSet.builder()
                                .identity(identity)
                                .property("a", 1)
                                .build())))
                .containsEntry("sign", signature);
        assertThat(query(url(
                        destination,
                        TracktorAlias.builder()
                                .sourceId("a-1")
                                .identity(identity)
                                .build())))
                .containsEntry("destsign", signature)
                .doesNotContainKey("sign");
    }

    @Test
    void withoutASecretAnIdentitysOwnSignatureIsSent() throws Exception {
        TracktorIdentity own = TracktorIdentity.of("5115", SIGNED_5115);
        assertThat(query(url(tracktor().build(), rated().identity(own).build())))
                .containsEntry("sign", SIGNED_5115);
        assertThat(query(url(tracktor().build(), rated().build()))).doesNotContainKey("sign");
    }

    @Test
    void aSecretIsUsedInPlaceOfAnIdentitysOwnSignature() throws Exception {
        TracktorIdentity stale = TracktorIdentity.of("5115", "0".repeat(64));
        assertThat(query(url(
                        tracktor().signingSecret(SECRET).build(),
                        rated().identity(stale).build())))
                .containsEntry("sign", SIGNED_5115);
    }

    @Test
    void aSignerOfTheCallersIsAskedForEveryCall() throws Exception {
        TracktorDestination destination = tracktor()
                .signer(identity -> identity.equals("unicorn") ? SIGNED_5115.toLowerCase(Locale.ROOT) : "")
                .build();
        assertThat(query(url(destination, rated().build()))).containsEntry("sign", SIGNED_5115);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "hush", "9622E88BED0B5BC186286CB9504A02E5F3B4207DCA0AB23CA4FBDDFC15627E2Z"})
    void aSignerThatGivesNoSignatureIsAnIoException(String signature) {
        TracktorDestination destination =
                tracktor().signer(identity -> signature).build();
        assertThatIOException()
                .isThrownBy(() -> url(destination, rated().build()))
                .withMessageContaining("signer")
                .withMessageNotContaining("hush");
    }

    @Test
    void aSignerThatFailsIsAnIoException() {
        TracktorDestination down = tracktor()
                .signer(identity -> {
                    throw new IOException("no key service");
                })
                .build();
        assertThatIOException().isThrownBy(() -> url(down, rated().build())).withMessage("no key service");
        TracktorDestination broken = tracktor()
                .signer(identity -> {
                    throw new IllegalStateException("bug");
                })
                .build();
        assertThatIOException()
                .isThrownBy(() -> url(broken, rated().build()))
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void theBoundCountsTheWholeUrlWithTokenAndSignature() throws Exception {
        for (TracktorDestination.Builder builder : List.of(
                tracktor(),
                tracktor().signingSecret(SECRET),
                TracktorDestination.builder("a longer token & more"),
                tracktor().baseUrl(URI.create("https://proxy.example/tracktor/")))) {
            TracktorTrack event = rated().data("text", "\u00e4").build();
            int length = url(builder.build(), event).length();
            TracktorDestination exact = builder.maxUrlLength(length).build();
            assertThat(url(exact, event)).hasSize(length);
            TracktorDestination shorter = builder.maxUrlLength(length - 1).build();
            assertThatExceptionOfType(TooLargeException.class)
                    .isThrownBy(() -> encoded(shorter, event))
                    .withMessageContaining("maxUrlLength");
        }
    }

    @Test
    void theBoundIs8000CharactersUnlessSet() throws Exception {
        TracktorTrack.Builder event = rated();
        int empty = url(
                        tracktor().build(),
                        event.data("a", "")
                                .data("b", "")
                                .data("c", "")
                                .data("d", "")
                                .data("e", "")
                                .build())
                .length();
        for (String name : List.of("a", "b", "c")) {
            event.data(name, "x".repeat(2_000));
        }
        int left = 8_000 - empty - 6_000;
        TracktorTrack fits = event.data("d", "x".repeat(left)).build();
        assertThat(url(tracktor().build(), fits)).hasSize(8_000);
        TracktorTrack over = event.data("e", "x").build();
        assertThatExceptionOfType(TooLargeException.class)
                .isThrownBy(() -> url(tracktor().build(), over));
    }

    @Test
    void checksTheBoundAgainForAnotherProcessesEvents() throws Exception {
        TracktorDestination here = tracktor().build();
        byte[] bytes = encoded(here, rated().data("text", "x".repeat(500)).build());
        TracktorDestination there = tracktor().maxUrlLength(300).build();
        assertThatExceptionOfType(TooLargeException.class)
                .isThrownBy(() -> there.toRequest(List.of(new EncodedEvent("id", bytes))));
    }

    @Test
    void addressesAndHeadersCanBeReplaced() throws Exception {
        Request request = request(
                tracktor()
                        .baseUrl(URI.create("http://localhost:8080/tracktor/"))
                        .header("cache-control", "no-cache")
                        .header("X-Key", "k")
                        .build(),
                rated().build());
        assertThat(request.uri().toString()).startsWith("http://localhost:8080/tracktor/track?sid=");
        assertThat(request.headers()).hasSize(2);
        assertThat(request.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(url(
                        tracktor()
                                .baseUrl(URI.create("http://proxy.example"))
                                .allowHttp(true)
                                .build(),
                        rated().build()))
                .startsWith("http://proxy.example/track?");
    }

    @Test
    void refusesSettingsThatCannotWorkAndNamesThem() {
        refuses("token", TracktorDestination.builder(" "));
        refuses("token", TracktorDestination.builder("hush\n"));
        refuses("name", tracktor().name(""));
        refuses("baseUrl", tracktor().baseUrl(URI.create("http://proxy.example")));
        refuses("baseUrl", tracktor().baseUrl(URI.create("https://user:hush@proxy.example")));
        refuses("baseUrl", tracktor().baseUrl(URI.create("https://proxy.example/?key=hush")));
        refuses("baseUrl", tracktor().baseUrl(URI.create("https://proxy.example/#hush")));
        refuses("header x-key", tracktor().header("X-Key", "hush\r\n"));
        refuses("signingSecret", tracktor().signingSecret(" "));
        refuses("signingSecret and signer", tracktor().signingSecret("hush").signer(identity -> SIGNED_5115));
        refuses("maxUrlLength", tracktor().maxUrlLength(99));
        refuses("maxUrlLength", tracktor().maxUrlLength(1_000_001));
        refuses("timestampUnit", tracktor().timestampUnit(ChronoUnit.MINUTES));
        refuses("productViewedAction", tracktor().productViewedAction(""));
        refuses("productAddedAction", tracktor().productAddedAction("hush\ud83d"));
        refuses("productRemovedAction", tracktor().productRemovedAction(" "));
        refuses("orderPlacedAction", tracktor().orderPlacedAction("hush\n"));
        refuses("setCartAction", tracktor().setCartAction(""));
        refuses("cancelCartAction", tracktor().cancelCartAction(""));
        refuses("purchaseCartAction", tracktor().purchaseCartAction("hush".repeat(501)));
    }

    @Test
    void sendsOneEventAtATimeWithoutWaiting() {
        TracktorDestination destination = tracktor().build();
        DeliverySettings settings = destination.settings();
        assertThat(destination.maxBatchSize()).isEqualTo(1);
        assertThat(settings.deadline(EventKind.OTHER)).isEqualTo(Duration.ofHours(24));
        assertThat(settings.mode(EventKind.PURCHASE)).isEqualTo(DeliveryMode.AT_MOST_ONCE);
    }

    @Test
    void isNamedForItsVendorUnlessToldOtherwise() {
        assertThat(tracktor().build().vendor()).isEqualTo("tracktor");
        assertThat(tracktor().build().name()).isEqualTo("tracktor");
        assertThat(tracktor().name("tracktor-eu").build().name()).isEqualTo("tracktor-eu");
    }

    @Test
    void hidesTheAccountAndNamesItsSecrets() throws Exception {
        TracktorDestination destination = TracktorDestination.builder("hush-token")
                .signingSecret("hush-secret")
                .header("X-Key", "hush-key")
                .build();
        assertThat(destination).hasToString("TracktorDestination[tracktor]");
        assertThat(destination.secrets()).containsExactlyInAnyOrder("hush-token", "hush-secret", "hush-key");
        Request request = request(destination, rated().identity("hush").build());
        assertThat(request).hasToString("GET https://api.tracktor.io/track");
    }

    @Test
    void judgesByTheStandardTableUnlessGivenAnother() throws Exception {
        Request request = request(tracktor().build(), rated().build());
        assertThat(tracktor().build().classify(request, Response.of(200, "whatever")))
                .isEqualTo(Verdict.DELIVERED);
        assertThat(tracktor().build().classify(request, Response.of(302))).isInstanceOf(Verdict.Misconfigured.class);
        TracktorDestination other = tracktor()
                .statuses(StatusTable.standard().with(302, ResponseClass.DELIVERED))
                .build();
        assertThat(other.classify(request, Response.of(302))).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void theTokenIsEncodedToo() throws Exception {
        assertThat(url(TracktorDestination.builder("a b&c=d").build(), rated().build()))
                .startsWith("https://api.tracktor.io/track?sid=a%20b%26c%3Dd&ts=");
    }

    private static void refuses(String setting, TracktorDestination.Builder builder) {
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining(setting)
                .withMessageNotContaining("hush");
    }
}
