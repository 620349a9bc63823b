package io.salestracker.testkit.internal;

import static io.salestracker.testkit.internal.Checks.object;
import static io.salestracker.testkit.internal.Checks.oneOf;
import static io.salestracker.testkit.internal.Checks.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.Payload;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.ReceivedKind;
import io.salestracker.testkit.Rule;
import io.salestracker.testkit.Vendor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Text over its Customer Chat API: a bearer token, an organisation, and the same event inside {@code payload}. */
final class TextChatRules implements VendorRules {
    private static final String PATH = "/v3.6/customer/action/track_sales_event";
    private static final String TOKEN_PATH = "/v2/customer/token";

    private static final Source DRAFT = Source.published("Text, Customer Chat API, draft of track_sales_event");
    private static final Source API = Source.published(
            "Text, Customer Chat API:" + " https://platform.text.com/docs/messaging/customer-chat-api");
    private static final Source TOKENS = Source.published("Text, Customer authorization");
    private static final Source UNKNOWN = Source.assumed("the status of the API's errors is not stated");

    private static final Rule BODY = DRAFT.says("the body is a JSON object with website_uuid and payload");
    private static final Rule TOKEN_BODY = TOKENS.says("the body is a JSON object with grant_type");
    private static final Rule BEARER = API.says("Authorization: Bearer and a customer access token that is valid");
    private static final Rule AGENT = TOKENS.says("Authorization: Bearer and an agent token with scope customers:own");
    private static final Rule ORGANIZATION = API.says("organization_id is the one parameter of the query, required");
    private static final Rule OWN_ORGANIZATION = UNKNOWN.says("organization_id: that of the token; else 401");
    private static final Rule WEBSITE = UNKNOWN.says("website_uuid: a website that is connected; else 401");

    private static final Shape REQUEST = Shape.of("an object with website_uuid and payload")
            .required("website_uuid", text(), DRAFT, "the website")
            .required("payload", object(), DRAFT, "the event");

    private static final Shape TOKEN_REQUEST = Shape.of("a token request")
            .required("grant_type", oneOf("agent_token"), TOKENS, "what a backend uses")
            .optional("client_id", text(), TOKENS, "the application")
            .optional("organization_id", text(), TOKENS, "the organisation")
            .optional("entity_id", text(), TOKENS, "an existing customer");

    private static final VendorResponse TAKEN = VendorResponse.json(200, "{\"ok\":true}");

    private final Settings settings;
    private final TextEvents events;
    private final TextTokens tokens;

    TextChatRules(Settings settings, TextEvents events, TextTokens tokens) {
        this.settings = settings;
        this.events = events;
        this.tokens = tokens;
    }

    @Override
    public Vendor vendor() {
        return Vendor.TEXT;
    }

    @Override
    public Set<String> paths() {
        return Set.of(PATH, TOKEN_PATH);
    }

    @Override
    public List<Sighting> inspect(Call call) {
        Refusal refusal = Json.checkPost(call, API);
        if (refusal != null) {
            return List.of(Sighting.unreadable(call, refusal));
        }
        Json.Read read = Json.read(call.body());
        if (call.path().equals(TOKEN_PATH)) {
            Facts facts = new Facts(ReceivedKind.TOKEN, "token", null, null, null, null);
            return List.of(new Sighting(facts, read.node(), Payload.NONE, checkTokenRequest(call, read)));
        }
        JsonNode event = read.node().path("payload");
        Payload payload =
                Payload.of(event.isObject() ? event.toString().getBytes(StandardCharsets.UTF_8) : call.body());
        return List.of(new Sighting(TextEvents.facts(PATH, event), read.node(), payload, check(call, read)));
    }

    private @Nullable Refusal check(Call call, Json.Read read) {
        if (!tokens.accepts(bearer(call))) {
            return Refusal.unauthorized(new Problem("Authorization", token(call, "a customer access token"), BEARER));
        }
        Query query = Query.decode(call.query());
        JsonNode organization = query.parameters().path("organization_id");
        if (query.problem() != null || query.parameters().size() != 1 || organization.isMissingNode()) {
            String reason = organization.isMissingNode()
                    ? "is missing: it stands in the query"
                    : "must be the only parameter of the query";
            return new Refusal(400, "validation", new Problem("organization_id", reason, ORGANIZATION));
        }
        if (!settings.organizationId().equals(organization.textValue())) {
            return Refusal.unauthorized(
                    new Problem("organization_id", "is not the organisation of the token", OWN_ORGANIZATION));
        }
        Problem problem = check(read, REQUEST, BODY);
        if (problem != null) {
            return new Refusal(400, "validation", problem);
        }
        if (!settings.websiteUuids().contains(read.node().path("website_uuid").textValue())) {
            String reason = "is no website here: send one that the sandbox was started with";
            return Refusal.unauthorized(new Problem("website_uuid", reason, WEBSITE));
        }
        Problems problems = new Problems();
        events.check(read.node().path("payload"), problems);
        problems.inside(0, "payload");
        return TextEvents.refusal(problems);
    }

    private static @Nullable Problem check(Json.Read read, Shape shape, Rule rule) {
        Problems problems = new Problems();
        problems.add(read.problem());
        if (Checks.isObject(read.node(), "the body", rule, problems)) {
            shape.check(read.node(), rule, problems);
        }
        return problems.all();
    }

    private static String token(Call call, String needed) {
        return call.header("Authorization") == null
                ? "is missing: this header must be Bearer and " + needed
                : "must be Bearer and " + needed + " that is valid";
    }

    private @Nullable Refusal checkTokenRequest(Call call, Json.Read read) {
        if (!settings.textAgentToken().equals(bearer(call))) {
            return Refusal.unauthorized(new Problem("Authorization", token(call, "an agent token"), AGENT));
        }
        Problem problem = check(read, TOKEN_REQUEST, TOKEN_BODY);
        return problem == null ? null : new Refusal(400, "validation", problem);
    }

    @Override
    public Disposition settle(Call call, Sighting sighting) {
        if (sighting.facts().kind() == ReceivedKind.TOKEN) {
            return Disposition.ACCEPTED;
        }
        return events.settle(sighting.json().path("website_uuid").asText(), sighting.facts());
    }

    /** VendorResponses in the API's error envelope. Which status goes with which type is assumed. */
    @Override
    public VendorResponse answer(Call call, List<Received> received, List<Sighting> sightings) {
        Sighting sighting = sightings.get(0);
        Refusal refusal = sighting.refusal();
        if (refusal != null) {
            ObjectNode body = Json.MAPPER.createObjectNode();
            body.putObject("error")
                    .put("type", refusal.status() == 401 ? "authentication" : "validation")
                    .put("message", refusal.problem().message());
            return VendorResponse.json(refusal.status(), body.toString());
        }
        return sighting.facts().kind() == ReceivedKind.TOKEN ? issueToken(sighting.json()) : TAKEN;
    }

    private VendorResponse issueToken(JsonNode request) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("access_token", tokens.issue());
        body.put("entity_id", request.path("entity_id").asText("5a1f0c2e-6f0b-4d3a-9a52-1e6d0a7b4c11"));
        body.put("expires_in", TextTokens.LIFETIME.toSeconds());
        body.put("token_type", "Bearer");
        return VendorResponse.json(200, body.toString());
    }

    @Override
    public Rule attribution() {
        return TextEvents.UNATTRIBUTED;
    }

    @Override
    public void forget() {
        events.forget();
    }

    private static String bearer(Call call) {
        String header = call.header("Authorization");
        return header != null && header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
    }
}
