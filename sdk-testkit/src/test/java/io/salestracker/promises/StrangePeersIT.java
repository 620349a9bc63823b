package io.salestracker.promises;

import io.salestracker.delivery.DeliveryMode;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.http.HttpTransport;
import io.salestracker.testsupport.Campaigns;
import io.salestracker.testsupport.LoopbackServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a peer does, in whatever order: what is said of each event is true. */
@Timeout(300)
class StrangePeersIT {

    @ParameterizedTest
    @CsvSource({
        "AT_LEAST_ONCE, 0, false",
        "AT_MOST_ONCE, 0, false",
        "AT_LEAST_ONCE, 50, false",
        "AT_MOST_ONCE, 50, false",
        "AT_LEAST_ONCE, 50, true",
        "AT_MOST_ONCE, 50, true"
    })
    void outcomesAreTrueAtStrangePeers(DeliveryMode mode, int batch, boolean jdk) throws Exception {
        Random random = new Random(Trial.seed());
        Takings takings = new Takings();
        try (LoopbackServer vendor = LoopbackServer.start(peer -> serve(peer, takings, random))) {
            EbbotDestination.Builder builder = CountingVendor.destinationAt(vendor.uri("/events"));
            EbbotDestination destination = (batch == 0 ? builder : builder.maxBatchSize(batch, Refused.WHOLE)).build();
            try (Trial trial = new Trial(
                    destination,
                    Trial.quick(destination)
                            .mode(mode)
                            .backoff(Duration.ofMillis(1), Duration.ofMillis(10))
                            .callTimeout(Duration.ofMillis(250))
                            .build(),
                    jdk ? HttpTransport.jdk() : HttpTransport.okHttp())) {
                trial.trackPurchases(100, Campaigns.times(batch == 0 ? 1_000 : 5_000));
                trial.settled();
                trial.reconcile(takings);
            }
        }
    }

    /** Serves requests, two of three of them as is right. */
    private static void serve(LoopbackServer.Peer peer, Takings takings, Random random) throws IOException {
        Strangeness[] strange = Strangeness.values();
        boolean goesOn = true;
        while (goesOn) {
            if (random.nextInt(3) > 0) {
                takings.take(peer.request().body());
                peer.send(LoopbackServer.OK);
            } else {
                goesOn = strange[random.nextInt(strange.length)].serve(peer, takings, random.nextBoolean());
            }
        }
    }
}
