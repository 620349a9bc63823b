package io.salestracker.classpaths;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportSettings;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A program that sends requests over OkHttp at the same time, and one after them, to a server that plays a case. It
 * prints a line for each case: how the requests ended.
 */
public final class Http2Host {
    private static final Duration LONG = Duration.ofSeconds(20);

    private Http2Host() {}

    /** The arguments are the server's address, a trust store, and the cases, each a name and a number: {@code name=8}. */
    public static void main(String[] args) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(args[1]))) {
            trusted.load(in, "secret".toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        for (String play : List.of(args).subList(2, args.length)) {
            String name = play.substring(0, play.indexOf('='));
            int count = Integer.parseInt(play.substring(play.indexOf('=') + 1));
            System.out.println(name + ": " + play(URI.create(args[0]), tls, name, count));
        }
    }

    private static String play(URI server, SSLContext tls, String name, int count) throws Exception {
        try (HttpTransport transport =
                HttpTransport.okHttp().sslContext(tls).open(new TransportSettings(LONG, LONG, 1000, count))) {
            List<FutureTask<String>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String id = name + "-" + i;
                FutureTask<String> task = new FutureTask<>(() -> send(transport, server, id));
                all.add(task);
                new Thread(task, "sender").start();
            }
            Map<String, Integer> ends = new TreeMap<>();
            for (FutureTask<String> each : all) {
                ends.merge(each.get(), 1, Integer::sum);
            }
            return ends + ", then " + send(transport, server, name + "-then");
        }
    }

    private static String send(HttpTransport transport, URI server, String id) {
        try {
            return String.valueOf(transport
                    .send(Request.post(server, Map.of(), id.getBytes(UTF_8)))
                    .status());
        } catch (TransportException e) {
            return e.sent().name();
        }
    }
}
