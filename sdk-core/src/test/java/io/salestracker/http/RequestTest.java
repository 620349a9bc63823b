package io.salestracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTest {
    private static final URI ADDRESS = URI.create("https://relay.example/events?token=secret");

    @Test
    void showsNeitherQueryHeadersNorBody() {
        Request request = Request.get(ADDRESS, Map.of("Authorization", "Bearer secret"));

        assertThat(request).hasToString("GET https://relay.example/events");
        assertThat(request.headers()).hasToString("headers [Authorization]");
        assertThat(Request.checked(Map.of("X-Key", "secret"))).hasToString("headers [X-Key]");
    }

    @Test
    void takesCheckedHeadersAsTheyAre() {
        Map<String, String> checked = Request.checked(Map.of("X-Key", "secret"));

        assertThat(Request.get(ADDRESS, checked).headers()).isSameAs(checked);
        assertThat(checked).containsExactly(Map.entry("X-Key", "secret"));
    }

    @Test
    void aHeaderThatHttpDoesNotAllowIsRefusedWithoutShowingItsValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Request.get(ADDRESS, Map.of("X-Key", "sec\nret")))
                .withMessageContaining("x-key")
                .withMessageNotContaining("ret");
        assertThatIllegalArgumentException().isThrownBy(() -> Request.checked(Map.of("X Key", "secret")));
        assertThatIllegalArgumentException().isThrownBy(() -> Request.checked(Map.of("", "secret")));
    }

    @Test
    void readsTheBodyOfItsResponseOnDemand() {
        Request request = Request.post(ADDRESS, Map.of("X-Key", "secret"), new byte[] {1});

        Request reading = request.readingBody();

        assertThat(request.readsBody()).isFalse();
        assertThat(reading.readsBody()).isTrue();
        assertThat(reading.method()).isEqualTo("POST");
        assertThat(reading.uri()).isEqualTo(ADDRESS);
        assertThat(reading.headers()).isEqualTo(request.headers());
        assertThat(reading.body()).isEqualTo(request.body());
    }
}
