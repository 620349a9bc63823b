package io.salestracker.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.SelectableChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A {@link Vendor} in a process of its own: HTTP/1.1, TLS, and HTTP/2 where a client offers it. Prints its port, then at each
 * line of its standard input what it has seen, as one line of JSON, and ends with that input.
 */
@Command
final class VendorServer implements Callable<Integer> {
    /** What common servers allow a client, whatever they are asked for. */
    private static final int MAX_STREAMS = 128;

    private static final int WARM_UPS = 30;

    /** The option for TLS; the last one, with the certificate's file behind it. */
    static final String TLS = "--tls";

    static final String DELAY = "--delay";
    static final String RATE = "--rate";

    @Option(names = DELAY)
    private long delayMillis;

    @Option(names = "--workers", description = "So many, each taking the delay for one request.")
    private int workers;

    @Option(names = "--crowd", description = "With so many requests under way, an answer takes twice the delay.")
    private int crowd;

    @Option(names = RATE)
    private double rate;

    @Option(names = "--burst")
    private double burst;

    @Option(names = "--retry-after")
    private int retryAfter;

    @Option(names = "--from")
    private double from;

    @Option(names = "--for")
    private double seconds;

    @Option(names = "--trackers", defaultValue = "1", description = "So many share it.")
    private int trackers;

    @Option(names = TLS, description = "With the Certificate of this file.")
    private @Nullable Path certificate;

    @Option(names = "--http2", description = "TLS offers HTTP/2 too.")
    private boolean http2;

    @Option(names = "--warm", description = "So that its own start is no part of what a client's first request takes.")
    private boolean warm;

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger maxOpen = new AtomicInteger();

    private VendorServer() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new VendorServer()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Vendor vendor = new Vendor(
                answerTime(),
                rate == 0 ? null : new TokenBucket(rate, burst, System.nanoTime()),
                retryAfter,
                from,
                seconds,
                trackers);
        Server server = new Server();
        SSLContext tls = certificate == null ? null : Certificate.identity(certificate);
        ServerConnector connector = new ServerConnector(server, 1, 1, protocols(tls));
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setIdleTimeout(TimeUnit.MINUTES.toMillis(5));
        server.addConnector(connector);
        server.setHandler(vendor);
        server.start();
        if (warm) {
            warmUp(connector.getLocalPort());
        }
        connector.getSelectorManager().addEventListener(new Connections());
        System.out.println(connector.getLocalPort());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        ObjectMapper json = new ObjectMapper();
        while (input.readLine() != null) {
            Map<String, Double> report = vendor.report();
            report.put("connections", opened.doubleValue());
            report.put("max connections", maxOpen.doubleValue());
            System.out.println(json.writeValueAsString(report));
        }
        return 0;
    }

    private AnswerTime answerTime() {
        long nanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
        if (workers > 0) {
            return AnswerTime.workers(workers, nanos);
        }
        return crowd > 0 ? AnswerTime.crowded(crowd, nanos) : AnswerTime.always(nanos);
    }

    private ConnectionFactory[] protocols(@Nullable SSLContext tls) {
        HttpConnectionFactory http = new HttpConnectionFactory();
        if (tls == null) {
            return new ConnectionFactory[] {http};
        }
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setSslContext(tls);
        if (!http2) {
            return new ConnectionFactory[] {new SslConnectionFactory(context, http.getProtocol()), http};
        }
        HTTP2ServerConnectionFactory streams = new HTTP2ServerConnectionFactory(http.getHttpConfiguration());
        streams.setMaxConcurrentStreams(MAX_STREAMS);
        ALPNServerConnectionFactory choice = new ALPNServerConnectionFactory();
        choice.setDefaultProtocol(http.getProtocol());
        return new ConnectionFactory[] {new SslConnectionFactory(context, choice.getProtocol()), choice, streams, http};
    }

    private void warmUp(int port) throws IOException, InterruptedException {
        URI address = URI.create((certificate == null ? "http" : "https") + "://localhost:" + port + Vendor.WARM_UP);
        for (int i = 0; i < WARM_UPS; i++) {
            HttpClient.Builder client = HttpClient.newBuilder();
            if (certificate != null) {
                client.sslContext(Certificate.trust(certificate).context());
            }
            client.version(i % 2 == 0 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
            client.build().send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding());
        }
    }

    private final class Connections implements SelectorManager.AcceptListener {
        @Override
        public void onAccepted(SelectableChannel channel) {
            opened.incrementAndGet();
            int now = open.incrementAndGet();
            maxOpen.accumulateAndGet(now, Math::max);
        }

        @Override
        public void onClosed(SelectableChannel channel) {
            open.decrementAndGet();
        }
    }
}
