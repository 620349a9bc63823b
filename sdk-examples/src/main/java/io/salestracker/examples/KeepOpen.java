package io.salestracker.examples;

import io.salestracker.testkit.VendorSandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;

/** Leaves a sandbox running at the end of an example, so that one can look around in its page. */
final class KeepOpen {

    private KeepOpen() {}

    /**
     * Returns when Enter is pressed. Where there is no keyboard, as in CI, standard input is at its end at once; it then goes on
     * until the process is stopped. Stopped with Ctrl-C or SIGTERM the process exits with {@code exitCode}, too.
     */
    static void untilStopped(VendorSandbox sandbox, PrintWriter out, int exitCode) throws InterruptedException {
        CountDownLatch enter = new CountDownLatch(1);
        Thread keyboard = new Thread(() -> awaitEnter(enter), "keep-open");
        keyboard.setDaemon(true);
        Thread stop = new Thread(() -> Runtime.getRuntime().halt(exitCode), "keep-open-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        out.println();
        out.println("Open " + sandbox.root() + "/ to look around. Ends with Enter or Ctrl-C.");
        out.flush();
        keyboard.start();
        enter.await();
        Runtime.getRuntime().removeShutdownHook(stop);
    }

    private static void awaitEnter(CountDownLatch enter) {
        try {
            for (int key = System.in.read(); key >= 0; key = System.in.read()) {
                if (key == '\n') {
                    enter.countDown();
                    return;
                }
            }
        } catch (IOException closed) {
            // Nobody can press Enter any more; Ctrl-C remains.
        }
    }
}
