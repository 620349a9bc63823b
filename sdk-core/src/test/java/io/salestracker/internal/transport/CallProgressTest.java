package io.salestracker.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;

class CallProgressTest {
    private static final long LONG = TimeUnit.MINUTES.toNanos(1);
    private static final InetSocketAddress ADDRESS = InetSocketAddress.createUnresolved("vendor.example", 443);

    private final ConnectGate gate = new ConnectGate();
    private final Call call = new OkHttpClient()
            .newCall(new Request.Builder().url("https://vendor.example/").build());

    private CallProgress progress() {
        return new CallProgress(LONG, LONG, () -> false, gate);
    }

    @Test
    void aCallThatEndsLetsTheNextOneOpen() {
        CallProgress first = progress();
        first.connectStart(call, ADDRESS, Proxy.NO_PROXY);
        first.connectingIsOver();
        CallProgress next = progress();
        next.connectStart(call, ADDRESS, Proxy.NO_PROXY);

        assertThat(next.awaited()).isNull();
        next.connectingIsOver();
    }

    @Test
    void aCallThatEndedBeforeItConnectsDoesNotHoldTheGate() {
        CallProgress late = progress();
        late.connectingIsOver();
        late.connectStart(call, ADDRESS, Proxy.NO_PROXY);
        CallProgress next = progress();
        next.connectStart(call, ADDRESS, Proxy.NO_PROXY);

        assertThat(next.awaited()).isNull();
        assertThat(call.isCanceled()).isTrue();
        next.connectingIsOver();
    }

    @Test
    void aRefusalIsExactOverAConnectionThatDidNotFail() {
        CallProgress progress = progress();
        progress.requestHeadersStart(call);

        assertThat(progress.isUnsent(Http2Refusal.NOT_PROCESSED)).isTrue();
        assertThat(progress.sent()).isFalse();
        assertThat(progress.stale()).isFalse();
    }

    @Test
    void aRequestThatWasNotBegunMayGoOverAnotherConnection() {
        CallProgress progress = progress();
        progress.requestHeadersStart(call);

        assertThat(progress.isUnsent(Http2Refusal.NOT_BEGUN)).isTrue();
        assertThat(progress.sent()).isFalse();
        assertThat(progress.stale()).isTrue();
    }
}
