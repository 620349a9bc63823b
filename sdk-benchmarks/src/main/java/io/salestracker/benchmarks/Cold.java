package io.salestracker.benchmarks;

import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.event.Visitor;
import io.salestracker.http.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A process that sends one event and no more, with the arguments of {@link Client}. A class for each subject, so that one
 * loads nothing that another needs.
 */
final class Cold {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Cold() {}

    public static void main(String[] args) throws Exception {
        Trust tls = LineClient.trust();
        URI address = URI.create((tls == null ? "http" : "https") + "://localhost:" + args[2]);
        String figures = switch (args[1]) {
            case "ours" -> Ours.send(address, tls);
            case "okhttp" -> OkHttp.send(address, tls);
            case "jdk" -> Jdk.send(address, tls);
            default -> throw new IllegalArgumentException("no such subject: " + args[1]);
        };
        System.out.println(figures);
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static String body() {
        return "{\"event\":\"checkout\",\"order\":\"" + Sale.orderId(0) + "\",\"visitor\":\"" + Sale.visitor(0) + "\"}";
    }

    private static final class Ours {
        static String send(URI address, @Nullable Trust tls) throws InterruptedException {
            long start = System.nanoTime();
            SalesTracker.Builder builder = SalesTracker.builder()
                    .destination(
                            AlhenaDestination.builder("acme").baseUrl(address).build());
            if (tls != null) {
                builder.transport(HttpTransport.okHttp().sslContext(tls.context()));
            }
            long build = System.nanoTime();
            SalesTracker tracker = builder.build();
            long built = System.nanoTime();
            Visitor visitor = Visitor.of(AlhenaIdentity.of(Sale.visitor(0), Sale.visitor(0)));
            tracker.track(Sale.purchase(visitor, Sale.orderId(0)));
            tracker.flush(PATIENCE);
            return "{\"tracked\":1,\"set-up ms\":" + (built - start) / 1e6 + ",\"build() ms\":" + (built - build) / 1e6
                    + "}";
        }
    }

    private static final class OkHttp {
        static String send(URI address, @Nullable Trust tls) throws IOException {
            OkHttpClient.Builder builder = new OkHttpClient.Builder();
            if (tls != null) {
                builder.sslSocketFactory(tls.context().getSocketFactory(), tls.manager());
            }
            Request request = new Request.Builder()
                    .url(address.toString())
                    .post(RequestBody.create(body(), MediaType.get("application/json")))
                    .build();
            try (Response response = builder.build().newCall(request).execute()) {
                return "{\"tracked\":" + (response.isSuccessful() ? 1 : 0) + "}";
            }
        }
    }

    private static final class Jdk {
        static String send(URI address, @Nullable Trust tls) throws IOException, InterruptedException {
            HttpClient.Builder builder = HttpClient.newBuilder();
            HttpClient client = (tls == null ? builder : builder.sslContext(tls.context())).build();
            HttpRequest request = HttpRequest.newBuilder(address)
                    .POST(BodyPublishers.ofString(body()))
                    .build();
            boolean taken = client.send(request, BodyHandlers.discarding()).statusCode() == 200;
            return "{\"tracked\":" + (taken ? 1 : 0) + "}";
        }
    }
}
