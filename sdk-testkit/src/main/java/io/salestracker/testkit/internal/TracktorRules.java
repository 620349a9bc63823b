package io.salestracker.testkit.internal;

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
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Tracktor.io: everything in the query of a GET. */
final class TracktorRules implements VendorRules {
    private static final Source HTTP = Source.stated("Tracktor.io documentation 0.9b, 2 HTTP API Reference");
    private static final Source SECURE = Source.stated("Tracktor.io documentation 0.9b, 4.3 Secure mode");
    private static final Source UNKNOWN = Source.assumed("Tracktor.io documents no responses");

    private static final Rule QUERY = HTTP.says("the arguments are sent in the query");
    private static final Rule KNOWN_TOKEN = UNKNOWN.says("sid: the token of an application that exists; else 401");
    private static final Rule GET = HTTP.says("all methods of the HTTP API use GET");
    private static final Rule PREDEFINED = Source.inferred(
                    "Tracktor.io documentation 0.9b, 2.1.1 Predefined properties: a fixed type, which is not spelled out")
            .says("email, first_name, last_name and profile_image are strings, or null to remove them");
    private static final Rule SIGNED_ONLY = SECURE.says("with \"Allow only signed data\" on, unsigned data is not"
            + " accepted (that the response is 401 is assumed)");
    private static final Rule SIGNATURE =
            SECURE.says("a signature is the HMAC-SHA256 of the identity in UTF-8 under the"
                    + " secret, as upper-case hexadecimal (that a wrong one is answered 401, and that it is also checked while"
                    + " \"Allow only signed data\" is off, is assumed)");

    private static final Rule UPPER_CASE = Source.assumed(
                    "the example is in upper case; whether lower case is taken is not stated")
            .says("a signature is upper-case hexadecimal");

    private static final List<String> PREDEFINED_NAMES = List.of("email", "first_name", "last_name", "profile_image");

    private static final Check UNIX_SECONDS = text(
            "Unix time in seconds, digits only",
            text -> !text.isEmpty() && text.length() <= 11 && text.chars().allMatch(c -> c >= '0' && c <= '9'));

    /** What is no JSON at all is still text here. */
    private static final Check DATA = new Check() {
        @Override
        public String expected() {
            return "a JSON object (names may go without quotes, and strings in single ones, as in the examples)";
        }

        @Override
        public void check(JsonNode value, Rule rule, Problems problems) {
            if (!value.isObject()) {
                problems.add("", "must be a JSON object, well-formed", rule);
            }
        }
    };

    private static final Shape TRACK = common("the parameters of /track")
            .required("id", text(), HTTP, "the person")
            .optional("sign", text(), HTTP, "the signature of id")
            .required("action", text(), HTTP, "the event's name")
            .optional("data", DATA, HTTP, "what belongs to the event");

    private static final Shape SET = common("the parameters of /set")
            .required("id", text(), HTTP, "the person")
            .optional("sign", text(), HTTP, "the signature of id")
            .required("data", DATA, HTTP, "new values of properties, null to remove one");

    private static final Shape ALIAS = common("the parameters of /alias")
            .required("srcid", text(), HTTP, "the person to merge")
            .required("destid", text(), HTTP, "the person to merge into")
            .optional("destsign", text(), HTTP, "the signature of destid");

    private final Settings settings;
    private final SecretKeySpec key;

    TracktorRules(Settings settings) {
        this.settings = settings;
        this.key = new SecretKeySpec(settings.tracktorSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    private static Shape common(String what) {
        return Shape.of(what)
                .required("sid", text(), HTTP, "the application token")
                .required("ts", UNIX_SECONDS, HTTP, "when it happened (the example's value is in seconds)");
    }

    @Override
    public Vendor vendor() {
        return Vendor.TRACKTOR;
    }

    @Override
    public Set<String> paths() {
        return Set.of("/track", "/set", "/alias");
    }

    @Override
    public List<Sighting> inspect(Call call) {
        if (!"GET".equals(call.method())) {
            return List.of(Sighting.unreadable(call, Refusal.method("GET", GET)));
        }
        Query query = Query.decode(call.query());
        ObjectNode parameters = query.parameters();
        Problem problem = query.problem();
        JsonNode data = parameters.path("data");
        if (data.isTextual()) {
            Json.Read read = Json.readAsScript(data.textValue().getBytes(StandardCharsets.UTF_8));
            // A number with an exponent is no problem here: what stands in data is the caller's affair.
            if (!read.node().isMissingNode()) {
                parameters.set("data", read.node());
            }
        }
        Refusal refusal = problem == null ? check(call.path(), parameters) : invalid(problem);
        Facts facts = facts(call.path(), parameters);
        return List.of(new Sighting(facts, parameters, payload(parameters), refusal));
    }

    private @Nullable Refusal check(String path, ObjectNode parameters) {
        Shape shape = path.equals("/track") ? TRACK : path.equals("/set") ? SET : ALIAS;
        Problems problems = new Problems();
        shape.check(parameters, QUERY, problems);
        if (path.equals("/set")) {
            checkPredefined(parameters.path("data"), problems);
        }
        Problem problem = problems.all();
        if (problem != null) {
            return invalid(problem);
        }
        if (!settings.tracktorToken().equals(parameters.path("sid").textValue())) {
            String reason = "is no application here: send the token that the sandbox was started with";
            return Refusal.unauthorized(new Problem("sid", reason, KNOWN_TOKEN));
        }
        boolean alias = path.equals("/alias");
        problem = checkSignature(parameters, alias ? "destid" : "id", alias ? "destsign" : "sign");
        return problem == null ? null : Refusal.unauthorized(problem);
    }

    private static void checkPredefined(JsonNode data, Problems problems) {
        for (String name : PREDEFINED_NAMES) {
            JsonNode value = data.path(name);
            if (!value.isTextual() && !value.isNull() && !value.isMissingNode()) {
                problems.add("data." + name, "must be a string, or null to remove it", PREDEFINED);
            }
        }
    }

    private @Nullable Problem checkSignature(JsonNode parameters, String identityName, String signatureName) {
        JsonNode signature = parameters.path(signatureName);
        if (signature.isMissingNode()) {
            String reason = "is missing: only signed data is allowed, send the signature of " + identityName;
            return settings.tracktorSignedOnly() ? new Problem(signatureName, reason, SIGNED_ONLY) : null;
        }
        String right = sign(parameters.path(identityName).asText());
        if (right.equals(signature.textValue())) {
            return null;
        }
        return right.equalsIgnoreCase(signature.textValue())
                ? new Problem(signatureName, "must be in upper case", UPPER_CASE)
                : new Problem(
                        signatureName, "is not the signature of " + identityName + " under the secret", SIGNATURE);
    }

    private String sign(String identity) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().withUpperCase().formatHex(mac.doFinal(identity.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static Refusal invalid(Problem problem) {
        return new Refusal(400, "validation_failed", problem);
    }

    private Facts facts(String path, JsonNode parameters) {
        if (path.equals("/alias")) {
            return new Facts(ReceivedKind.ALIAS, path, null, Facts.string(parameters, "destid"), null, null);
        }
        String id = Facts.string(parameters, "id");
        if (path.equals("/set")) {
            return new Facts(ReceivedKind.PROPERTIES, path, null, id, null, null);
        }
        String action = Facts.string(parameters, "action");
        JsonNode data = parameters.path("data");
        ReceivedKind kind = action != null && settings.tracktorOrderActions().contains(action)
                ? ReceivedKind.ORDER
                : ReceivedKind.ACTION;
        return new Facts(
                kind,
                action,
                Facts.string(data, "orderid"),
                id,
                Facts.number(data, "totalprice"),
                Facts.string(data, "currency"));
    }

    /** The decoded query, without what must not be shown. */
    private static Payload payload(ObjectNode parameters) {
        ObjectNode shown = parameters.objectNode();
        shown.setAll(parameters);
        shown.remove(List.of("sid", "sign", "destsign"));
        return Payload.of(shown.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Disposition settle(Call call, Sighting sighting) {
        return Disposition.ACCEPTED;
    }

    @Override
    public VendorResponse answer(Call call, List<Received> events, List<Sighting> sightings) {
        return VendorResponses.single(events.get(0), sightings.get(0));
    }

    /** There is nothing to forget: the vendor recognises no event as one it had before. */
    @Override
    public void forget() {}
}
