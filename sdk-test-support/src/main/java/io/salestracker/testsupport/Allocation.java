package io.salestracker.testsupport;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What a task allocates. */
public final class Allocation {
    private Allocation() {}

    /** How many bytes the calling thread allocates in the task. */
    public static long bytesOf(Runnable task) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        task.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
