package io.salestracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.LogLines;
import io.salestracker.fakes.PasswordProxy;
import io.salestracker.http.HttpTransport;
import io.salestracker.testsupport.LoopbackServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole tracker behind a proxy: what arrives, and what the log says where nothing does. */
@Timeout(60)
class ProxiesIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String USER = "shop";
    private static final String PASSWORD = "s3cr3t-w0rd";
    private static final String WRONG = "wr0ng-w0rd";
    private static final String CHAT = "5b0f2a6e-9c1d-4c53-8f0a-7d0c5b1f2e11";

    private final HeldCertificate certificate = new HeldCertificate.Builder()
            .addSubjectAlternativeName("vendor.example")
            .build();
    private final HandshakeCertificates tls = new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .addTrustedCertificate(certificate.certificate())
            .build();
    private final List<RecordedRequest> arrived = new ArrayList<>();
    private final LogLines log = new LogLines();
    private final MockWebServer vendor = new MockWebServer();
    private PasswordProxy proxy;

    @BeforeEach
    void answer() {
        vendor.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                synchronized (arrived) {
                    arrived.add(request);
                }
                return new MockResponse.Builder().build();
            }
        });
    }

    private void open(String scheme) throws IOException {
        if (scheme.equals("https")) {
            vendor.useHttps(tls.sslSocketFactory());
        }
        vendor.start();
        proxy = new PasswordProxy(USER, PASSWORD, vendor.getPort());
    }

    @AfterEach
    void close() {
        log.close();
        vendor.close();
        if (proxy != null) {
            proxy.close();
        }
    }

    private SalesTracker tracker(HttpTransport.Factory transports, String scheme) {
        return SalesTracker.builder()
                .destination(AlhenaDestination.builder("acme")
                        .baseUrl(URI.create(scheme + "://vendor.example/"))
                        .allowHttp(true)
                        .build())
                .transport(transports)
                .build();
    }

    private static Receipt track(SalesTracker tracker) {
        return tracker.track(Purchase.builder()
                .visitor(Visitor.of(AlhenaIdentity.of(CHAT, CHAT)))
                .orderId("1042")
                .currency("EUR")
                .total("10.00"));
    }

    static Stream<Arguments> clientsAndSchemes() {
        return Stream.of(HttpTransport.okHttp(), HttpTransport.jdk())
                .flatMap(client -> Stream.of("http", "https").map(scheme -> Arguments.of(client, scheme)));
    }

    @ParameterizedTest
    @MethodSource("clientsAndSchemes")
    void rightCredentialsReachTheVendorWhichSeesNoneOfThem(HttpTransport.Builder client, String scheme)
            throws Exception {
        open(scheme);
        HttpTransport.Builder transports =
                client.proxy(proxy.selector()).sslContext(tls.sslContext()).proxyCredentials(USER, PASSWORD);
        try (SalesTracker tracker = tracker(transports, scheme)) {
            Receipt receipt = track(tracker);

            assertThat(receipt.await(LONG)).isTrue();
            assertThat(receipt.outcomes()).isEqualTo(Map.of("alhena", new Outcome.Delivered(1)));
        }
        assertThat(arrived).hasSize(1);
        assertThat(arrived.get(0).getHeaders().get("Proxy-Authorization")).isNull();
        assertThat(proxy.heads()).hasSize(1);
        assertSecret();
    }

    @ParameterizedTest
    @MethodSource("clientsAndSchemes")
    void missingCredentialsAreSaidWithTheProxyAndTheSetting(HttpTransport.Builder client, String scheme)
            throws Exception {
        open(scheme);
        refusedIsSaid(client.proxy(proxy.selector()).sslContext(tls.sslContext()), scheme);
    }

    @ParameterizedTest
    @MethodSource("clientsAndSchemes")
    void wrongCredentialsAreSaidWithTheProxyAndTheSetting(HttpTransport.Builder client, String scheme)
            throws Exception {
        open(scheme);
        refusedIsSaid(
                client.proxy(proxy.selector()).sslContext(tls.sslContext()).proxyCredentials(USER, WRONG), scheme);
    }

    private void refusedIsSaid(HttpTransport.Builder transports, String scheme) {
        try (SalesTracker tracker = tracker(transports, scheme)) {
            track(tracker);
            await().until(() -> log.all().stream().anyMatch(line -> line.startsWith("WARN")));
            assertThat(log.all())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .singleElement()
                    .asString()
                    .contains("407", proxy.name(), "HttpTransport.Builder.proxyCredentials");
            assertThat(tracker.stats().destination("alhena").pending()).isEqualTo(1);
            tracker.close(Duration.ZERO);
        }
        assertThat(arrived).isEmpty();
        assertSecret();
    }

    private void assertSecret() {
        assertThat(log.all())
                .noneMatch(line -> line.contains(PASSWORD)
                        || line.contains(WRONG)
                        || line.contains("c2hvcDp") // "shop:" as Basic encodes it
                        || line.contains(CHAT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aSocksProxyThatTheJdksClientWouldPassByIsSaid(String scheme) {
        LoopbackServer direct = LoopbackServer.answering(LoopbackServer.OK);
        ProxySelector socks = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(
                        new Proxy(
                                Proxy.Type.SOCKS,
                                InetSocketAddress.createUnresolved(
                                        "internal-proxy-nlb-0123456789abcdef0123456789abcdef.elb.eu-west-1.amazonaws.com",
                                        1080)),
                        Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };
        SalesTracker tracker = SalesTracker.builder()
                .destination(AlhenaDestination.builder("acme")
                        .baseUrl(direct.uri(scheme, "/"))
                        .build())
                .transport(HttpTransport.jdk().proxy(socks))
                .build();
        try (direct) {
            track(tracker);
            await().until(() -> log.all().stream().anyMatch(line -> line.startsWith("WARN")));
            assertThat(log.all())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .singleElement()
                    .asString()
                    .contains(
                            "SOCKS",
                            "internal-proxy-nlb-0123456789abcdef0123456789abcdef.elb.eu-west-1.amazonaws.com:1080",
                            "HttpTransport.okHttp()",
                            "nothing was sent");
            tracker.close(Duration.ZERO);
            assertThat(direct.connections()).isZero();
        }
    }
}
