package io.salestracker.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.salestracker.benchmarks.Floor.NoDelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * OkHttp in a loop on each of some threads: no queue, no events, no encoding. Each request's body is ready-made but for
 * the order id, by which the server counts. No client can send one event a request faster with this library.
 */
final class Raw implements Subject {
    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient client;
    private final String url;
    private final byte[] template;
    private final int idAt;
    private final AtomicInteger next = new AtomicInteger();
    private final Semaphore granted = new Semaphore(0);
    private final Thread[] senders;

    /** @param body what is posted, with an order id in it */
    Raw(int port, int inFlight, String path, String body) {
        this.url = "http://localhost:" + port + path;
        this.template = body.getBytes(ISO_8859_1);
        this.idAt = body.indexOf(Sale.orderId(0));
        this.client = new OkHttpClient.Builder()
                .socketFactory(new NoDelay())
                .connectionPool(new ConnectionPool(inFlight, 5, TimeUnit.MINUTES))
                .build();
        senders = new Thread[inFlight];
        for (int i = 0; i < inFlight; i++) {
            senders[i] = new Thread(this::send, "raw-" + i);
            senders[i].setDaemon(true);
            senders[i].start();
        }
    }

    /** One more may be sent. The numbers must start at 0 and follow one another. */
    @Override
    public void track(int number) {
        granted.release();
    }

    private void send() {
        try {
            while (true) {
                granted.acquire();
                byte[] body = template.clone();
                byte[] id = Sale.orderId(next.getAndIncrement()).getBytes(ISO_8859_1);
                System.arraycopy(id, 0, body, idAt, id.length);
                Request request = new Request.Builder()
                        .url(url)
                        .post(RequestBody.create(body, JSON))
                        .build();
                try (Response response = client.newCall(request).execute()) {
                    response.body().bytes();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        for (Thread sender : senders) {
            sender.interrupt();
        }
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }
}
