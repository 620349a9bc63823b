package io.salestracker.testkit.internal;

import io.salestracker.testkit.Counts;
import io.salestracker.testkit.Faults;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Vendor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The running sandbox: Jetty on the loopback address, the vendors' rules, the journal and the faults. */
public final class SandboxServer {
    private static final String LOOPBACK = "127.0.0.1";

    private final EnumMap<Vendor, FaultPlan> faults = new EnumMap<>(Vendor.class);
    private final TextTokens textTokens;
    private final List<VendorRules> vendors;
    private final Journal journal;
    private final Server server;
    private final ServerConnector connector;
    private volatile Runnable demo = () -> {};

    /**
     * Starts it.
     *
     * @throws UncheckedIOException if the port cannot be bound
     */
    public SandboxServer(Settings settings) {
        journal = new Journal(settings);
        for (Vendor vendor : Vendor.values()) {
            faults.put(vendor, new FaultPlan(journal::changed));
        }
        TextEvents textEvents = new TextEvents(settings);
        textTokens = new TextTokens(settings.textToken());
        vendors = List.of(
                new EbbotRules(settings),
                new AlhenaRules(settings),
                new TextTrackerRules(settings, textEvents),
                new TextChatRules(settings, textEvents, textTokens),
                new TracktorRules(settings));

        QueuedThreadPool threads = new QueuedThreadPool(16, 4);
        threads.setName("vendor-sandbox");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
        connector.setHost(LOOPBACK);
        connector.setPort(settings.port());
        server.addConnector(connector);
        server.setHandler(new SandboxHandler(
                vendors, Map.copyOf(faults), journal, new SandboxApi(this, journal), settings.maxBodyBytes()));
        start(settings.port());
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        // Tracktor.io's events travel in the URL, for which the SDK's own bound is 8,000 characters.
        http.setRequestHeaderSize(32 * 1024);
        // An address joined with a slash too many is a stray for the journal, and not for Jetty to refuse unseen.
        http.setUriCompliance(UriCompliance.DEFAULT.with("SANDBOX", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        return http;
    }

    private void start(int port) {
        try {
            server.start();
        } catch (IOException e) {
            stop();
            throw new UncheckedIOException("port " + port + " of " + LOOPBACK + " cannot be bound", e);
        } catch (Exception e) {
            stop();
            throw new IllegalStateException("the sandbox did not start", e);
        }
    }

    /** Returns the port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Returns the counts of one vendor. */
    public Counts counts(Vendor vendor) {
        return journal.counts(vendor);
    }

    /** Returns the events that match, oldest first. */
    public List<Received> events(Predicate<Received> filter) {
        return journal.events(filter);
    }

    /**
     * Waits until enough events match.
     *
     * @return whether they did in time
     */
    public boolean await(int count, Predicate<Received> filter, Duration timeout) throws InterruptedException {
        return journal.await(count, filter, timeout);
    }

    /**
     * Writes everything in the journal to a file, and from now on each event before it is answered.
     *
     * @param file is flushed, and never closed
     * @param failed is told once if the file cannot be written any more; nothing is written then
     */
    public void export(OutputStream file, Consumer<IOException> failed) {
        ExportFile.start(journal, file, failed);
    }

    /** Returns the visitors who never used an assistant. */
    public Set<String> unattributed() {
        return journal.unattributed();
    }

    /** Sets the visitors who never used an assistant. */
    public void unattributed(Set<String> visitors) {
        journal.unattributed(Set.copyOf(visitors));
    }

    /** Sets what sends the demo events; it must return at once. */
    public void demo(Runnable sender) {
        demo = sender;
    }

    void demo() {
        demo.run();
    }

    /** Returns the faults of one vendor. */
    public Faults faults(Vendor vendor) {
        return plan(vendor);
    }

    FaultPlan plan(Vendor vendor) {
        FaultPlan plan = faults.get(vendor);
        if (plan == null) {
            throw new IllegalStateException("every vendor has a plan");
        }
        return plan;
    }

    /** Forgets what was received and ends all faults. */
    public void reset() {
        faults.values().forEach(FaultPlan::clear);
        journal.forget(vendors);
    }

    /** Refuses all tokens of Text's Customer Chat API given out so far. */
    public void expireTextTokens() {
        textTokens.expireAll();
    }

    /** Issues a token of Text's Customer Chat API. */
    public String issueTextToken() {
        return textTokens.issue();
    }

    /** Waits until it is stopped. */
    public void join() throws InterruptedException {
        server.join();
    }

    /** Stops it; requests in progress are cut off. */
    public void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the sandbox did not stop", e);
        }
    }
}
