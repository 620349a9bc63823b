package io.salestracker.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.SkipReason;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Verdict;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A vendor whose requests are the contents of its events, one a line, sent to the path that the first one begins with, if
 * it does. Of commerce events it takes purchases, whose content is the order id; it throws for the contents {@code throw} and {@code too deep}, at first for
 * {@code no memory}, and finds {@code large} too large.
 */
public class FakeDestination implements Destination {
    private final String name;
    private final int maxBatchSize;
    private final boolean refusesWhole;
    private final StatusTable statuses;
    private final AtomicBoolean outOfMemory = new AtomicBoolean();

    public FakeDestination(String name, int maxBatchSize, boolean refusesWhole) {
        this(name, maxBatchSize, refusesWhole, StatusTable.standard());
    }

    private FakeDestination(String name, int maxBatchSize, boolean refusesWhole, StatusTable statuses) {
        this.name = name;
        this.maxBatchSize = maxBatchSize;
        this.refusesWhole = refusesWhole;
        this.statuses = statuses;
    }

    public FakeDestination judgingBy(StatusTable table) {
        return new FakeDestination(name, maxBatchSize, refusesWhole, table);
    }

    public static FakeDestination single() {
        return new FakeDestination("fake", 1, true);
    }

    public static FakeDestination batching() {
        return new FakeDestination("fake", 50, true);
    }

    @Override
    public String vendor() {
        return "fake";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Acceptance accepts(SalesEvent event) {
        if (event instanceof FakeEvent fake) {
            if (fake.content().equals("throw in accepts")) {
                throw new IllegalStateException("content must not be shown");
            }
            return Acceptance.send(fake.orderingKey(), fake.repeatable());
        }
        if (event instanceof CommerceEvent) {
            return event instanceof Purchase purchase
                    ? Acceptance.send(FakeIdentity.keyOf(purchase.visitor()), true)
                    : Acceptance.skip(SkipReason.NO_SUCH_EVENT);
        }
        throw new IllegalArgumentException("not mine");
    }

    @Override
    public @Nullable String orderingKey(Visitor visitor) {
        return FakeIdentity.keyOf(visitor);
    }

    @Override
    public byte[] encode(SalesEvent event, Stamp stamp) throws TooLargeException {
        String content = event instanceof Purchase purchase ? purchase.orderId() : ((FakeEvent) event).content();
        if (content.equals("large")) {
            throw new TooLargeException("too large");
        }
        if (content.equals("throw")) {
            throw new IllegalStateException("content must not be shown");
        }
        if (content.equals("too deep")) {
            throw new StackOverflowError();
        }
        if (content.equals("no memory") && outOfMemory.compareAndSet(false, true)) {
            throw new OutOfMemoryError("as if");
        }
        return content.getBytes(UTF_8);
    }

    @Override
    public Request toRequest(List<EncodedEvent> events) {
        String body =
                events.stream().map(event -> new String(event.bytes(), UTF_8)).collect(Collectors.joining("\n"));
        String path = body.startsWith("/") ? body.split("\\s", 2)[0] : "/fake";
        return Request.post(URI.create("http://localhost" + path), Map.of(), body.getBytes(UTF_8));
    }

    @Override
    public Verdict classify(Request request, Response response) {
        return maxBatchSize == 1 ? statuses.classify(response, true) : statuses.classifyBatch(response, refusesWhole);
    }

    @Override
    public int maxBatchSize() {
        return maxBatchSize;
    }

    @Override
    public DeliverySettings settings() {
        return DeliverySettings.builder().flushInterval(Duration.ZERO).build();
    }
}
