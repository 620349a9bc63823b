package io.salestracker.testkit;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a sandbox its demo in the background, one at a time. Thread-safe. */
final class DemoThread {
    private static final Logger LOG = LoggerFactory.getLogger("io.salestracker.testkit");

    private final VendorSandbox sandbox;
    private final AtomicReference<@Nullable Thread> sending = new AtomicReference<>();

    DemoThread(VendorSandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** Begins to send it, unless it is being sent already. */
    void start() {
        Thread thread = new Thread(this::send, "vendor-sandbox-demo");
        thread.setDaemon(true);
        if (sending.compareAndSet(null, thread)) {
            thread.start();
        }
    }

    private void send() {
        try {
            new DemoShop(sandbox).send();
        } catch (IOException | InterruptedException e) {
            LOG.debug("The demo was cut short", e);
        } finally {
            sending.set(null);
        }
    }

    /** Cuts it short: without the sandbox it would go on for as long as a tracker tries. */
    void stop() {
        Thread thread = sending.get();
        if (thread != null) {
            thread.interrupt();
        }
    }
}
