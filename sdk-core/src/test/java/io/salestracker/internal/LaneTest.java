package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationState;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.StatusTable;
import io.salestracker.event.EventKind;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import io.salestracker.internal.CallbacksTest.FewThreads;
import io.salestracker.store.EventStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LaneTest {
    private static FakeEvent event(String key, String content) {
        return FakeEvent.of(EventKind.OTHER, key, content);
    }

    private static Response answer(int status, String header, String value) {
        return Response.of(status, Map.of(header, List.of(value)), new byte[0]);
    }

    @Test
    void deliversEventsInOrderOfTheirKey() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        Receipt first = bench.track(event("a", "a1"));
        bench.track(event("b", "b1"));
        Receipt last = bench.track(event("a", "a2"));

        bench.run();

        assertThat(bench.transport.requests()).containsExactly(List.of("a1"), List.of("b1"), List.of("a2"));
        assertThat(bench.outcome(first)).isEqualTo("DELIVERED DELIVERED");
        assertThat(last.isComplete()).isTrue();
        assertThat(bench.stats().balanced()).isTrue();
    }

    @Test
    void keepsTheOrderOfAKeyAcrossRetriesAndLetsOthersPass() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.thenNotSent();
        bench.track(event("a", "a1"));
        bench.track(event("a", "a2"));
        bench.track(event("b", "b1"));

        bench.run();
        assertThat(bench.transport.requests()).containsExactly(List.of("a1"), List.of("b1"));
        bench.runAfter(Duration.ofMillis(500));

        assertThat(bench.transport.requests())
                .containsExactly(List.of("a1"), List.of("b1"), List.of("a1"), List.of("a2"));
        assertThat(bench.stats().delivered()).isEqualTo(3);
        assertThat(bench.stats().retries()).isEqualTo(1);
    }

    @Test
    void leavesAnAmbiguousAttemptUnconfirmedAndFreesItsKey() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.thenNoAnswer();
        Receipt first = bench.track(event("a", "a1"));
        Receipt second = bench.track(event("a", "a2"));

        bench.run();

        assertThat(bench.outcome(first)).isEqualTo("UNCONFIRMED NOT_REPEATED");
        assertThat(bench.outcome(second)).isEqualTo("DELIVERED DELIVERED");
    }

    @Test
    void repeatsAnAmbiguousAttemptIfKindOrModeAllowsIt() {
        LaneBench harmless = new LaneBench(FakeDestination.single());
        harmless.transport.thenNoAnswer().then(500);
        Receipt receipt = harmless.track(event("a", "a1").asRepeatable());
        harmless.run();
        harmless.runAfter(Duration.ofSeconds(1));
        harmless.runAfter(Duration.ofSeconds(1));
        assertThat(receipt.outcomes()).containsValue(new Outcome.Delivered(3));

        FakeDestination destination = FakeDestination.single();
        LaneBench told = new LaneBench(
                destination,
                destination.settings().toBuilder()
                        .mode(DeliveryMode.AT_LEAST_ONCE)
                        .build(),
                Budget.DEFAULT);
        told.transport.thenNoAnswer();
        Receipt repeated = told.track(event("a", "a1"));
        told.run();
        told.runAfter(Duration.ofSeconds(1));
        assertThat(told.outcome(repeated)).isEqualTo("DELIVERED DELIVERED");
    }

    @Test
    void neverRetriesARefusedEvent() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.then(request -> Response.of(422, "{\"error_code\":\"bad\",\"message\":\"line\\nbreak\"}"));
        Receipt receipt = bench.track(event("a", "a1"));

        bench.run();
        bench.runAfter(Duration.ofHours(1));

        assertThat(bench.transport.requests()).hasSize(1);
        assertThat(receipt.outcomes()).containsValue(new Outcome.Rejected(422, "bad", "line\\nbreak"));
    }

    @Test
    void findsTheOneBadEventOfABatchByTakingItApart() {
        LaneBench bench = new LaneBench(FakeDestination.batching());
        bench.transport.otherwise(
                request -> Response.of(ScriptedTransport.contents(request).contains("poison") ? 422 : 200));
        List<Receipt> good = new ArrayList<>();
        for (int i = 0; i < 37; i++) {
            good.add(bench.track(event("k" + i % 5, "good" + i)));
        }
        Receipt bad = bench.track(event("k1", "poison"));
        for (int i = 37; i < 49; i++) {
            good.add(bench.track(event("k" + i % 5, "good" + i)));
        }

        bench.run();

        assertThat(bench.outcome(bad)).isEqualTo("REJECTED 422");
        assertThat(good)
                .allSatisfy(receipt -> assertThat(bench.outcome(receipt)).startsWith("DELIVERED"));
        assertThat(bench.transport.requests()).hasSizeLessThan(15);
    }

    @Test
    void takesTheBadEventsFromTheIndicesInTheResponse() {
        LaneBench bench = new LaneBench(FakeDestination.batching());
        bench.transport.then(request -> Response.of(
                422, "{\"errors\":[{\"index\":1,\"code\":\"x\",\"message\":\"m\"},{\"index\":99,\"code\":\"y\"}]}"));
        bench.track(event("a", "a1"));
        Receipt bad = bench.track(event("b", "b1"));
        bench.track(event("c", "c1"));

        bench.run();

        assertThat(bench.transport.requests()).containsExactly(List.of("a1", "b1", "c1"), List.of("a1", "c1"));
        assertThat(bad.outcomes()).containsValue(new Outcome.Rejected(422, "x", "m"));
        assertThat(bench.stats().delivered()).isEqualTo(2);
    }

    @Test
    void rejectsTheFewThatAnAcceptedBatchNames() {
        LaneBench bench = new LaneBench(FakeDestination.batching());
        bench.transport.then(request -> Response.of(207, "{\"errors\":[{\"index\":0,\"code\":\"x\"}]}"));
        Receipt bad = bench.track(event("a", "a1"));
        Receipt good = bench.track(event("b", "b1"));
        bench.run();
        assertThat(bench.outcome(bad)).isEqualTo("REJECTED 207");
        assertThat(bench.outcome(good)).startsWith("DELIVERED");
    }

    @Test
    void leavesTheRestOfAPartlyRefusedBatchUnconfirmed() {
        LaneBench bench = new LaneBench(new FakeDestination("fake", 50, false));
        bench.transport.then(request -> Response.of(422, "{\"errors\":[{\"index\":1,\"code\":\"x\"}]}"));
        Receipt atMostOnce = bench.track(event("a", "a1"));
        bench.track(event("b", "b1"));
        Receipt repeatable = bench.track(event("c", "c1").asRepeatable());

        bench.run();

        assertThat(bench.outcome(atMostOnce)).isEqualTo("UNCONFIRMED BATCH_REFUSED");
        assertThat(bench.outcome(repeatable)).startsWith("DELIVERED");
        assertThat(bench.stats().rejected()).isEqualTo(1);
    }

    @Test
    void pausesAThrottledLaneWithoutCountingAnAttempt() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.then(request -> answer(429, "Retry-After", "30"));
        Receipt receipt = bench.track(event("a", "a1"));
        bench.track(event("b", "b1"));

        bench.run();
        bench.runAfter(Duration.ofSeconds(29));
        assertThat(bench.transport.requests()).hasSize(1);
        assertThat(bench.stats().state()).isEqualTo(DestinationState.THROTTLED);
        bench.runAfter(Duration.ofSeconds(1));

        assertThat(bench.stats().delivered()).isEqualTo(2);
        assertThat(receipt.outcomes()).containsValue(new Outcome.Delivered(1));
        assertThat(bench.stats().throttled()).isEqualTo(1);
    }

    @Test
    void splitsABatchThatIsTooLargeAndRemembersTheLimitForAWhile() {
        LaneBench bench = new LaneBench(FakeDestination.batching());
        bench.transport.otherwise(
                request -> Response.of(ScriptedTransport.contents(request).size() > 2 ? 413 : 200));
        for (int i = 0; i < 8; i++) {
            bench.track(event("k", "event" + i));
        }
        bench.run();
        assertThat(bench.stats().delivered()).isEqualTo(8);
        int before = bench.transport.requests().size();

        for (int i = 0; i < 8; i++) {
            bench.track(event("k", "event" + i));
        }
        bench.run();

        assertThat(bench.transport.requests()).hasSize(before + 4);
        assertThat(bench.transport.requests().subList(before, before + 4)).allMatch(contents -> contents.size() == 2);
    }

    @Test
    void rejectsALoneEventThatIsTooLarge() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.then(413);
        Receipt receipt = bench.track(event("a", "a1"));
        bench.run();
        assertThat(bench.outcome(receipt)).isEqualTo("REJECTED 413");
    }

    @Test
    void anAccountIsProbedWhileItIsRefusedAndLosesNoEvent() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.otherwise(request -> Response.of(401));
        for (int i = 0; i < 20; i++) {
            bench.track(event("key" + i, "e" + i));
        }

        bench.run();
        assertThat(bench.transport.requests())
                .as("the first and three probes at once, each of another key")
                .containsExactly(List.of("e0"), List.of("e1"), List.of("e2"), List.of("e3"));
        int probes = 10;
        for (int i = 0; i < probes; i++) {
            bench.runAfter(Duration.ofSeconds(30));
            // A probed event stands back by some milliseconds, so that the next probe is another event.
            bench.runAfter(Duration.ofMillis(100));
        }
        assertThat(bench.transport.requests()).hasSize(4 + probes).doesNotHaveDuplicates();
        assertThat(bench.stats().state()).isEqualTo(DestinationState.MISCONFIGURED);
        assertThat(bench.stats().pending()).isEqualTo(20);

        bench.transport.otherwise(request -> Response.of(200));
        bench.runAfter(Duration.ofSeconds(30));
        bench.runAfter(Duration.ofMillis(100));

        assertThat(bench.stats().delivered()).isEqualTo(20);
        assertThat(bench.stats().state()).isNotEqualTo(DestinationState.MISCONFIGURED);
    }

    @Test
    void saysThatTheProxyRefusesItsCredentials() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.then(request -> Response.of(407).fromProxy("proxy.example:3128"));
        bench.track(event("a", "a1"));
        bench.lane.step();

        assertThat(bench.logged())
                .containsExactly(
                        "WARN fake: the proxy proxy.example:3128 refuses its credentials (status 407) for an event of kind OTHER:"
                                + " set or correct HttpTransport.Builder.proxyCredentials; events for the same address are kept until"
                                + " their deadline");
    }

    @Test
    void saysThatTheVendorRefusesTheAccount() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.then(401);
        bench.track(event("a", "a1"));
        bench.lane.step();

        assertThat(bench.logged())
                .containsExactly("WARN fake refuses the account (status 401) for an event of kind OTHER:"
                        + " check its credentials, address and rights; events for the same address are kept until"
                        + " their deadline");
    }

    @Test
    void keepsTheOrderOfAKeyWhileItsEndpointWaits() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.otherwise(request -> Response.of(404));
        for (int i = 0; i < 30; i++) {
            bench.track(event("key" + i % 3, "e" + i));
        }
        bench.run();
        bench.runAfter(Duration.ofSeconds(30));
        bench.transport.otherwise(request -> Response.of(200));
        int before = bench.transport.requests().size();
        for (int i = 0; i < 5; i++) {
            bench.runAfter(Duration.ofSeconds(30));
        }

        List<Integer> sent = bench.transport.requests().stream()
                .skip(before)
                .map(contents -> Integer.parseInt(contents.get(0).substring(1)))
                .toList();
        assertThat(sent).hasSize(30);
        for (int key = 0; key < 3; key++) {
            int ofKey = key;
            assertThat(sent.stream().filter(number -> number % 3 == ofKey)).isSorted();
        }
    }

    @Test
    void letsAnEndpointWaitWithoutHoldingUpAnother() {
        int orderCount = 20;
        int cartCount = 200;
        Duration probeInterval = Duration.ofSeconds(30);
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.otherwise(request -> Response.of(request.uri().getPath().equals("/orders") ? 404 : 200));
        List<Receipt> orders = new ArrayList<>();
        List<Receipt> carts = new ArrayList<>();
        for (int i = 0; i < orderCount; i++) {
            orders.add(bench.track(event("order" + i, "/orders " + i)));
        }
        for (int i = 0; i < cartCount; i++) {
            carts.add(bench.track(event("cart" + i, "/carts " + i)));
        }

        // All carts go out. The closed endpoint of the orders is probed soon: three times at once, then after the
        // backoff.
        bench.run();
        for (int i = 0; i < 5; i++) {
            bench.runAfter(Duration.ofSeconds(2));
        }
        assertThat(carts).allMatch(Receipt::isComplete);
        assertThat(bench.stats().state()).isNotEqualTo(DestinationState.MISCONFIGURED);
        assertThat(bench.transport.requests()).hasSizeLessThan(cartCount + 10);

        // Later there is one probe for each interval. No order is given up.
        int intervals = 20;
        for (int i = 0; i < intervals; i++) {
            bench.runAfter(probeInterval);
        }
        assertThat(bench.stats().pending()).isEqualTo(orderCount);
        assertThat(bench.transport.requests()).hasSizeLessThan(cartCount + 10 + intervals + 10);

        // The next probe gets through and opens the endpoint, and the other orders follow.
        bench.transport.otherwise(request -> Response.of(200));
        bench.runAfter(probeInterval);
        bench.runAfter(Duration.ofMillis(100));
        assertThat(orders)
                .allSatisfy(receipt -> assertThat(bench.outcome(receipt)).startsWith("DELIVERED"));
    }

    @Test
    void onlyARepeatableEventIsRepeatedAfterARedirectOrAPage() {
        for (Response response : List.of(Response.of(302), Response.of(303), Response.of(200, "<html>log in</html>"))) {
            LaneBench bench = new LaneBench(FakeDestination.single());
            bench.transport.then(request -> response);
            Receipt unrepeatable = bench.track(event("a", "a1"));
            bench.run();
            assertThat(bench.outcome(unrepeatable)).isEqualTo("UNCONFIRMED NOT_REPEATED");

            bench.transport.then(request -> response);
            Receipt repeatable = bench.track(event("b", "b1").asRepeatable());
            bench.run();
            assertThat(bench.outcome(repeatable)).isEqualTo("pending");
            bench.runAfter(Duration.ofSeconds(1));
            assertThat(bench.outcome(repeatable)).startsWith("DELIVERED");
        }
    }

    /** A 303 comes after the request was processed, so the endpoint is the right one. */
    @Test
    void a302OrAPageClosesTheEndpointAndA303DoesNot() {
        assertThat(stateAfter(Response.of(302))).isEqualTo(DestinationState.MISCONFIGURED);
        assertThat(stateAfter(Response.of(200, "<html>log in</html>"))).isEqualTo(DestinationState.MISCONFIGURED);
        assertThat(stateAfter(Response.of(303))).isEqualTo(DestinationState.ACTIVE);
    }

    private static DestinationState stateAfter(Response response) {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.then(request -> response);
        bench.track(event("a", "a1"));
        bench.run();
        return bench.stats().state();
    }

    @Test
    void aConflictAfterDoubtDeliversTheEvent() {
        FakeDestination counting =
                FakeDestination.single().judgingBy(StatusTable.standard().with(409, ResponseClass.ALREADY_TAKEN));
        LaneBench bench = new LaneBench(counting);
        bench.transport.then(504).then(409).then(409);
        Receipt repeated = bench.track(event("a", "a1").asRepeatable());
        bench.run();
        bench.runAfter(Duration.ofSeconds(1));
        Receipt first = bench.track(event("b", "b1").asRepeatable());
        bench.run();

        assertThat(repeated.outcomes()).containsValue(new Outcome.Delivered(2));
        assertThat(bench.outcome(first)).isEqualTo("REJECTED 409");
    }

    @Test
    void sendsNoPartOfABatchAfterItsDeadline() {
        LaneBench bench = new LaneBench(FakeDestination.batching());
        bench.transport.otherwise(request -> {
            bench.clock.advance(Duration.ofMinutes(4));
            return Response.of(422);
        });
        for (int i = 0; i < 16; i++) {
            bench.track(FakeEvent.of(EventKind.VISIT, "k" + i, "v" + i));
        }

        bench.run();

        assertThat(bench.transport.requests()).hasSize(3);
        assertThat(bench.stats().expired()).isEqualTo(16);
    }

    @Test
    void bearsSoManyRefusedPartsOfABatchAndThenSendsSingleEvents() {
        FakeDestination destination = new FakeDestination("fake", 500, true);
        LaneBench bench = new LaneBench(destination);
        bench.transport.otherwise(request -> Response.of(422));
        for (int i = 0; i < 500; i++) {
            bench.track(event("k" + i % 7, "e" + i));
        }

        bench.lane.step();
        assertThat(bench.transport.requests()).hasSize(Batch.MAX_REFUSED);
        bench.run();

        assertThat(bench.stats().rejected()).isEqualTo(500);
        assertThat(bench.transport.requests()).hasSizeLessThan(520);
        assertThat(bench.transport.requests().stream().skip(Batch.MAX_REFUSED)).allMatch(part -> part.size() == 1);
    }

    @Test
    void growsBackToFullBatchesOnceEventsAreTakenAgain() {
        FakeDestination destination = new FakeDestination("fake", 100, true);
        LaneBench bench = new LaneBench(destination);
        List<String> taken = new ArrayList<>();
        bench.transport.otherwise(request -> {
            List<String> contents = ScriptedTransport.contents(request);
            if (contents.stream().anyMatch(content -> content.startsWith("bad"))) {
                return Response.of(422);
            }
            taken.addAll(contents);
            return Response.of(200);
        });
        for (int i = 0; i < 100; i++) {
            bench.track(event("k" + i % 7, "bad" + i));
        }
        for (int i = 0; i < 600; i++) {
            bench.track(event("k" + i % 7, "good" + i));
        }

        bench.run();

        assertThat(bench.stats().rejected()).isEqualTo(100);
        assertThat(bench.stats().delivered()).isEqualTo(600);
        List<List<String>> requests = bench.transport.requests();
        assertThat(requests.get(requests.size() - 2)).hasSize(100);
        for (int key = 0; key < 7; key++) {
            int ofKey = key;
            assertThat(taken.stream()
                            .map(content -> Integer.parseInt(content.substring(4)))
                            .filter(number -> number % 7 == ofKey))
                    .as("key %d", key)
                    .isSorted();
        }
    }

    @Test
    void costsLittleWhereOneEventOfAFullBatchIsBad() {
        FakeDestination destination = new FakeDestination("fake", 500, true);
        LaneBench bench = new LaneBench(destination);
        bench.transport.otherwise(
                request -> Response.of(ScriptedTransport.contents(request).contains("e321") ? 422 : 200));
        for (int i = 0; i < 500; i++) {
            bench.track(event("k" + i % 7, "e" + i));
        }

        bench.run();

        assertThat(bench.stats().delivered()).isEqualTo(499);
        assertThat(bench.transport.requests()).hasSizeLessThanOrEqualTo(19);
    }

    @Test
    void rejectsASecondRefusalAfterOthersGotThrough() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.otherwise(
                request -> Response.of(ScriptedTransport.contents(request).contains("bad") ? 403 : 200));
        Receipt bad = bench.track(event("a", "bad"));
        Receipt good = bench.track(event("b", "good"));

        bench.run();
        assertThat(bench.outcome(good)).startsWith("DELIVERED");
        assertThat(bench.outcome(bad)).isEqualTo("pending");
        bench.runAfter(Duration.ofSeconds(5));
        bench.runAfter(Duration.ofSeconds(5));

        assertThat(bench.outcome(bad)).isEqualTo("REJECTED 403");
        assertThat(bench.stats().state()).isNotEqualTo(DestinationState.MISCONFIGURED);
    }

    @Test
    void forgetsTheRefusalOfAnEndedEvent() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.then(403);
        FakeEvent visit = FakeEvent.of(EventKind.VISIT, "a", "a1").withId("visit");
        Receipt first = bench.track(visit);
        bench.run();
        bench.runAfter(Duration.ofMinutes(10));
        assertThat(bench.outcome(first)).isEqualTo("EXPIRED REFUSED");
        bench.track(event("b", "b1"));
        bench.run();
        assertThat(bench.stats().delivered()).isEqualTo(1);

        bench.transport.then(403);
        Receipt second = bench.track(visit);
        bench.run();

        assertThat(bench.outcome(second)).isEqualTo("pending");
        assertThat(bench.stats().state()).isEqualTo(DestinationState.MISCONFIGURED);
    }

    @Test
    void expiresEventsAtTheirDeadlineAlsoWhileTheLaneIsPaused() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.then(request -> answer(429, "Retry-After", "800"));
        Receipt throttled = bench.track(FakeEvent.of(EventKind.VISIT, "a", "a1"));
        Receipt waited = bench.track(FakeEvent.of(EventKind.VISIT, "b", "b1"));

        bench.run();
        bench.runAfter(Duration.ofMinutes(10));

        assertThat(bench.outcome(throttled)).isEqualTo("EXPIRED THROTTLED");
        assertThat(bench.outcome(waited)).isEqualTo("EXPIRED WAITED");
        assertThat(bench.stats().pending()).isZero();
    }

    @Test
    void callsAnEventUnconfirmedNotExpiredIfItMayHaveArrived() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.otherwise(ScriptedTransport.noAnswer());
        Receipt receipt = bench.track(FakeEvent.of(EventKind.VISIT, "a", "a1").asRepeatable());

        bench.run();
        bench.runAfter(Duration.ofMinutes(11));

        assertThat(bench.outcome(receipt)).isEqualTo("UNCONFIRMED EXPIRED");
    }

    @Test
    void pausesAfterMaxInFlightFailuresInARow() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.otherwise(ScriptedTransport.notSent());
        for (int i = 0; i < 20; i++) {
            bench.track(event("k" + i, "e" + i));
        }
        bench.run();
        assertThat(bench.transport.requests()).hasSize(8);
        assertThat(bench.stats().state()).isEqualTo(DestinationState.BACKING_OFF);

        bench.runAfter(Duration.ofMillis(500));
        assertThat(bench.transport.requests()).hasSize(9);
        bench.transport.otherwise(request -> Response.of(200));
        bench.runAfter(Duration.ofSeconds(1));
        bench.runAfter(Duration.ofSeconds(1));

        assertThat(bench.stats().delivered()).isEqualTo(20);
    }

    @Test
    void skipsASecondEventUnlessTheFirstEndedUndelivered() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.then(422);
        Receipt rejected = bench.track(event("a", "a1").withId("order"));
        Receipt tooEarly = bench.track(event("a", "a1").withId("order"));
        bench.run();
        Receipt again = bench.track(event("a", "a1").withId("order"));
        bench.run();
        Receipt late = bench.track(event("a", "a1").withId("order"));

        assertThat(bench.outcome(rejected)).isEqualTo("REJECTED 422");
        assertThat(bench.outcome(tooEarly)).isEqualTo("SKIPPED DUPLICATE");
        assertThat(bench.outcome(again)).startsWith("DELIVERED");
        assertThat(bench.outcome(late)).isEqualTo("SKIPPED DUPLICATE");
        assertThat(bench.stats().tracked()).isEqualTo(4);
        assertThat(bench.stats().balanced()).isTrue();
    }

    @Test
    void givesAnEventThatADestinationCannotHandleItsOutcomeAndGoesOn() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        Receipt inAccepts = bench.track(event("a", "throw in accepts"));
        Receipt inEncode = bench.track(event("a", "throw"));
        Receipt tooLarge = bench.track(event("a", "large"));
        Receipt good = bench.track(event("a", "good"));

        bench.run();

        assertThat(bench.outcome(inAccepts)).isEqualTo("INVALID INTERNAL");
        assertThat(bench.outcome(inEncode)).isEqualTo("INVALID INTERNAL");
        assertThat(bench.outcome(tooLarge)).isEqualTo("INVALID TOO_LARGE");
        assertThat(bench.outcome(good)).startsWith("DELIVERED");
    }

    @Test
    void blamesNoEventForAWantOfMemoryAndSendsItLater() {
        LaneBench bench = new LaneBench(FakeDestination.batching());
        Receipt before = bench.track(event("a", "a1"));
        Receipt unlucky = bench.track(event("a", "no memory"));
        Receipt tooDeep = bench.track(event("a", "too deep"));
        Receipt after = bench.track(event("a", "a2"));

        bench.run();
        assertThat(bench.stats().pending()).isEqualTo(4);
        bench.runAfter(Duration.ofSeconds(1));

        assertThat(bench.transport.requests()).containsExactly(List.of("a1", "no memory", "a2"));
        for (Receipt receipt : List.of(before, unlucky, after)) {
            assertThat(bench.outcome(receipt)).startsWith("DELIVERED");
        }
        assertThat(bench.outcome(tooDeep)).isEqualTo("INVALID INTERNAL");
    }

    @Test
    void letsAnInterruptThatADestinationLeavesBehindFailNothing() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.otherwise(request -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new TransportException(Sent.NOT_SENT, "interrupted", null);
            }
            Thread.currentThread().interrupt();
            return Response.of(200);
        });
        Receipt first = bench.track(event("a", "a1"));
        Receipt second = bench.track(event("a", "a2"));

        bench.run();

        assertThat(bench.outcome(first)).startsWith("DELIVERED");
        assertThat(bench.outcome(second)).startsWith("DELIVERED");
    }

    @Test
    void startsASenderWithTheNextEventWhereTheSystemGaveNoThread() throws Exception {
        FakeDestination destination = FakeDestination.single();
        // The keeper's, the sender's, the log's that is to say so, and the sender's once more.
        LaneBench bench =
                new LaneBench(destination, destination.settings(), new Budget(10, 100_000), new FewThreads(4));
        Receipt first = bench.track(event("a", "a1"));
        assertThat(first.await(Duration.ofMillis(50))).isFalse();
        Receipt second = bench.track(event("a", "a2"));

        assertThat(first.await(Duration.ofSeconds(30))).isTrue();
        assertThat(second.await(Duration.ofSeconds(30))).isTrue();
        bench.abort();
    }

    @Test
    void sendsNothingMoreOfABatchInPartsOnceItIsClosed() {
        LaneBench bench = new LaneBench(FakeDestination.batching());
        bench.transport.then(request -> {
            bench.abort();
            return Response.of(413);
        });
        Receipt one = bench.track(event("a", "a1"));
        Receipt two = bench.track(event("b", "b1"));

        bench.run();

        assertThat(bench.transport.requests()).hasSize(1);
        assertThat(bench.outcome(one)).isEqualTo("DROPPED CLOSED");
        assertThat(bench.outcome(two)).isEqualTo("DROPPED CLOSED");
    }

    @Test
    void leavesAPartlyTakenBatchInDoubtAtClose() {
        FakeDestination notWhole = new FakeDestination("fake", 50, false);
        DeliverySettings settings =
                notWhole.settings().toBuilder().mode(DeliveryMode.AT_LEAST_ONCE).build();
        LaneBench bench = new LaneBench(notWhole, settings, new Budget(10, 100_000));
        bench.transport.then(422).then(request -> {
            bench.abort();
            bench.lane.finish();
            return Response.of(200);
        });
        Receipt one = bench.track(event("a", "a1"));
        Receipt two = bench.track(event("b", "b1"));

        bench.run();

        assertThat(bench.transport.requests()).containsExactly(List.of("a1", "b1"), List.of("a1"));
        assertThat(bench.outcome(one)).isEqualTo("UNCONFIRMED CLOSED");
        assertThat(bench.outcome(two)).isEqualTo("UNCONFIRMED CLOSED");
    }

    @Test
    void survivesATransportThatBreaks() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.then(request -> {
            throw new NoSuchMethodError("okhttp3");
        });
        Receipt receipt = bench.track(event("a", "a1"));
        Receipt next = bench.track(event("a", "a2"));

        bench.run();

        assertThat(bench.outcome(receipt)).isEqualTo("UNCONFIRMED NOT_REPEATED");
        assertThat(bench.outcome(next)).startsWith("DELIVERED");
    }

    @Test
    void lingersForABatchToFillButNotLongerThanTheFlushInterval() {
        FakeDestination destination = FakeDestination.batching();
        DeliverySettings settings = destination.settings().toBuilder()
                .flushInterval(Duration.ofSeconds(1))
                .batchSize(3)
                .build();
        LaneBench bench = new LaneBench(destination, settings, Budget.DEFAULT);
        bench.track(event("a", "a1"));
        bench.track(event("b", "b1"));
        bench.run();
        assertThat(bench.transport.requests()).isEmpty();
        bench.track(event("c", "c1"));
        bench.run();
        assertThat(bench.transport.requests()).containsExactly(List.of("a1", "b1", "c1"));

        bench.track(event("d", "d1"));
        bench.runAfter(Duration.ofSeconds(1));
        assertThat(bench.transport.requests()).hasSize(2);
    }

    private static LaneBench waitingForFullBatches() {
        FakeDestination destination = FakeDestination.batching();
        return new LaneBench(
                destination,
                destination.settings().toBuilder()
                        .flushInterval(Duration.ofMinutes(1))
                        .build(),
                Budget.DEFAULT);
    }

    @Test
    void sendsHalfFullBatchesForAFlush() {
        LaneBench bench = waitingForFullBatches();
        bench.track(event("a", "a1"));
        bench.run();
        EventStore.Flush flush = bench.lane.beginFlush(true);
        bench.run();
        assertThat(bench.lane.endFlush(flush).settled()).isEqualTo(1);
    }

    @Test
    void sendsFlushedEventsAfterTheFlushTimedOut() {
        LaneBench bench = waitingForFullBatches();
        Receipt before = bench.track(event("a", "a1"));
        bench.lane.endFlush(bench.lane.beginFlush(true));
        bench.run();
        assertThat(before.isComplete()).isTrue();

        Receipt after = bench.track(event("a", "a2"));
        bench.run();
        assertThat(after.isComplete()).isFalse();
    }

    @Test
    void sendsFlushedEventsBeyondOneBatch() {
        LaneBench bench = waitingForFullBatches();
        Receipt last = bench.track(event("a", "a0"));
        for (int i = 1; i <= bench.batchSize(); i++) {
            last = bench.track(event("b" + i, "b" + i));
        }
        bench.lane.endFlush(bench.lane.beginFlush(true));
        bench.run();
        assertThat(last.isComplete()).isTrue();
        assertThat(bench.transport.requests()).hasSize(2);
    }

    @Test
    void endsWaitingEventsWhenAborted() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.thenNotSent().thenNoAnswer();
        Receipt notSent = bench.track(event("a", "a1").asRepeatable());
        Receipt maybe = bench.track(event("b", "b1").asRepeatable());
        Receipt behind = bench.track(event("a", "a2"));
        bench.run();

        bench.lane.refuseEvents();
        bench.abort();
        Receipt late = bench.track(event("c", "c1"));

        assertThat(bench.outcome(notSent)).isEqualTo("DROPPED CLOSED");
        assertThat(bench.outcome(maybe)).isEqualTo("UNCONFIRMED CLOSED");
        assertThat(bench.outcome(behind)).isEqualTo("DROPPED CLOSED");
        assertThat(bench.outcome(late)).isEqualTo("DROPPED CLOSED");
        assertThat(bench.stats().balanced()).isTrue();
        assertThat(bench.stats().pending()).isZero();
    }

    @Test
    void tellsTheListenerHeaderOutcomeAndEvent() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        FakeEvent event = event("secret-key", "a1");
        bench.track(event);
        bench.run();
        assertThat(bench.told()).singleElement().satisfies(delivery -> {
            assertThat(delivery.event()).isSameAs(event);
            assertThat(delivery.toString()).doesNotContain("secret-key");
            assertThat(delivery.outcome()).isEqualTo(new Outcome.Delivered(1));
        });
    }

    @Test
    void masksIdentitiesSecretsAndAddressesInTheVendorsMessage() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.then(request -> Response.of(
                400,
                Map.of(),
                "{\"message\":\"visitor-7 with jane@example.com\\u202e\\r\\n is unknown\"}"
                        .getBytes(StandardCharsets.UTF_8)));
        Receipt receipt = bench.track(event("visitor-7", "a1"));
        bench.run();
        assertThat(receipt.outcomes())
                .containsValue(new Outcome.Rejected(400, "400", "*** with ***\\u202e\\r\\n is unknown"));
    }

    @Test
    void showsNothingOfAVendorWhereTheSecretsAreNotKnown() {
        LaneBench bench = new LaneBench(new FakeDestination("fake", 1, true) {
            @Override
            public Collection<String> secrets() {
                throw new IllegalStateException();
            }
        });
        bench.transport.then(request -> Response.of(422, "{\"error_code\":\"bad\",\"message\":\"text\"}"));
        Receipt receipt = bench.track(event("a", "a1"));

        bench.run();

        assertThat(receipt.outcomes()).containsValue(new Outcome.Rejected(422, "422", ""));
    }

    @Test
    void holdsBackOnlyItsOwnKeyWhenTheConnectionFails() {
        LaneBench bench = new LaneBench(FakeDestination.batching());
        bench.transport.then(request -> {
            throw new TransportException(Sent.NOT_SENT, "refused", null);
        });
        bench.track(event("a", "a1"));
        bench.run();
        bench.track(event("a", "a2"));
        bench.track(event("b", "b1"));
        bench.run();
        assertThat(bench.transport.requests()).containsExactly(List.of("a1"), List.of("b1"));
        bench.runAfter(Duration.ofSeconds(1));
        assertThat(bench.transport.requests()).containsExactly(List.of("a1"), List.of("b1"), List.of("a1", "a2"));
    }

    @Test
    void countsOnlyTheNewRefusalsOfAnOrderTrackedAgain() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        FakeEvent order = event("a", "order").withId("order");
        bench.transport.then(401).then(200).then(422).then(200).then(401);
        Receipt first = bench.track(order);
        bench.track(event("b", "b1"));
        bench.run();
        bench.runAfter(Duration.ofMinutes(1));
        assertThat(bench.outcome(first)).isEqualTo("REJECTED 422");
        bench.track(event("b", "b2"));
        bench.run();

        Receipt again = bench.track(order);
        bench.run();
        bench.runAfter(Duration.ofMinutes(1));

        assertThat(bench.outcome(again)).isEqualTo("DELIVERED DELIVERED");
    }

    @Test
    void sendsNothingWhenClosedWhilePreparingARequest() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        FakeDestination slow = new FakeDestination("fake", 1, true) {
            @Override
            public Request toRequest(List<EncodedEvent> events) {
                meanwhile.get().run();
                return super.toRequest(events);
            }
        };
        LaneBench bench = new LaneBench(slow);
        meanwhile.set(() -> {
            // As closing does, with a transport that goes on when it is closed.
            bench.lane.abort();
            bench.lane.endWaiting();
            bench.lane.finish();
        });
        Receipt receipt = bench.track(event("a", "a1"));

        bench.run();

        assertThat(bench.outcome(receipt)).isEqualTo("DROPPED CLOSED");
        assertThat(bench.transport.requests()).isEmpty();
    }

    @Test
    void triesOnceMoreWhereTheSystemGivesNoThreadForTheOnlyEvent() throws Exception {
        FakeDestination destination = FakeDestination.single();
        LaneBench bench =
                new LaneBench(destination, destination.settings(), new Budget(10, 100_000), new FewThreads(2));
        Receipt only = bench.track(event("a", "a1"));

        assertThat(only.await(Duration.ofSeconds(30))).isTrue();
        bench.abort();
    }
}
