package io.salestracker.internal;

import io.salestracker.internal.KeyQueue.State;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What can be claimed, in order per key. A key is claimed from by one sender at a time, and stands behind the others
 * again when that sender is done; a key with nothing pending does not exist. Part of the memory store, guarded by its
 * lock.
 */
final class KeyQueues {
    private final Map<String, KeyQueue> byKey = new HashMap<>();
    // A queue may have left the wait since its alarm was set; such alarms are recognised and passed over.
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparing(Alarm::at));
    private @Nullable KeyQueue firstReady;
    private @Nullable KeyQueue lastReady;
    private int readyEntries;

    private record Alarm(Instant at, KeyQueue queue) {
        boolean stands() {
            return queue.state == State.WAITING && queue.first != null && queue.first.notBefore.equals(at);
        }
    }

    /** How many entries stand in keys that can be claimed from. */
    int readyEntries() {
        return readyEntries;
    }

    /** How many keys have something pending. */
    int keys() {
        return byKey.size();
    }

    @Nullable
    Node firstReady() {
        return firstReady == null ? null : firstReady.first;
    }

    @Nullable
    Instant nextDue() {
        dropDeadAlarms();
        Alarm next = alarms.peek();
        return next == null ? null : next.at();
    }

    void append(Node node) {
        String key = node.key();
        KeyQueue queue = key == null ? new KeyQueue(null) : byKey.computeIfAbsent(key, KeyQueue::new);
        queue.append(node);
        if (queue.state == State.READY) {
            readyEntries++;
        } else if (queue.size == 1) {
            ready(queue);
        }
    }

    /** Makes the keys ready whose first entry has waited long enough. */
    void promote(Instant now) {
        for (Alarm alarm = alarms.peek(); alarm != null && !alarm.at().isAfter(now); alarm = alarms.peek()) {
            alarms.poll();
            if (alarm.stands()) {
                ready(alarm.queue());
            }
        }
    }

    /** Claims up to {@code max} entries, several of a key if they follow one another and are due. */
    void claim(int max, Instant now, Consumer<Node> claimed) {
        int left = max;
        while (left > 0 && firstReady != null) {
            KeyQueue queue = firstReady;
            unready(queue);
            for (Node node = queue.first; node != null && left > 0; node = node.youngerOfKey) {
                // The first was found to be due when the key became ready.
                if (!node.equals(queue.first) && node.notBefore.isAfter(now)) {
                    break;
                }
                claimed.accept(node);
                queue.claimed++;
                left--;
            }
        }
    }

    void settle(Node node) {
        KeyQueue queue = queueOf(node);
        queue.claimed--;
        queue.remove(node);
        resume(queue);
    }

    void release(Node node) {
        KeyQueue queue = queueOf(node);
        queue.claimed--;
        resume(queue);
    }

    /** Takes out an entry that nobody has claimed. */
    void remove(Node node) {
        KeyQueue queue = queueOf(node);
        if (queue.state == State.READY) {
            readyEntries--;
        }
        boolean wasFirst = node.equals(queue.first);
        queue.remove(node);
        if (queue.size == 0 || (wasFirst && !staysReady(queue))) {
            if (queue.state == State.READY) {
                unready(queue);
            }
            queue.state = State.HELD;
            resume(queue);
        }
    }

    /** Tells whether a key can be claimed from as before though its first entry is another now. */
    private static boolean staysReady(KeyQueue queue) {
        return queue.state == State.READY && queue.first != null && queue.first.notBefore.equals(Instant.MIN);
    }

    private void resume(KeyQueue queue) {
        Node first = queue.first;
        if (first == null) {
            if (queue.key != null) {
                byKey.remove(queue.key, queue);
            }
        } else if (queue.claimed == 0) {
            if (first.notBefore.equals(Instant.MIN)) {
                ready(queue);
            } else {
                queue.state = State.WAITING;
                alarms.add(new Alarm(first.notBefore, queue));
            }
        }
    }

    private void ready(KeyQueue queue) {
        queue.state = State.READY;
        readyEntries += queue.size;
        queue.previousReady = lastReady;
        if (lastReady == null) {
            firstReady = queue;
        } else {
            lastReady.nextReady = queue;
        }
        lastReady = queue;
    }

    private void unready(KeyQueue queue) {
        readyEntries -= queue.size;
        unlink(queue);
        queue.state = State.HELD;
    }

    private void unlink(KeyQueue queue) {
        KeyQueue previous = queue.previousReady;
        KeyQueue next = queue.nextReady;
        if (previous == null) {
            firstReady = next;
        } else {
            previous.nextReady = next;
        }
        if (next == null) {
            lastReady = previous;
        } else {
            next.previousReady = previous;
        }
        queue.previousReady = null;
        queue.nextReady = null;
    }

    private void dropDeadAlarms() {
        for (Alarm alarm = alarms.peek(); alarm != null && !alarm.stands(); alarm = alarms.peek()) {
            alarms.poll();
        }
    }

    private static KeyQueue queueOf(Node node) {
        KeyQueue queue = node.queue;
        if (queue == null) {
            throw new IllegalStateException("an entry without a place");
        }
        return queue;
    }
}
