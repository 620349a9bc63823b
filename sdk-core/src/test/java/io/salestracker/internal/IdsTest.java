package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class IdsTest {
    private final Ids ids = new Ids();

    /** Computed outside: the first 16 bytes of SHA-256 of {@code order NUL site NUL order id}, as a version 8 UUID. */
    @Test
    void theIdOfAnOrderIsTheSameOnEveryNodeForEver() {
        assertThat(ids.ofOrder(null, "1042")).hasToString("7bac1530-192a-89ad-a3d5-e62d590b8b4d");
        assertThat(ids.ofOrder("us", "1042")).hasToString("e316ebba-62e7-85d7-9bf8-095ce44445e3");
        assertThat(ids.ofOrder("eu", "1042")).hasToString("a26a2d25-8021-857f-9a7d-5bed656a2daa");
        assertThat(ids.ofOrder("us", "1".repeat(64))).hasToString("e882a39a-3ece-86c0-a12f-1ea86634798c");
        assertThat(ids.ofOrder("us", "1".repeat(65))).hasToString("e6653f97-87a6-88cd-8063-9fcb786b70ec");
        assertThat(ids.ofOrder("Zürich", "№ 7 😀")).hasToString("091a8aee-3b77-8538-a884-136dca12166d");
    }

    @Test
    void siteAndOrderIdCannotBeTakenForOneAnother() {
        assertThat(Set.of(
                        ids.ofOrder("a", "bc").text(),
                        ids.ofOrder("ab", "c").text(),
                        ids.ofOrder("abc", " ").text(),
                        ids.ofOrder(null, "abc").text(),
                        ids.ofOrder("bc", "a").text()))
                .hasSize(5);
    }

    @Test
    void theIdOfAnOrderIsAUuidOfVersionEight() {
        UUID uuid = UUID.fromString(ids.ofOrder("us", "1042").text());

        assertThat(uuid.version()).isEqualTo(8);
        assertThat(uuid.variant()).isEqualTo(2);
    }

    @Test
    void randomIdsAreUuidsOfVersionFourAndDiffer() {
        Set<String> random = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            UUID uuid = UUID.fromString(Ids.random(ThreadLocalRandom.current()).text());
            assertThat(uuid.version()).isEqualTo(4);
            assertThat(uuid.variant()).isEqualTo(2);
            random.add(uuid.toString());
        }
        assertThat(random).hasSize(10_000);
    }

    @Test
    void aFingerprintTellsIdsApartAndTakesAUuidAsItIs() {
        String uuid = ids.ofOrder("us", "1042").text();

        assertThat(ids.fingerprint(uuid)).isEqualTo(UUID.fromString(uuid));
        assertThat(ids.fingerprint(uuid.toUpperCase(Locale.ROOT))).isNotEqualTo(UUID.fromString(uuid));
        assertThat(ids.fingerprint("1")).isEqualTo(ids.fingerprint("1")).isNotEqualTo(ids.fingerprint("01"));
        assertThat(ids.fingerprint("1-1-1-1-1")).isNotEqualTo(UUID.fromString("1-1-1-1-1"));
        assertThat(ids.fingerprint("12345678-not-a-uuid-but-36-characters")).isNotNull();
        assertThat(ids.fingerprint("12345678-zzzz-zzzz-zzzz-zzzzzzzzzzzz")).isNotNull();
        assertThat(ids.fingerprint("")).isNotNull();
    }
}
