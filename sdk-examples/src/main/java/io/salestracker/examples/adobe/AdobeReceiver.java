package io.salestracker.examples.adobe;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salestracker.SalesTracker;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives what Adobe I/O sends to a webhook, without a web framework: give {@link #get} and {@link #post} what your
 * controller gets, and answer what they return. Thread-safe.
 *
 * <p>Adobe sends each event at least once and in no order, waits at most 10 seconds, repeats it for 24 hours after 429 and
 * 5xx but 505, and never after any other response. So a forged request is answered 401, one that cannot be proved for now
 * 503, and an event that is broken 200 and a log line: coming again would not mend it.
 *
 * <p>What was answered 200 never comes again by itself. The tracker holds it in memory, so a crash loses what is on its
 * way; Adobe's journal has it for seven days.
 */
public final class AdobeReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(AdobeReceiver.class);
    private static final int MAX_BODY = 1 << 20;
    private static final Set<String> ORDER_TYPES = Set.of(
            "com.adobe.commerce.observer.sales_order_save_after",
            "com.adobe.commerce.observer.sales_order_save_commit_after");
    private static final Pattern CONFIRMATION = Pattern.compile("https://csm[a-z0-9.-]*\\.adobe\\.io/[\\x21-\\x7e]*");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final String clientId;
    private final AdobeSignatures signatures;
    private final Consumer<URI> confirm;
    private final SalesTracker tracker;
    private final RecentEvents recent = new RecentEvents();

    /**
     * An HTTP response.
     *
     * @param status 200, 400, 401, 413 or 503
     * @param body JSON, or empty
     */
    public record Reply(int status, String body) {
        private static Reply of(int status) {
            return new Reply(status, "");
        }
    }

    /**
     * Makes a receiver that takes its keys from Adobe.
     *
     * @param clientId the client id of your project in Adobe's developer console; events for another one are refused
     * @param confirm is given the address by which Adobe wants a registration confirmed; somebody opens it within five
     *     minutes. Until then the address is a secret, so it belongs in no log
     */
    public AdobeReceiver(String clientId, SalesTracker tracker, Consumer<URI> confirm) {
        this(clientId, tracker, confirm, new AdobeKeys(AdobeKeys.HOST, InstantSource.system()));
    }

    AdobeReceiver(String clientId, SalesTracker tracker, Consumer<URI> confirm, AdobeKeys keys) {
        this.clientId = clientId;
        this.signatures = new AdobeSignatures(keys);
        this.confirm = confirm;
        this.tracker = tracker;
    }

    /**
     * Answers a GET, by which Adobe asks at registration whether the address is yours.
     *
     * @param challenge the query parameter of this name
     */
    public Reply get(@Nullable String challenge) {
        return challenge == null
                ? Reply.of(400)
                : new Reply(
                        200, JSON.createObjectNode().put("challenge", challenge).toString());
    }

    /**
     * Answers a POST: an event, an array of events, or a request to confirm the registration.
     *
     * @param headers the request's; of several of one name, the first
     * @param body the bytes as they came, before a framework parses them, since the signature is theirs
     */
    public Reply post(Map<String, String> headers, byte[] body) {
        if (body.length > MAX_BODY) {
            return Reply.of(413);
        }
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        JsonNode content = parse(body);
        if (content != null && content.path("validationUrl").isTextual()) {
            confirm(content.path("validationUrl").textValue());
            return Reply.of(200);
        }
        try {
            if (!signatures.valid(anyCase, body)) {
                return Reply.of(401);
            }
        } catch (IOException unavailable) {
            LOG.warn(
                    "A signature of Adobe's cannot be checked now: {}",
                    unavailable.getClass().getName());
            return Reply.of(503);
        }
        if (content == null) {
            LOG.warn("A body of Adobe's is no JSON and is left out");
            return Reply.of(200);
        }
        List<JsonNode> events = new ArrayList<>();
        for (JsonNode event : content.isArray() ? content : List.of(content)) {
            if (event.isObject()) {
                events.add(event);
            } else {
                LOG.warn("A body of Adobe's has something that is no event; it is left out");
            }
        }
        for (JsonNode event : events) {
            if (!clientId.equals(recipient(event))) {
                return Reply.of(401);
            }
        }
        for (JsonNode event : events) {
            receive(event, events.size() == 1 ? anyCase.get("x-adobe-event-id") : null);
        }
        return Reply.of(200);
    }

    private static @Nullable JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException noJson) {
            return null;
        }
    }

    private void confirm(String address) {
        if (CONFIRMATION.matcher(address).matches()) {
            LOG.info("Adobe wants a registration confirmed within five minutes");
            confirm.accept(URI.create(address));
        } else {
            LOG.warn("Somebody wants a registration confirmed that is not Adobe's");
        }
    }

    /** The old name goes at the end of 2026. */
    private static String recipient(JsonNode event) {
        return event.path("recipientclientid")
                .asText(event.path("recipient_client_id").asText(""));
    }

    private void receive(JsonNode event, @Nullable String idInHeader) {
        String id = event.path("eventid").asText(event.path("event_id").asText(idInHeader));
        if (!ORDER_TYPES.contains(event.path("type").asText()) || (id != null && !recent.first(id))) {
            return;
        }
        try {
            JsonNode data = event.path("data");
            if (AdobeOrders.isFirstSave(data.path("value"))) {
                tracker.track(AdobeOrders.purchase(data));
            } else if (!AdobeOrders.tellsItsSave(data.path("value"))) {
                LOG.warn("Event {} of Adobe's is left out: let the subscription name the field _isNew", id);
            }
        } catch (RuntimeException broken) {
            // Its words may quote the order, so only its kind is said.
            LOG.warn(
                    "Event {} of Adobe's is broken and is left out: {}",
                    id,
                    broken.getClass().getName());
        }
    }
}
