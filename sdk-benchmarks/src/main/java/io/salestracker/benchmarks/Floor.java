package io.salestracker.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What remains of an SDK without any promise: a queue, a JSON writer and an HTTP client in a loop. It writes the bytes
 * that {@link Ours#batches} writes, and loses what fails. What it costs, nobody who uses these libraries can save.
 */
final class Floor implements Subject {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final Order END = new Order("");

    private final BlockingQueue<Order> queue = new ArrayBlockingQueue<>(100_000);
    private final JsonFactory json = new JsonFactory();
    private final OkHttpClient client;
    private final String url;
    private final int batchSize;
    private final List<Thread> senders = new ArrayList<>();

    /** What the shop knows of the purchase; the rest is the same for all. */
    private record Order(String id) {}

    Floor(int port, int batchSize, int senders, boolean noDelay) {
        this.batchSize = batchSize;
        this.url = "http://localhost:" + port + "/events";
        OkHttpClient.Builder builder = new OkHttpClient.Builder();
        this.client = (noDelay ? builder.socketFactory(new NoDelay()) : builder).build();
        for (int i = 0; i < senders; i++) {
            Thread sender = new Thread(this::send, "floor-" + i);
            sender.setDaemon(true);
            sender.start();
            this.senders.add(sender);
        }
    }

    @Override
    public @Nullable Object build(int number) {
        return new Order(Sale.orderId(number));
    }

    @Override
    public void track(int number) {
        try {
            queue.put(new Order(Sale.orderId(number)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        List<Order> batch = new ArrayList<>(batchSize);
        ByteArrayOutputStream body = new ByteArrayOutputStream(64 << 10);
        try {
            while (!batch.contains(END)) {
                batch.clear();
                batch.add(queue.take());
                queue.drainTo(batch, batchSize - 1);
                body.reset();
                write(batch, body);
                Request request = new Request.Builder()
                        .url(url)
                        .post(RequestBody.create(body.toByteArray(), JSON))
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

    private void write(List<Order> batch, ByteArrayOutputStream to) throws IOException {
        try (JsonGenerator out = json.createGenerator(to)) {
            out.writeStartArray();
            for (Order order : batch) {
                out.writeStartObject();
                out.writeStringField("type", "ecom-purchase");
                out.writeArrayFieldStart("items");
                for (Sale.Line line : Sale.LINES) {
                    out.writeStartObject();
                    out.writeStringField("id", line.productId());
                    out.writeNumberField("quantity", line.quantity());
                    out.writeNumberField("value", line.unitPrice());
                    out.writeEndObject();
                }
                out.writeEndArray();
                out.writeStringField("currency", Sale.CURRENCY);
                out.writeStringField("chatId", order.id);
                out.writeEndObject();
            }
            out.writeEndArray();
        }
    }

    /** It sends without waiting as it is. */
    @Override
    public void flush() {}

    @Override
    public void close() {
        senders.forEach(Thread::interrupt);
        try {
            for (Thread sender : senders) {
                sender.join(TimeUnit.SECONDS.toMillis(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    /** Ordinary sockets without Nagle's algorithm, which OkHttp leaves on. */
    static final class NoDelay extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
