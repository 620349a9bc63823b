package io.salestracker.text;

import static io.salestracker.text.TextSamples.STORE;
import static io.salestracker.text.TextSamples.WEBSITE;
import static io.salestracker.text.TextSamples.encoded;
import static io.salestracker.text.TextSamples.smallOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Verdict;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextChatApiTest {
    private static final Verdict RENEW = new Verdict.NotProcessed("token refused");
    private static final Response UNAUTHORIZED =
            Response.of(401, "{\"error\":{\"type\":\"authentication\",\"message\":\"expired\"}}");

    private final FakeTokens tokens = new FakeTokens();
    private final TextDestination destination = TextDestination.builder(STORE)
            .customerChatApi("org", WEBSITE, tokens)
            .build();

    /** Numbers its tokens and notes what it was asked. */
    private static final class FakeTokens implements TextTokenSupplier {
        private final List<String> asked = new ArrayList<>();

        @Override
        public synchronized String token(@Nullable String rejected) {
            asked.add(String.valueOf(rejected));
            return "token-" + asked.size();
        }
    }

    @Test
    void theTokenIsKeptWhileItIsAccepted() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(destination.classify(request(), Response.of(200, "{\"ok\":true}")))
                    .isEqualTo(Verdict.DELIVERED);
        }
        assertThat(tokens.asked).containsExactly("null");
    }

    @Test
    void aRefusedTokenIsRenewedAndTheRequestRepeated() throws IOException {
        assertThat(destination.classify(request(), UNAUTHORIZED)).isEqualTo(RENEW);
        Request second = request();
        assertThat(second.header("Authorization")).isEqualTo("Bearer token-2");
        assertThat(destination.classify(second, Response.of(200))).isEqualTo(Verdict.DELIVERED);
        assertThat(tokens.asked).containsExactly("null", "token-1");
    }

    @Test
    void aRenewedTokenThatIsRefusedTooMeansAWrongSetup() throws IOException {
        destination.classify(request(), UNAUTHORIZED);
        assertThat(destination.classify(request(), UNAUTHORIZED))
                .isEqualTo(new Verdict.Misconfigured("authentication", "expired"));
    }

    @Test
    void aRefusedLanesProbeTriesAFreshToken() throws IOException {
        destination.classify(request(), UNAUTHORIZED);
        destination.classify(request(), UNAUTHORIZED);
        Request probe = request();
        assertThat(probe.header("Authorization")).isEqualTo("Bearer token-3");
        assertThat(destination.classify(probe, UNAUTHORIZED)).isInstanceOf(Verdict.Misconfigured.class);
        assertThat(tokens.asked).containsExactly("null", "token-1", "token-2");
    }

    @Test
    void aTokenThatWasAcceptedAndExpiresIsRenewedAgain() throws IOException {
        destination.classify(request(), UNAUTHORIZED);
        destination.classify(request(), Response.of(400));
        assertThat(destination.classify(request(), UNAUTHORIZED)).isEqualTo(RENEW);
        assertThat(tokens.asked).containsExactly("null", "token-1");
        assertThat(request().header("Authorization")).isEqualTo("Bearer token-3");
    }

    @Test
    void requestsThatWereRefusedTogetherRenewOnce() throws IOException {
        List<Request> together = List.of(request(), request(), request());
        assertThat(destination.classify(together.get(0), UNAUTHORIZED)).isEqualTo(RENEW);
        request();
        assertThat(destination.classify(together.get(1), UNAUTHORIZED)).isEqualTo(RENEW);
        assertThat(destination.classify(together.get(2), UNAUTHORIZED)).isEqualTo(RENEW);
        request();
        assertThat(tokens.asked).containsExactly("null", "token-1");
    }

    @Test
    void aRefusedRenewedTokenMisconfiguresAllItsRequests() throws IOException {
        destination.classify(request(), UNAUTHORIZED);
        List<Request> together = List.of(request(), request());
        assertThat(destination.classify(together.get(0), UNAUTHORIZED)).isInstanceOf(Verdict.Misconfigured.class);
        assertThat(destination.classify(together.get(1), UNAUTHORIZED)).isInstanceOf(Verdict.Misconfigured.class);
    }

    @Test
    void aSupplierThatIgnoresRenewalRefusesTheLane() throws IOException {
        TextDestination stubborn = TextDestination.builder(STORE)
                .customerChatApi("org", WEBSITE, rejected -> "always")
                .build();
        assertThat(stubborn.classify(request(stubborn), UNAUTHORIZED)).isEqualTo(RENEW);
        assertThat(stubborn.classify(request(stubborn), UNAUTHORIZED)).isInstanceOf(Verdict.Misconfigured.class);
    }

    @Test
    void sendersThatNeedATokenAtOnceAskForOne() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<String> calls = new ArrayList<>();
        TextDestination slow = TextDestination.builder(STORE)
                .customerChatApi("org", WEBSITE, rejected -> {
                    calls.add(String.valueOf(rejected));
                    asked.countDown();
                    try {
                        assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return "token";
                })
                .build();
        ExecutorService senders = Executors.newFixedThreadPool(4);
        try {
            List<Future<Request>> requests = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Callable<Request> sender = () -> request(slow);
                requests.add(senders.submit(sender));
            }
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(slow.secrets()).doesNotContain("token");
            go.countDown();
            Set<String> used = new HashSet<>();
            for (Future<Request> request : requests) {
                used.add(request.get(10, TimeUnit.SECONDS).header("Authorization"));
            }
            assertThat(used).containsExactly("Bearer token");
            assertThat(calls).containsExactly("null");
        } finally {
            senders.shutdownNow();
        }
    }

    @Test
    void anInterruptedWaitForTheTokenIsAnIoExceptionAndKeepsTheFlag() {
        Thread.currentThread().interrupt();
        try {
            assertThatIOException().isThrownBy(this::request);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(tokens.asked).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "hush hush", "hush\r\nX-Evil: 1", "h\u00fcsh"})
    void anInvalidTokenIsAnIoExceptionThatDoesNotShowIt(String token) {
        TextDestination broken = TextDestination.builder(STORE)
                .customerChatApi("org", WEBSITE, rejected -> token)
                .build();
        assertThatIOException()
                .isThrownBy(() -> request(broken))
                .withMessageContaining("token supplier")
                .withMessageNotContaining("hush");
    }

    @Test
    void aSupplierThatFailsIsAnIoExceptionAndIsAskedAgain() throws IOException {
        List<String> asked = new ArrayList<>();
        TextDestination flaky = TextDestination.builder(STORE)
                .customerChatApi("org", WEBSITE, rejected -> {
                    asked.add(String.valueOf(rejected));
                    if (asked.size() == 2) {
                        throw new IOException("no network");
                    }
                    if (asked.size() == 3) {
                        throw new IllegalStateException("bug");
                    }
                    return "token-" + asked.size();
                })
                .build();
        flaky.classify(request(flaky), UNAUTHORIZED);
        assertThatIOException().isThrownBy(() -> request(flaky)).withMessage("no network");
        assertThatIOException()
                .isThrownBy(() -> request(flaky))
                .withMessage("the token supplier failed")
                .withCauseInstanceOf(IllegalStateException.class);
        assertThat(request(flaky).header("Authorization")).isEqualTo("Bearer token-4");
        assertThat(asked).containsExactly("null", "token-1", "token-1", "token-1");
    }

    @Test
    void namesTheTokensInUseAsSecrets() throws IOException {
        destination.classify(request(), UNAUTHORIZED);
        request();
        assertThat(destination.secrets()).contains("token-2");
        destination.classify(request(), UNAUTHORIZED);
        request();
        assertThat(destination.secrets()).contains("token-2", "token-3");
    }

    @ParameterizedTest
    @CsvSource({
        "validation, 400, Refused",
        "customer_banned, 403, Refused",
        "authorization, 403, Misconfigured",
        "license_expired, 402, Misconfigured",
        "misdirected_request, 421, Misconfigured",
        "too_many_requests, 429, Throttled",
        "limit_reached, 422, Throttled",
        "service_unavailable, 503, NotProcessed",
        "request_timeout, 408, Ambiguous",
        "internal, 500, Ambiguous",
        "something_new, 422, Refused",
        "something_new, 503, NotProcessed",
        "something_new, 502, Ambiguous"
    })
    void judgesByTheErrorTypeBeforeTheStatus(String type, int status, String verdict) throws IOException {
        Response response = Response.of(status, "{\"error\":{\"type\":\"" + type + "\",\"message\":\"why\"}}");
        assertThat(destination.classify(request(), response).getClass().getSimpleName())
                .isEqualTo(verdict);
    }

    @Test
    void aTokenIsRenewedForTheTypeWhateverTheStatus() throws IOException {
        Response forbidden = Response.of(403, "{\"error\":{\"type\":\"authentication\"}}");
        assertThat(destination.classify(request(), forbidden)).isEqualTo(RENEW);
        assertThat(destination.classify(request(), forbidden)).isInstanceOf(Verdict.Misconfigured.class);
    }

    @Test
    void aMisdirectedRequestTellsTheRegion() throws IOException {
        Response response = Response.of(
                421,
                "{\"error\":{\"type\":\"misdirected_request\",\"message\":\"Wrong region\","
                        + "\"data\":{\"region\":\"fra\"}}}");
        assertThat(destination.classify(request(), response))
                .isEqualTo(new Verdict.Misconfigured("misdirected_request", "Wrong region (region fra)"));
    }

    @Test
    void waitsAsLongAsTheServiceAsks() throws IOException {
        Response response = Response.of(503, Map.of("Retry-After", List.of("7")), new byte[0]);
        assertThat(destination.classify(request(), response)).isEqualTo(Verdict.THROTTLED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "[]", "{\"error\":\"text\"}", "{\"error\":{\"type\":{}}}", "null"})
    void responsesWithoutATypeAreClassifiedByStatus(String body) throws IOException {
        assertThat(destination.classify(request(), Response.of(422, body))).isInstanceOf(Verdict.Refused.class);
        assertThat(destination.classify(request(), Response.of(500, body))).isEqualTo(new Verdict.Ambiguous("500"));
    }

    private Request request() throws IOException {
        return request(destination);
    }

    private static Request request(TextDestination destination) throws IOException {
        return destination.toRequest(
                new EncodedEvent("stamp-1", encoded(destination, smallOrder().build())));
    }
}
