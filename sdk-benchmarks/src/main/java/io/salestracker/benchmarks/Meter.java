package io.salestracker.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/** What this process has used so far: time, processor time of all threads, and bytes that they allocated. */
final class Meter {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    // Threads that end take their count with them; what was last seen of them stays here.
    private final Map<Long, Long> allocated = new HashMap<>();
    private long nanos;
    private long cpuNanos;
    private long bytes;

    /** Starts anew. */
    void start() {
        bytes = allocatedBytes();
        cpuNanos = SYSTEM.getProcessCpuTime();
        nanos = System.nanoTime();
    }

    long nanos() {
        return System.nanoTime() - nanos;
    }

    long cpuNanos() {
        return SYSTEM.getProcessCpuTime() - cpuNanos;
    }

    long bytes() {
        return allocatedBytes() - bytes;
    }

    /** To be called often enough to see every thread that allocates much and ends. */
    long allocatedBytes() {
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            allocated.merge(ids[i], bytes[i], Math::max);
        }
        return allocated.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What is reachable, as far as a collection tells. */
    static long liveHeapBytes() {
        // The first one hands over what has finalizers and cleaners, the second one frees it.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    static long threadCpuNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    static long threadBytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
