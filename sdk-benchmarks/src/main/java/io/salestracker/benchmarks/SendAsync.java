package io.salestracker.benchmarks;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The few lines that a user would write around the JDK's client: so many requests under way, and no order. A refusal pauses
 * all of it for as long as the vendor asks, and the event is sent again. An event whose request fails is given up.
 */
final class SendAsync implements Sender {
    private final BlockingDeque<Integer> waiting = new LinkedBlockingDeque<>();
    private final Pending pending = new Pending();
    private final Template template;
    private final HttpClient client;
    private final Semaphore permits;
    private volatile long pausedUntil = System.nanoTime();

    SendAsync(int port, @Nullable SSLContext tls, int inFlight) {
        template = new Template(port, tls != null);
        HttpClient.Builder builder = HttpClient.newBuilder();
        client = (tls == null ? builder.version(HttpClient.Version.HTTP_1_1) : builder.sslContext(tls)).build();
        permits = new Semaphore(inFlight);
        Thread sender = new Thread(this::run, "send-async");
        sender.setDaemon(true);
        sender.start();
    }

    @Override
    public void send(int number) {
        pending.add();
        waiting.addLast(number);
    }

    private void run() {
        try {
            while (true) {
                permits.acquire();
                int number = waiting.takeFirst();
                TimeUnit.NANOSECONDS.sleep(pausedUntil - System.nanoTime());
                request(number);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the server's count tells of failures
    private void request(int number) {
        HttpRequest request = HttpRequest.newBuilder(template.address())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(template.body(number)))
                .build();
        client.sendAsync(request, BodyHandlers.discarding())
                .whenComplete((response, failure) -> answered(number, response));
    }

    private void answered(int number, @Nullable HttpResponse<Void> response) {
        if (response != null && response.statusCode() == 429) {
            long seconds = response.headers().firstValueAsLong("Retry-After").orElse(0);
            pausedUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            waiting.addFirst(number);
        } else {
            pending.remove();
        }
        permits.release();
    }

    @Override
    public long pending() {
        return pending.count();
    }

    @Override
    public void await(Duration patience) throws InterruptedException {
        pending.await(patience);
    }
}
