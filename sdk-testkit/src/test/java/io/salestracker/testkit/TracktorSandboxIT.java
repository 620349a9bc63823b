package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tracktor.io's documentation, by hand. */
class TracktorSandboxIT extends WithSandbox {
    private static final String TRACK = "/track?sid=site-token&ts=1429186474&id=unicorn&action=rated%20item";
    private static final String DOCUMENTED_SIGNATURE =
            "9622E88BED0B5BC186286CB9504A02E5F3B4207DCA0AB23CA4FBDDFC15627E2F";

    @Test
    void takesAnActionWithAndWithoutData() throws Exception {
        assertThat(caller.get(TRACK).statusCode()).isEqualTo(200);
        assertThat(caller.get(TRACK + "&data=%7B%22rating%22%3A5%2C%22tags%22%3A%5Bnull%2C1e3%5D%7D")
                        .statusCode())
                .isEqualTo(200);

        assertThat(sandbox.events())
                .extracting(Received::kind, Received::name, Received::visitor)
                .allMatch(tuple -> tuple.toList().equals(List.of(ReceivedKind.ACTION, "rated item", "unicorn")));
        assertThat(sandbox.events().get(1).payload().json().at("/data/rating").asInt())
                .isEqualTo(5);
        assertThat(sandbox.events().get(1).payload().text()).doesNotContain("site-token");
    }

    @Test
    void readsAnOrderFromTheActionThatMeansOne() throws Exception {
        caller.get(
                "/track?sid=site-token&ts=1429186474&id=unicorn&action=Order%20placed&data=%7B%22orderid%22%3A%221042%22"
                        + "%2C%22totalprice%22%3A149.99%2C%22currency%22%3A%22USD%22%2C%22products%22%3A%5B%7B%22name%22%3A"
                        + "%22Merino%20Wool%22%2C%22price%22%3A149.99%2C%22quantity%22%3A1%7D%5D%7D");

        assertThat(sandbox.order(Vendor.TRACKTOR, "1042").accepted()).isEqualTo(1);
        assertThat(sandbox.counts(Vendor.TRACKTOR).revenue()).isEqualTo(Map.of("USD", new BigDecimal("149.99")));
    }

    @Test
    void setsAndRemovesProperties() throws Exception {
        assertThat(caller.get("/set?sid=site-token&ts=1429186474&id=unicorn&data=%7B%22billing_plan%22%3A%22Gold%22%2C"
                                + "%22email%22%3Anull%2C%22address%22%3A%7B%22zip%22%3A1%7D%7D")
                        .statusCode())
                .isEqualTo(200);
        assertThat(sandbox.events().get(0).payload().json().at("/data/email").isNull())
                .isTrue();
    }

    @Test
    void mergesProfiles() throws Exception {
        assertThat(caller.get("/alias?sid=site-token&ts=1429186474&srcid=a-x123124123&destid=unicorn")
                        .statusCode())
                .isEqualTo(200);
        assertThat(sandbox.events().get(0).kind()).isEqualTo(ReceivedKind.ALIAS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/track?ts=1429186474&id=unicorn&action=a                              | sid",
                "/track?sid=site-token&id=unicorn&action=a                             | ts",
                "/track?sid=site-token&ts=now&id=unicorn&action=a                      | ts",
                "/track?sid=site-token&ts=1429186474000&id=unicorn&action=a            | ts",
                "/track?sid=site-token&ts=1429186474&action=a                          | id",
                "/track?sid=site-token&ts=1429186474&id=&action=a                      | id",
                "/track?sid=site-token&ts=1429186474&id=unicorn                        | action",
                "/track?sid=site-token&ts=1429186474&id=unicorn&action=a&kts=1         | kts",
                "/track?sid=site-token&ts=1429186474&id=unicorn&action=a&id=unicorn    | id",
                "/track?sid=site-token&ts=1429186474&id=unicorn&action=rated+item      | action",
                "/track?sid=site-token&ts=1429186474&id=unicorn&action=100%25%         | action",
                "/track?sid=site-token&ts=1429186474&id=unicorn&action=%E9t%E9         | action",
                "/track?sid=site-token&ts=1429186474&id=unicorn&action=a&data=%5B%5D   | data",
                "/track?sid=site-token&ts=1429186474&id=unicorn&action=a&data=         | data",
                "/track?sid=site-token&ts=1429186474&id=unicorn&action=a&data=%7B%7D%7B%7D      | data",
                "/set?sid=site-token&ts=1429186474&id=unicorn                          | data",
                "/set?sid=site-token&ts=1429186474&id=unicorn&data=%7B%7D&action=a     | action",
                "/set?sid=site-token&ts=1429186474&id=unicorn&data=%7B%22email%22%3A5%7D | data.email",
                "/alias?sid=site-token&ts=1429186474&srcid=a-1                         | destid",
                "/alias?sid=site-token&ts=1429186474&destid=unicorn                    | srcid",
                "/alias?sid=site-token&ts=1429186474&srcid=a-1&destid=u&sign=A         | sign",
            })
    void refusesACallByTheNameOfTheParameter(String call, String field) throws Exception {
        // Through a plain socket, since an HTTP client would mend or refuse some of these.
        HttpResponse<String> well = caller.get(TRACK);
        assertThat(well.statusCode()).isEqualTo(200);
        String response = RawCall.get(sandbox.port(), call);

        assertThat(response).startsWith("HTTP/1.1 400 ").contains("\"field\":\"" + field + "\"");
        assertThat(sandbox.events().get(1).field()).isEqualTo(field);
    }

    @Test
    void answers401ToATokenItDoesNotKnow() throws Exception {
        assertThat(caller.get(TRACK.replace("site-token", "000000000000")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void takesTheDocumentedSignature() throws Exception {
        HttpResponse<String> signed =
                caller.get("/track?sid=site-token&ts=1429186474&id=5115&action=a&sign=" + DOCUMENTED_SIGNATURE);

        assertThat(signed.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "unicorn, 7451A61EB6797BD5B5B26189296C04502FF1C2C57C894DD612651F7AA22B21C5",
        "Zo%C3%AB, 6E2BD1F31BACABB81ACE267472F764A368DAF09FF0365F951A73ADD64D729990",
    })
    void takesSignaturesMadeByOtherTools(String id, String signature) throws Exception {
        assertThat(caller.get("/set?sid=site-token&ts=1429186474&data=%7B%7D&id=" + id + "&sign=" + signature)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9622e88bed0b5bc186286cb9504a02e5f3b4207dca0ab23ca4fbddfc15627e2f",
                "7451A61EB6797BD5B5B26189296C04502FF1C2C57C894DD612651F7AA22B21C5",
                "9622"
            })
    void answers401ToASignatureThatIsNotTheIdentitys(String signature) throws Exception {
        assertThat(caller.get("/track?sid=site-token&ts=1429186474&id=5115&action=a&sign=" + signature)
                        .statusCode())
                .isEqualTo(401);
        assertThat(sandbox.events().get(0).field()).isEqualTo("sign");
    }

    @Test
    void refusesUnsignedDataInSecureMode() throws Exception {
        try (VendorSandbox secure =
                VendorSandbox.builder().tracktorSignedOnly(true).start()) {
            Caller toSecure = new Caller(secure);
            String alias = "/alias?sid=site-token&ts=1429186474&srcid=a-1&destid=5115";

            assertThat(toSecure.get(TRACK).statusCode()).isEqualTo(401);
            assertThat(toSecure.get(alias).statusCode()).isEqualTo(401);
            assertThat(toSecure.get(alias + "&destsign=" + DOCUMENTED_SIGNATURE).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void takesAUrlOfEightThousandCharacters() throws Exception {
        String call = TRACK + "&data=%7B%22text%22%3A%22" + "x".repeat(7_900) + "%22%7D";

        assertThat(caller.get(call).statusCode()).isEqualTo(200);
    }

    @Test
    void takesGetOnly() throws Exception {
        assertThat(caller.post(TRACK, "{}").statusCode()).isEqualTo(405);
    }
}
