package io.salestracker.ebbot;

import static io.salestracker.ebbot.EbbotSamples.relay;
import static io.salestracker.ebbot.EbbotSamples.request;
import static io.salestracker.ebbot.EbbotSamples.visit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.Verdict;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EbbotDestinationTest {
    private static final Response REFUSAL = Response.of(422, "{\"error_code\":\"bad\",\"message\":\"no\"}");

    @Test
    void refusesSettingsThatCannotWorkAndNamesThem() {
        refuses("endpoint", EbbotDestination.builder(URI.create("http://relay.example")));
        refuses("endpoint", EbbotDestination.builder(URI.create("https://user:hush@relay.example")));
        refuses("name", relay().name(" "));
        refuses("header x-key", relay().header("X-Key", "hush\n"));
        refuses("header idempotency-key", relay().header("idempotency-KEY", "hush"));
        refuses("maxBatchSize", relay().maxBatchSize(0, Refused.WHOLE));
        refuses("maxBatchSize", relay().maxBatchSize(10_001, Refused.WHOLE));
        refuses("context", relay().context(" ", "x"));
        refuses("context", relay().context("botId", "hush\n"));
        refuses("context", relay().context("type", "x"));
        refuses("chatIdField", relay().chatIdField("items"));
        refuses("chatIdField", relay().context("id", "x").chatIdField("id"));
        refuses("eventIdField", relay().eventIdField("currency"));
        refuses("eventIdField", relay().chatIdField("id").eventIdField("id"));
    }

    @Test
    void refusesEnvelopesThatDoNotGiveOneJsonValue() {
        refuses("envelope", relay().envelope("{\"hush\":", ""));
        refuses("envelope", relay().envelope("", "}"));
        refuses("envelope", relay().envelope("{\"hush\":\"", "\"}"));
        refuses("envelope", relay().envelope("hush ", ""));
        refuses("envelope", relay().envelope("", " {}"));
        assertThat(relay().envelope(" [ ", " ] ").build().name()).isEqualTo("ebbot");
    }

    @Test
    void anHttpAddressIsTakenOnLoopbackOrIfAllowed() {
        assertThatNoException()
                .isThrownBy(() -> EbbotDestination.builder(URI.create("http://localhost:8080/e"))
                        .build());
        assertThatNoException()
                .isThrownBy(() -> EbbotDestination.builder(URI.create("http://relay.example"))
                        .allowHttp(true)
                        .build());
    }

    @Test
    void sendsToTheWholeAddressWithTheCallersHeaders() {
        URI endpoint = URI.create("https://relay.example/ebbot/?tenant=se");
        Request request = request(
                EbbotDestination.builder(endpoint)
                        .header("Authorization", "Bearer t")
                        .build(),
                visit().build());
        assertThat(request.uri()).isEqualTo(endpoint);
        assertThat(request.headers()).containsOnlyKeys("Content-Type", "Authorization", "Idempotency-Key");
        assertThat(request.header("authorization")).isEqualTo("Bearer t");
    }

    @Test
    void sendsOneEventAtOnceUnlessTheEndpointTakesArrays() {
        assertThat(relay().build().maxBatchSize()).isEqualTo(1);
        assertThat(relay().maxBatchSize(800, Refused.WHOLE).build().maxBatchSize())
                .isEqualTo(800);
    }

    @Test
    void givesUpPurchasesAfterHalfADayAndTakesNoneOlderThanAWeek() {
        DeliverySettings settings = relay().build().settings();
        assertThat(settings)
                .isEqualTo(DeliverySettings.builder()
                        .deadline(EventKind.PURCHASE, Duration.ofHours(12))
                        .deadline(EventKind.OTHER, Duration.ofHours(12))
                        .maxAge(Duration.ofHours(24))
                        .maxAge(EventKind.PURCHASE, Duration.ofDays(7))
                        .build());
    }

    @Test
    void waitsForTheWholeResponseToAnArrayOnly() {
        EbbotDestination arrays = relay().maxBatchSize(5, Refused.WHOLE).build();

        assertThat(request(arrays, visit().build()).readsBody()).isFalse();
        assertThat(request(arrays, visit().build(), visit().build()).readsBody())
                .isTrue();
    }

    @Test
    void aRefusedArrayWasRefusedAsTheCallerSays() {
        EbbotDestination sure = relay().maxBatchSize(5, Refused.WHOLE).build();
        EbbotDestination unsure = relay().maxBatchSize(5, Refused.IN_PART).build();
        Request two = request(sure, visit().id("a").build(), visit().id("b").build());
        Request one = request(sure, visit().id("a").build());
        assertThat(sure.classify(two, REFUSAL)).isEqualTo(refused(true));
        assertThat(unsure.classify(two, REFUSAL)).isEqualTo(refused(false));
        assertThat(unsure.classify(one, REFUSAL)).isEqualTo(refused(true));
    }

    @Test
    void aUsersStatusTableReplacesTheStandardOne() {
        EbbotDestination destination = relay().statuses(StatusTable.standard().with(409, ResponseClass.DELIVERED))
                .build();
        Request request = request(destination, visit().build());
        assertThat(destination.classify(request, Response.of(409))).isEqualTo(Verdict.DELIVERED);
        assertThat(destination.classify(request, Response.of(200))).isEqualTo(Verdict.DELIVERED);
        assertThat(relay().build().classify(request, Response.of(409))).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aConflictMeansInProgressWhereTheEndpointDeduplicates() {
        Request one = request(relay().build(), visit().build());
        Verdict inProgress = new Verdict.NotProcessed("409");

        assertThat(relay().idempotent(true).build().classify(one, Response.of(409)))
                .isEqualTo(inProgress);
        EbbotDestination keyed = relay().idempotent(true)
                .maxBatchSize(5, Refused.WHOLE)
                .eventIdField("event_id")
                .build();
        Request two = request(keyed, visit().id("a").build(), visit().id("b").build());
        assertThat(keyed.classify(two, Response.of(409))).isEqualTo(inProgress);
        EbbotDestination withoutField =
                relay().idempotent(true).maxBatchSize(5, Refused.WHOLE).build();
        assertThat(withoutField.classify(two, Response.of(409))).isInstanceOf(Verdict.Refused.class);
        EbbotDestination told = relay().idempotent(true)
                .statuses(StatusTable.standard().with(409, ResponseClass.DELIVERED))
                .build();
        assertThat(told.classify(one, Response.of(409))).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void anArrayWhoseResponseWasCutIsInDoubt() {
        EbbotDestination arrays = relay().maxBatchSize(5, Refused.WHOLE).build();
        Request two = request(arrays, visit().id("a").build(), visit().id("b").build());
        Request one = request(arrays, visit().id("a").build());
        Response cut = Response.of(200, Map.of(), new byte[] {'{'}, true);

        assertThat(arrays.classify(two, cut)).isInstanceOf(Verdict.Ambiguous.class);
        assertThat(arrays.classify(one, cut)).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void hidesTheAccountAndNamesItsSecrets() {
        EbbotDestination destination = EbbotDestination.builder(
                        URI.create("https://relay.example/e?v=2&key=hush-query"))
                .name("relay-se")
                .header("Authorization", "Bearer hush-token")
                .context("botId", "hush-bot")
                .build();
        assertThat(destination.name()).isEqualTo("relay-se");
        assertThat(destination).hasToString("EbbotDestination[relay-se]");
        assertThat(destination.secrets())
                .containsExactlyInAnyOrder("Bearer hush-token", "hush-token", "hush-bot", "hush-query");
        assertThat(request(destination, visit().chatId("hush").build()).toString())
                .doesNotContain("hush");
    }

    private static Verdict refused(boolean whole) {
        return new Verdict.Refused("bad", "no", List.of(), whole);
    }

    private static void refuses(String setting, EbbotDestination.Builder builder) {
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageStartingWith(setting)
                .withMessageNotContaining("hush")
                .withNoCause();
    }
}
