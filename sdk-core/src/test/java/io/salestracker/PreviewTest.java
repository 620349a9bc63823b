package io.salestracker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.http.Request;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreviewTest {

    @Test
    void textOfAPreviewShowsNoCredentials() {
        Request request = Request.post(
                URI.create("https://vendor.example/orders?token=s3cr3t"),
                Map.of("Authorization", "s3cr3t"),
                "s3cr3t".getBytes(UTF_8));
        Preview preview = new Preview.WouldSend("vendor", request, List.of());

        assertThat(preview.toString()).contains("vendor.example").doesNotContain("s3cr3t");
    }
}
