package io.salestracker.classpaths;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.testsupport.Http2Peer;
import io.salestracker.testsupport.Http2Peer.Message;
import io.salestracker.testsupport.LoopbackServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HTTP/2 with every OkHttp that hosts bring: what the server did not process is {@code NOT_SENT}, what it may have is
 * in doubt, and nothing is sent twice. The exceptions that tell it are OkHttp's internal classes.
 */
@Timeout(60)
class Http2HostIT {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final int TOGETHER = 8;
    private static final int WINDOW = 64;
    // Frames of 1,000 bytes: far more than are on the way when the client hangs up.
    private static final int MUCH = 50_000;
    /** The cases of one request. */
    private static final Set<String> ALONE = Set.of("goesAwayWhenIdle", "floods");

    /** What the server does with the requests of a case, and how those ended. */
    private static final Map<String, String> CASES = Map.of(
            "answers=" + WINDOW,
            "{200=64}, then 200",
            "refuses=" + TOGETHER,
            "{NOT_SENT=8}, then 200",
            "fails=" + TOGETHER,
            "{MAYBE_SENT=8}, then 200",
            "goesAway=" + TOGETHER,
            "{200=4, NOT_SENT=4}, then 200",
            "goesAwayAndCloses=" + TOGETHER,
            "{MAYBE_SENT=4, NOT_SENT=4}, then 200",
            "goesAwayWhenIdle=1",
            "{200=1}, then 200",
            "floods=1",
            "{MAYBE_SENT=1}, then 200",
            "cutsAfterStatus=" + TOGETHER,
            "{200=8}, then 200",
            "closes=" + TOGETHER,
            "{MAYBE_SENT=8}, then 200");

    @TempDir
    private static Path folder;

    private final ConcurrentMap<String, Integer> arrived = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> connections = new ConcurrentHashMap<>();
    private final Set<String> played = ConcurrentHashMap.newKeySet();
    private final AtomicInteger flooded = new AtomicInteger();
    private LoopbackServer server;

    @BeforeAll
    static void makeACertificate() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        folder.resolve("server.p12").toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor())
                .as(new String(keytool.getInputStream().readAllBytes(), UTF_8))
                .isZero();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("server", keys().getCertificate("server"));
        try (var out = Files.newOutputStream(folder.resolve("trusted.p12"))) {
            trusted.store(out, PASSWORD);
        }
    }

    private static KeyStore keys() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("server.p12"))) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    @BeforeEach
    void startTheServer() throws Exception {
        KeyManagerFactory certificates = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        certificates.init(keys(), PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(certificates.getKeyManagers(), null, null);
        server = LoopbackServer.start(this::serve).tls(tls).offering("h2");
    }

    @AfterEach
    void closeTheServer() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "okhttp-3.14.9 okio-1.17.6",
                "okhttp-3.14.9 okio-jvm-3.2.0 kotlin-stdlib-1.6.20",
                "okhttp-4.12.0 okio-jvm-3.6.0 kotlin-stdlib-1.9.25"
            })
    void everyOkHttpOnTheClassPathIsExact(String foreign) throws Exception {
        List<Path> path = foreign.isEmpty() ? ClassPathsIT.ours() : ClassPathsIT.inPlaceOfOurs(foreign);

        assertThatAllAreExact(ClassPathsIT.run(path, Http2Host.class, arguments()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "okhttp-3.14.9 okio-1.17.6",
                "okhttp-3.14.9 okio-jvm-3.2.0 kotlin-stdlib-1.6.20",
                "okhttp-4.12.0 okio-jvm-3.6.0 kotlin-stdlib-1.9.25"
            })
    void everyOkHttpOnTheModulePathIsExact(String foreign, @TempDir Path module) throws Exception {
        List<Path> path = foreign.isEmpty() ? ClassPathsIT.ours() : ClassPathsIT.inPlaceOfOurs(foreign);

        // Okio's older releases do not require Kotlin's module themselves.
        String requires = "requires okhttp3;" + (foreign.contains("kotlin") ? " requires kotlin.stdlib;" : "");

        assertThatAllAreExact(ClassPathsIT.runAsModule(module, path, requires, Http2Host.class, arguments()));
    }

    private String[] arguments() {
        return Stream.concat(
                        Stream.of(
                                server.uri("/").toString(),
                                folder.resolve("trusted.p12").toString()),
                        CASES.keySet().stream().sorted())
                .toArray(String[]::new);
    }

    private void assertThatAllAreExact(Map<String, String> said) {
        assertThat(said)
                .containsAllEntriesOf(CASES.entrySet().stream()
                        .collect(toMap(each -> each.getKey().replaceFirst("=.*", ""), Map.Entry::getValue)));
        assertThat(arrived)
                .hasSize(WINDOW + 6 * TOGETHER + 2 + CASES.size())
                .allSatisfy((id, times) -> assertThat(times).as(id).isEqualTo(1));
        assertThat(flooded.get()).as("frames of headers").isLessThan(MUCH);
        assertThat(connections).containsEntry("answers", 1);
    }

    private void serve(LoopbackServer.Peer peer) throws IOException {
        Http2Peer http2 = new Http2Peer(peer);
        List<Message> all = new ArrayList<>(List.of(next(http2)));
        String play = all.get(0).body().replaceFirst("-.*", "");
        connections.merge(play, 1, Integer::sum);
        if (!play.equals("answers") && played.add(play)) {
            while (all.size() < TOGETHER && !ALONE.contains(play)) {
                all.add(next(http2));
            }
            all.sort(Comparator.comparingInt(Message::stream));
            if (!misbehave(play, http2, all)) {
                return;
            }
        } else {
            http2.answer(all.get(0).stream(), 200, "ok");
        }
        while (true) {
            http2.answer(next(http2).stream(), 200, "ok");
        }
    }

    /** Plays a case, and returns whether the connection goes on. */
    private boolean misbehave(String play, Http2Peer http2, List<Message> all) throws IOException {
        int half = all.size() / 2;
        if (play.startsWith("goesAway") && half > 0) {
            http2.goAway(all.get(half - 1).stream());
        }
        for (Message each : all) {
            switch (play) {
                case "refuses" -> http2.reset(each.stream(), Http2Peer.REFUSED_STREAM);
                case "fails" -> http2.reset(each.stream(), Http2Peer.INTERNAL_ERROR);
                case "cutsAfterStatus" -> http2.head(each.stream(), 200);
                case "floods" -> {
                    http2.partOfHead(each.stream(), 200);
                    while (flooded.incrementAndGet() < MUCH) {
                        http2.moreOfHead(each.stream());
                    }
                }
                case "goesAwayWhenIdle" -> {
                    http2.answer(each.stream(), 200, "ok");
                    http2.goAway(each.stream());
                }
                case "goesAway" -> {
                    if (each.stream() <= all.get(half - 1).stream()) {
                        http2.answer(each.stream(), 200, "ok");
                    }
                }
                default -> {}
            }
        }
        if (play.equals("goesAwayAndCloses") || play.equals("cutsAfterStatus")) {
            http2.awaitRead();
        }
        return Set.of("refuses", "fails", "goesAway", "goesAwayWhenIdle").contains(play);
    }

    private Message next(Http2Peer http2) throws IOException {
        Message message = http2.next();
        arrived.merge(message.body(), 1, Integer::sum);
        return message;
    }
}
