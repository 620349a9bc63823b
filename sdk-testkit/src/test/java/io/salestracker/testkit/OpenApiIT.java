package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The description of the JSON API is true: every call of it is made, well and badly, and each response held against it. */
@Timeout(60)
class OpenApiIT extends WithSandbox {
    /** What the examples of the description's parameters ask for. */
    private static final String EVENT = "/track?sid=site-token&ts=1&id=customer-77&action=Order%20placed"
            + "&data=%7B%22orderid%22:%221042%22,%22totalprice%22:149.99,%22currency%22:%22USD%22%7D";

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH");
    private static final String STREAM = "/sandbox/stream";

    private final ObjectMapper mapper = new ObjectMapper();
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private JsonNode api;

    private record Operation(String method, String path, JsonNode description) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeAll
    void read() throws Exception {
        HttpResponse<String> response = caller.get("/sandbox/openapi.json");
        assertThat(response.statusCode()).isEqualTo(200);
        api = mapper.readTree(response.body());
    }

    @Test
    void everyCallThatTheServerKnowsIsDescribedAndNoOther() throws Exception {
        List<String> known = new ArrayList<>();
        json(caller.get("/sandbox")).path("calls").forEach(call -> known.add(call.asText()));

        assertThat(known)
                .containsExactlyInAnyOrderElementsOf(
                        operations().stream().map(Operation::toString).toList());
    }

    @TestFactory
    List<DynamicTest> answersAsDescribed() {
        return operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.toString(), () -> {
                    reset();
                    answersAsDescribed(operation);
                }))
                .toList();
    }

    private void answersAsDescribed(Operation operation) throws Exception {
        Set<String> provoked = new TreeSet<>();
        caller.get(EVENT);
        for (String body : goodBodies(operation)) {
            provoked.add(check(operation, operation.path(), Map.of(), body, "2"));
        }
        String body = goodBodies(operation).get(0);
        for (JsonNode parameter : parameters(operation)) {
            Map<String, String> good =
                    Map.of(name(parameter), parameter.path("example").asText());
            provoked.add(check(operation, operation.path(), good, body, "2"));
            for (String bad : badValues(parameter)) {
                provoked.add(check(operation, operation.path(), Map.of(name(parameter), bad), body, "4"));
            }
        }
        if (parameters(operation).stream().anyMatch(parameter -> inQuery(parameter))) {
            provoked.add(check(operation, operation.path(), Map.of("unheardOf", "1"), body, "4"));
        }
        if (operation.path().equals("/sandbox/wait")) {
            provoked.add(check(operation, operation.path(), Map.of("events", "9", "timeout", "10ms"), body, "5"));
        }
        if (!body.isEmpty()) {
            for (String bad : List.of("", "[]", "{}", "no JSON", "{\"unheardOf\": 1}")) {
                provoked.add(check(operation, operation.path(), Map.of(), bad, "4"));
            }
        }
        provoked.add(forbidden(operation));

        List<String> described = names(operation.description().path("responses"));
        assertThat(provoked).as("statuses of " + operation).containsExactlyInAnyOrderElementsOf(described);
        for (String method : METHODS) {
            if (api.at("/paths")
                    .path(operation.path())
                    .path(method.toLowerCase(Locale.ROOT))
                    .isMissingNode()) {
                HttpResponse<String> response = call(method, filled(operation, operation.path(), Map.of()), "");
                assertThat(response.statusCode())
                        .as(method + " " + operation.path())
                        .isEqualTo(405);
                assertConforms(json(response), "Message");
            }
        }
    }

    @Test
    void everythingReceivedConforms() throws Exception {
        new DemoShop(sandbox).send();
        caller.post("/analytics/cart_events", "no JSON");
        caller.post("/ebbot/events", "");
        caller.get("/track?x");
        sandbox.faults(Vendor.EBBOT).script(Fault.reset(), Fault.status(503).retryAfter(Duration.ofSeconds(1)));
        assertThatIOException().isThrownBy(() -> RawCall.get(sandbox.port(), "/ebbot/events"));
        caller.post("/ebbot/events", "{}");

        JsonNode events = json(caller.get("/sandbox/events?limit=1000"));
        assertThat(events).hasSizeGreaterThan(50);
        for (JsonNode event : events) {
            assertConforms(event, "Event");
            assertConforms(
                    json(caller.get("/sandbox/events/" + event.path("sequence").asText())), "EventInDetail");
        }
        for (String line : caller.get("/sandbox/export").body().lines().toList()) {
            assertConforms(mapper.readTree(line), "Event");
        }
        assertConforms(json(caller.get("/sandbox/counts")), "AllCounts");
    }

    @Test
    void theStreamConformsToItsDescription() throws Exception {
        new DemoShop(sandbox).send();
        sandbox.faults(Vendor.TEXT).random(1, Map.of(Fault.status(503), 0.5));

        try (StreamReader stream = new StreamReader(sandbox)) {
            assertConforms(stream.next("reset"), "StreamReset");
            assertConforms(stream.next("events"), "StreamEvents");
            assertConforms(stream.next("totals"), "StreamTotals");
        }
    }

    @Test
    void itsExamplesConformToIt() {
        for (Operation operation : operations()) {
            JsonNode content = operation.description().at("/requestBody/content/application~1json");
            for (String body : goodBodies(operation)) {
                if (!body.isEmpty()) {
                    assertThat(schema(content.path("schema")).validate(read(body)))
                            .as(operation + " " + body)
                            .isEmpty();
                }
            }
            for (JsonNode parameter : parameters(operation)) {
                assertThat(schema(parameter.path("schema")).validate(parameter.path("example")))
                        .as(operation + " " + name(parameter))
                        .isEmpty();
            }
        }
    }

    @Test
    void itsPartsAreSoundAndAllOfThemAreUsed() {
        JsonSchema meta = schemas.getSchema(SchemaLocation.of(SchemaId.V202012));
        api.at("/components/schemas")
                .forEach(schema -> assertThat(meta.validate(schema)).isEmpty());

        Set<String> used = new TreeSet<>();
        api.findValuesAsText("$ref").forEach(used::add);
        for (String reference : used) {
            assertThat(api.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
        Set<String> there = new TreeSet<>();
        api.path("components")
                .properties()
                .forEach(kind -> kind.getValue()
                        .fieldNames()
                        .forEachRemaining(name -> there.add("#/components/" + kind.getKey() + "/" + name)));
        // Those of the stream, which OpenAPI has no way to refer to.
        there.removeIf(name -> name.contains("/Stream"));
        assertThat(used).containsAll(there);
        assertThat(api.at("/paths/~1sandbox~1stream").toString())
                .contains("StreamReset", "StreamEvents", "StreamTotals");
    }

    @Test
    void aFieldThatIsNotDescribedIsNoticed() throws Exception {
        caller.get(EVENT);
        ObjectNode event = (ObjectNode) json(caller.get("/sandbox/events/1"));
        assertConforms(event, "EventInDetail");

        for (String at : List.of("", "/request", "/response", "/shows")) {
            ObjectNode copy = event.deepCopy();
            ((ObjectNode) copy.at(at)).put("unheardOf", 1);
            assertThat(schema(reference("EventInDetail")).validate(copy)).as(at).isNotEmpty();
        }
        event.remove("latencyMillis");
        assertThat(schema(reference("EventInDetail")).validate(event)).isNotEmpty();
    }

    /** Makes a call, holds its response against the description, and returns the status. */
    private String check(
            Operation operation, String path, Map<String, String> parameters, String body, String statusBeginsWith)
            throws Exception {
        String target = filled(operation, path, parameters);
        if (path.equals(STREAM)) {
            new StreamReader(sandbox).close();
            return "200";
        }
        HttpResponse<String> response = call(operation.method(), target, body);
        String what = operation.method() + " " + target + " " + body;
        String status = Integer.toString(response.statusCode());
        assertThat(status).as(what).startsWith(statusBeginsWith);
        JsonNode described = resolved(operation.description().path("responses").path(status));
        String type = response.headers().firstValue("Content-Type").orElse("");
        JsonNode content = described.path("content").path(type);
        assertThat(content.isMissingNode())
                .as(what + ": " + status + " " + type)
                .isFalse();
        if (type.equals("application/json")) {
            assertThat(schema(content.path("schema")).validate(mapper.readTree(response.body())))
                    .as(what + ": " + response.body())
                    .isEmpty();
        }
        return status;
    }

    private String forbidden(Operation operation) throws Exception {
        String target = filled(operation, operation.path(), Map.of());
        String response = RawCall.exchange(
                sandbox.port(),
                operation.method() + " " + target + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n"
                        + "Content-Length: 0\r\n\r\n");
        assertThat(response).as(operation.toString()).startsWith("HTTP/1.1 403 ");
        assertConforms(mapper.readTree(response.substring(response.indexOf("\r\n\r\n"))), "Message");
        return "403";
    }

    private HttpResponse<String> call(String method, String target, String body) throws Exception {
        return caller.send(caller.request(target)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    /** Fills a path's parameters, with the examples where there is no other value, and adds the others as query. */
    private String filled(Operation operation, String path, Map<String, String> values) {
        String filled = path;
        Map<String, String> query = new TreeMap<>(values);
        for (JsonNode parameter : parameters(operation)) {
            if (!inQuery(parameter)) {
                String value = query.remove(name(parameter));
                filled = filled.replace(
                        "{" + name(parameter) + "}",
                        value == null ? parameter.path("example").asText() : value);
            }
        }
        StringBuilder target = new StringBuilder(filled);
        query.forEach((name, value) -> target.append(target.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(value));
        return target.toString();
    }

    /** Values that the schema of a parameter does not allow. */
    private List<String> badValues(JsonNode parameter) {
        JsonNode schema = resolved(parameter.path("schema"));
        List<String> bad = new ArrayList<>();
        if (schema.has("enum") || schema.has("pattern") || !inQuery(parameter)) {
            bad.add("nonsense");
        }
        if (schema.path("type").asText().equals("integer")) {
            bad.addAll(List.of("0", "many", "-1", "1.5", "99999999999999999999"));
        }
        return bad;
    }

    private List<String> goodBodies(Operation operation) {
        JsonNode content = operation.description().at("/requestBody/content/application~1json");
        List<String> bodies = new ArrayList<>();
        if (content.has("example")) {
            bodies.add(content.path("example").toString());
        }
        content.path("examples")
                .forEach(example -> bodies.add(example.path("value").toString()));
        return bodies.isEmpty() ? List.of("") : bodies;
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        api.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
        return operations;
    }

    private List<JsonNode> parameters(Operation operation) {
        List<JsonNode> parameters = new ArrayList<>();
        operation.description().path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        return parameters;
    }

    private static boolean inQuery(JsonNode parameter) {
        return parameter.path("in").asText().equals("query");
    }

    private static String name(JsonNode parameter) {
        return parameter.path("name").asText();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? api.at(node.path("$ref").asText().substring(1)) : node;
    }

    private JsonNode reference(String schema) {
        return mapper.createObjectNode().put("$ref", "#/components/schemas/" + schema);
    }

    /** A schema that sees the description's parts. */
    private JsonSchema schema(JsonNode schema) {
        ObjectNode whole = mapper.createObjectNode();
        whole.putArray("allOf").add(schema);
        whole.set("components", api.path("components"));
        return schemas.getSchema(whole);
    }

    private void assertConforms(JsonNode value, String schema) {
        assertThat(schema(reference(schema)).validate(value))
                .as(value.toString())
                .isEmpty();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private JsonNode json(HttpResponse<String> response) throws Exception {
        return mapper.readTree(response.body());
    }

    private JsonNode read(String json) {
        try {
            return mapper.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
