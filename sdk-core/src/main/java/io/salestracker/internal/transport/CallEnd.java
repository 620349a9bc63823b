package io.salestracker.internal.transport;

import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okio.AsyncTimeout;

/** Cancels a call when its time is up, unless {@link #exit} comes first. */
final class CallEnd extends AsyncTimeout {
    private final Call call;

    private CallEnd(Call call) {
        this.call = call;
    }

    /** Starts the timer. */
    static CallEnd in(long nanos, Call call) {
        CallEnd end = new CallEnd(call);
        end.timeout(nanos, TimeUnit.NANOSECONDS);
        end.enter();
        return end;
    }

    @Override
    protected void timedOut() {
        call.cancel();
    }
}
