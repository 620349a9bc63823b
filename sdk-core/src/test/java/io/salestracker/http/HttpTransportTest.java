package io.salestracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.salestracker.http.TransportException.Sent;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HttpTransportTest {

    static List<HttpTransport.Builder> transports() {
        return List.of(HttpTransport.okHttp(), HttpTransport.jdk());
    }

    @ParameterizedTest
    @MethodSource("transports")
    void anOptionIsSetOnACopy(HttpTransport.Builder transports) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpTransport.Builder proxied = transports.proxy(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                asked.incrementAndGet();
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        });

        failsToConnect(transports);
        assertThat(asked).hasValue(0);
        failsToConnect(proxied);
        assertThat(asked).hasPositiveValue();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void absurdTimesAreTakenAsTheShortestOrLongestThereIs(HttpTransport.Builder transports) {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);

        transports.open(new TransportSettings(longest, longest, 1, 1)).close();
        transports
                .open(new TransportSettings(Duration.ZERO, Duration.ofNanos(1), 1, 1))
                .close();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void nullOptionsAreRefusedByName(HttpTransport.Builder transports) {
        assertThatNullPointerException()
                .isThrownBy(() -> transports.proxy(null))
                .withMessage("proxies");
        assertThatNullPointerException()
                .isThrownBy(() -> transports.sslContext(null))
                .withMessage("tls");
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aPasswordIsShownNowhere(HttpTransport.Builder transports) {
        assertThat(transports.proxyCredentials("shop", "s3cr3t").toString()).doesNotContain("shop", "s3cr3t");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> transports.proxyCredentials("sh:op", "s3cr3t"))
                .withMessageContaining("colon")
                .withMessageNotContaining("sh:op");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> transports.proxyCredentials("shop", "s3cr3t\n"))
                .withMessageNotContaining("s3cr3t");
        assertThatNullPointerException()
                .isThrownBy(() -> transports.proxyCredentials(null, "s3cr3t"))
                .withMessage("user");
        assertThatNullPointerException()
                .isThrownBy(() -> transports.proxyCredentials("shop", null))
                .withMessage("password");
    }

    @Test
    void theJdksClientIsNotGivenHttp2() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpTransport.jdk().http2(true))
                .withMessageContaining("HttpTransport.okHttp()");
        assertThat(HttpTransport.jdk().http2(false)).isNotNull();
    }

    private static void failsToConnect(HttpTransport.Builder transports) throws Exception {
        Duration limit = Duration.ofSeconds(20);
        try (HttpTransport transport = transports.open(new TransportSettings(limit, limit, 1, 1))) {
            // Port 1 of loopback: nobody listens there.
            Request request = Request.get(URI.create("http://127.0.0.1:1/"), Map.of());
            TransportException failure = catchThrowableOfType(TransportException.class, () -> transport.send(request));
            assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        }
    }
}
