package io.salestracker.benchmarks;

import io.salestracker.benchmarks.Floor.NoDelay;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** OkHttp without any promise and without order: in a loop on some threads, or by its own dispatcher. */
final class Calls implements Sender {
    private static final MediaType JSON = MediaType.get("application/json");

    private final Pending pending = new Pending();
    private final BlockingQueue<Integer> waiting = new LinkedBlockingQueue<>();
    private final Template template;
    private final OkHttpClient client;
    private final boolean enqueues;

    private Calls(int port, @Nullable Trust tls, int threads) {
        template = new Template(port, tls != null);
        OkHttpClient.Builder builder = new OkHttpClient.Builder().socketFactory(new NoDelay());
        if (tls != null) {
            builder.sslSocketFactory(tls.context().getSocketFactory(), tls.manager());
        }
        if (threads > 0) {
            builder.connectionPool(new ConnectionPool(threads, 5, TimeUnit.MINUTES));
        }
        client = builder.build();
        enqueues = threads == 0;
        for (int i = 0; i < threads; i++) {
            Thread sender = new Thread(this::run, "calls-" + i);
            sender.setDaemon(true);
            sender.start();
        }
    }

    /** A loop on each of some threads, with a pool that holds a connection for each. */
    static Calls looped(int port, @Nullable Trust tls, int threads) {
        return new Calls(port, tls, threads);
    }

    /** {@code enqueue} as it comes, with five requests to a host at once. */
    static Calls enqueued(int port, @Nullable Trust tls) {
        return new Calls(port, tls, 0);
    }

    @Override
    public void send(int number) {
        pending.add();
        if (!enqueues) {
            waiting.add(number);
            return;
        }
        client.newCall(request(number)).enqueue(new Callback() {
            @Override
            public void onResponse(Call call, Response response) {
                response.close();
                pending.remove();
            }

            @Override
            public void onFailure(Call call, IOException lost) {
                pending.remove();
            }
        });
    }

    private void run() {
        try {
            while (true) {
                Request request = request(waiting.take());
                try (Response response = client.newCall(request).execute()) {
                    response.body().bytes();
                } catch (IOException lost) {
                    // The server's count tells.
                }
                pending.remove();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private Request request(int number) {
        return new Request.Builder()
                .url(template.address().toString())
                .post(RequestBody.create(template.body(number), JSON))
                .build();
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
