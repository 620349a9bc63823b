package io.salestracker.ebbot;

import static io.salestracker.ebbot.EbbotSamples.atc;
import static io.salestracker.ebbot.EbbotSamples.body;
import static io.salestracker.ebbot.EbbotSamples.encoded;
import static io.salestracker.ebbot.EbbotSamples.fullAtc;
import static io.salestracker.ebbot.EbbotSamples.fullPurchase;
import static io.salestracker.ebbot.EbbotSamples.fullVisit;
import static io.salestracker.ebbot.EbbotSamples.golden;
import static io.salestracker.ebbot.EbbotSamples.item;
import static io.salestracker.ebbot.EbbotSamples.purchase;
import static io.salestracker.ebbot.EbbotSamples.relay;
import static io.salestracker.ebbot.EbbotSamples.request;
import static io.salestracker.ebbot.EbbotSamples.visit;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.http.Request;
import io.salestracker.internal.support.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EbbotEncodingTest {

    static Stream<Arguments> examples() {
        return Stream.of(
                Arguments.of("EbbotAtcEvent", fullAtc()),
                Arguments.of("EbbotAtcEvent-minimal", atc().build()),
                Arguments.of("EbbotVisitEvent", fullVisit()),
                Arguments.of("EbbotVisitEvent-minimal", visit().build()),
                Arguments.of("EbbotPurchaseEvent", fullPurchase()),
                Arguments.of("EbbotPurchaseEvent-minimal", purchase().build()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void writesTheBareEventAsTheBrowserWouldPushIt(String golden, EbbotEvent event) {
        assertThat(body(relay().build(), event)).isEqualTo(golden(golden));
    }

    @Test
    void anArrayHasTheConfiguredEnvelopeContextAndFieldNames() {
        EbbotDestination destination = relay().maxBatchSize(100, Refused.WHOLE)
                .envelope("{\"v\":1,\"events\":", "}")
                .context("botId", "bot-1")
                .context("tenant", "se")
                .chatIdField("chat")
                .eventIdField("event_id")
                .singleItemAsObject(true)
                .build();
        assertThat(body(
                        destination,
                        visit().id("a").chatId("chat-7").build(),
                        purchase().id("b").build()))
                .isEqualTo(golden("array-with-everything"));
    }

    @Test
    void aSingleItemCanBeAnObjectButNotThatOfAPurchase() {
        EbbotDestination destination = relay().singleItemAsObject(true).build();
        assertThat(body(destination, visit().build()))
                .isEqualTo("{\"type\":\"ecom-visit\",\"items\":{\"id\":\"123\",\"value\":149.90}}");
        assertThat(body(destination, atc().build()))
                .isEqualTo("{\"type\":\"ecom-atc\",\"items\":{\"id\":\"123\",\"value\":149.90},\"currency\":\"SEK\"}");
        assertThat(body(destination, purchase().build())).isEqualTo(golden("EbbotPurchaseEvent-minimal"));
        assertThat(body(destination, fullAtc())).isEqualTo(golden("EbbotAtcEvent"));
    }

    @Test
    void anEnvelopeGoesAroundASingleEventToo() {
        EbbotDestination destination =
                relay().envelope("{\"event\":", ",\"source\":\"shop\"}").build();
        assertThat(body(destination, visit().build()))
                .isEqualTo("{\"event\":" + golden("EbbotVisitEvent-minimal") + ",\"source\":\"shop\"}");
    }

    @Test
    void anArrayIsAnArrayAlsoOfOne() {
        assertThat(body(relay().maxBatchSize(2, Refused.WHOLE).build(), visit().build()))
                .isEqualTo("[" + golden("EbbotVisitEvent-minimal") + "]");
    }

    @Test
    void chatAndEventIdAreSentOnlyWhereFieldsAreNamed() {
        assertThat(body(relay().build(), visit().id("mine").chatId("chat-7").build()))
                .isEqualTo(golden("EbbotVisitEvent-minimal"));
        assertThat(body(relay().chatIdField("chatId").build(), visit().build()))
                .isEqualTo(golden("EbbotVisitEvent-minimal"));
        assertThat(body(
                        relay().chatIdField("chatId").eventIdField("event_id").build(),
                        visit().chatId("chat-7").build()))
                .endsWith("],\"chatId\":\"chat-7\",\"event_id\":\"stamp-1\"}");
    }

    @Test
    void aRequestWithOneEventCarriesItsIdAsKeyAndOneWithSeveralNone() {
        EbbotDestination single = relay().build();
        EbbotDestination batches = relay().maxBatchSize(2, Refused.WHOLE).build();
        Request request = request(single, visit().build());
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo(EbbotSamples.RELAY);
        assertThat(request.headers()).containsOnlyKeys("Content-Type", "Idempotency-Key");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("Idempotency-Key")).isEqualTo("stamp-1");
        assertThat(request(batches, visit().id("mine").build()).header("Idempotency-Key"))
                .isEqualTo("mine");
        assertThat(request(batches, visit().build(), visit().build()).headers()).containsOnlyKeys("Content-Type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "order-1042", "us/1042#1;\"x\"", "~!"})
    void aPrintableIdIsItsOwnKey(String id) {
        assertThat(IdempotencyKey.of(id)).isEqualTo(id);
        assertThat(IdempotencyKey.of("x".repeat(255))).hasSize(255);
    }

    @Test
    void anyOtherIdIsHashedTheSameEveryTime() {
        // printf 'Zo\xc3\xab' | sha256sum
        assertThat(IdempotencyKey.of("Zo\u00eb"))
                .isEqualTo("sha256-c6a12698582fc1104ea24107a2d7268145ff06ef859707729d01fd060897f067");
        assertThat(Stream.of("two words", " ", "x".repeat(256), "\ud83d\udc5f", "a\u2028b")
                        .map(IdempotencyKey::of))
                .allMatch(key -> key.matches("sha256-[0-9a-f]{64}"))
                .doesNotHaveDuplicates();
        assertThat(request(relay().build(), visit().id("Best\u00e4llning 7").build())
                        .header("Idempotency-Key"))
                .isEqualTo(IdempotencyKey.of("Best\u00e4llning 7"))
                .startsWith("sha256-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "149.90", "1E+3", "1E-7", "999999999999999.99999999999999999999"})
    void keepsEveryDecimalAndWritesNoExponent(String amount) {
        String plain = new BigDecimal(amount).toPlainString();
        assertThat(body(
                        relay().build(),
                        EbbotVisitEvent.builder().item(item().value(amount)).build()))
                .contains("\"value\":" + plain + "}");
    }

    @Test
    void hostileTextsArriveUnchanged() throws IOException {
        String hostile = "\"}],{\"x\":\"\\u0041 \u2028 \ud83d\udc5f </script>";
        EbbotDestination destination = relay().context(hostile, hostile)
                .chatIdField("chat")
                .maxBatchSize(3, Refused.WHOLE)
                .build();
        EbbotVisitEvent event = EbbotVisitEvent.builder()
                .chatId(hostile)
                .item(item().id(hostile).groupId(hostile))
                .build();
        JsonNode json = Json.mapper().readTree(body(destination, event, event));
        assertThat(json).hasSize(2).allSatisfy(each -> {
            assertThat(each.path("chat").asText()).isEqualTo(hostile);
            assertThat(each.path(hostile).asText()).isEqualTo(hostile);
            assertThat(each.path("items").path(0).path("id").asText()).isEqualTo(hostile);
            assertThat(each.path("items").path(0).path("groupId").asText()).isEqualTo(hostile);
        });
    }

    @Test
    void theSameEventGivesTheSameBytesWithNothingOfTheAccount() {
        EbbotDestination destination = relay().context("botId", "hush")
                .envelope("[", "]")
                .header("X-Key", "hush")
                .build();
        byte[] encoded = encoded(destination, fullAtc());
        assertThat(encoded).isEqualTo(encoded(relay().build(), fullAtc()));
        assertThat(new String(encoded, UTF_8)).doesNotContain("hush");
    }

    @Test
    void aRequestTakesNoMoreThanTheEndpointDoes() {
        EncodedEvent event = new EncodedEvent("1", encoded(relay().build(), fullVisit()));
        assertThatIllegalArgumentException().isThrownBy(() -> relay().build().toRequest(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> relay().build().toRequest(List.of(event, event)));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> relay().maxBatchSize(2, Refused.WHOLE).build().toRequest(List.of(event, event, event)));
    }
}
