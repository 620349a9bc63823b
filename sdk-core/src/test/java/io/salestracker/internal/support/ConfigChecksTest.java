package io.salestracker.internal.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigChecksTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example",
                "HTTPS://app.example/path/?key=1",
                "http://localhost:8080",
                "http://LocalHost",
                "http://127.0.0.1:1",
                "http://127.8.9.10/x",
                "http://[::1]:9000/"
            })
    void letsHttpsAndLoopbackThrough(String address) {
        assertThat(ConfigChecks.checked("endpoint", URI.create(address), false)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://app.example",
                "http://127.0.0.1.evil.example",
                "http://localhost.evil.example",
                "http://10.0.0.1",
                "ftp://app.example",
                "/relative",
                "app.example",
                "mailto:someone@app.example",
                "https:///path",
                "https://under_score.example",
                "https://app.example:0",
                "https://app.example:99999",
                "https://user@app.example",
                "https://user:secret@app.example",
                "https://app.example/#part"
            })
    void refusesOtherAddressesNamingTheSettingAndNotTheAddress(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigChecks.checked("endpoint", URI.create(address), false))
                .withMessageStartingWith("endpoint must ")
                .withMessageNotContaining("example")
                .withMessageNotContaining("10.0.0.1");
    }

    @Test
    void letsPlainHttpThroughWhenTheCallerInsists() {
        URI address = URI.create("http://relay.example/ebbot");
        assertThat(ConfigChecks.checked("endpoint", address, true)).isEqualTo(address);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigChecks.checked("endpoint", URI.create("ftp://relay.example"), true));
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example, x/y, https://a.example/x/y",
        "https://a.example, /x/y, https://a.example/x/y",
        "https://a.example/, x/y, https://a.example/x/y",
        "https://a.example/, /x/y, https://a.example/x/y",
        "https://a.example/base/, /x, https://a.example/base/x",
        "https://a.example/base, x?q=1, https://a.example/base/x?q=1",
        "https://a.example/base, '', https://a.example/base"
    })
    void joinsBaseAndPathWithOneSlash(String base, String path, String joined) {
        assertThat(ConfigChecks.resolve(URI.create(base), path)).hasToString(joined);
    }

    @Test
    void joinsNothingToABaseWithAQueryNorAPathThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigChecks.resolve(URI.create("https://a.example/?k=v"), "x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigChecks.resolve(URI.create("https://a.example"), "a b"));
    }

    @Test
    void aPathCannotChangeTheHost() {
        URI base = URI.create("https://a.example");
        assertThat(ConfigChecks.resolve(base, "@evil.example").getHost()).isEqualTo("a.example");
        assertThat(ConfigChecks.resolve(base, "//evil.example").getHost()).isEqualTo("a.example");
        assertThat(ConfigChecks.resolve(base, ".evil.example").getHost()).isEqualTo("a.example");
    }

    @Test
    void saysJsonUnlessTheCallerGaveAnotherContentType() {
        assertThat(ConfigChecks.jsonHeaders(Map.of("X-A", "1")))
                .containsExactly(Map.entry("Content-Type", "application/json"), Map.entry("X-A", "1"));
        assertThat(ConfigChecks.jsonHeaders(Map.of("content-type", "text/plain")))
                .containsExactly(Map.entry("content-type", "text/plain"));
    }

    @Test
    void refusesHeadersThatCouldSplitARequestWithoutShowingTheValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigChecks.jsonHeaders(Map.of("X-Key", "hush\r\nX-Evil: 1")))
                .withMessageContaining("x-key")
                .withMessageNotContaining("hush");
        assertThatIllegalArgumentException().isThrownBy(() -> ConfigChecks.jsonHeaders(Map.of("X Key", "1")));
    }

    @Test
    void masksTokensWithAndWithoutTheirSchemeAndNothingShort() {
        assertThat(ConfigChecks.secrets(List.of("Bearer abcdef-123", "abcdef-123", "yes", "Basic abc")))
                .containsExactly("Bearer abcdef-123", "abcdef-123", "Basic abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "\ud83d"})
    void refusesTextsThatAreBlankOrNotClean(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigChecks.text("name", text))
                .withMessageStartingWith("name must ");
    }
}
