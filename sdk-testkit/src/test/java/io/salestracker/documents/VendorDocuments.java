package io.salestracker.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads requests as the vendors' documents have them, written from the documents alone: it shares no code with the SDK,
 * nor with the sandbox, and no library reads the JSON. Raw requests go in, complaints come out.
 */
public final class VendorDocuments {
    private final Set<String> ebbotContext;
    private final TracktorDocument tracktor;

    /**
     * Creates a reader.
     *
     * @param tracktorSecret the secret that Tracktor.io's signatures are made with
     * @param ebbotContext fields that the shop's own endpoint for Ebbot takes besides the vendor's
     */
    public VendorDocuments(String tracktorSecret, Set<String> ebbotContext) {
        this.tracktor = new TracktorDocument(tracktorSecret);
        this.ebbotContext = ebbotContext;
    }

    /** Returns what in a request is not as the vendor's documents have it; empty if all is. */
    public List<String> complaints(WireRequest request) {
        List<String> complaints = new ArrayList<>();
        String path = request.path();
        switch (path) {
            case "/analytics/cart_events", "/analytics/checkout_events" -> {
                Members event = post(request, complaints);
                if (event != null && path.endsWith("cart_events")) {
                    AlhenaDocument.cart(event);
                } else if (event != null) {
                    AlhenaDocument.checkout(event, complaints);
                }
            }
            case "/ecommerce-tracker/v1/event" -> {
                Members event = post(request, complaints);
                if (!request.header("X-Store-UUID").matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
                    complaints.add("X-Store-UUID is no UUID");
                }
                if (event != null) {
                    TextDocument.event(event, complaints);
                }
            }
            case "/v3.6/customer/action/track_sales_event" -> chatApi(request, complaints);
            case "/track", "/set", "/alias" -> {
                if (!request.method().equals("GET") || request.body().length > 0) {
                    complaints.add("the method is not GET");
                }
                tracktor.call(path.substring(1), request.query(), complaints);
            }
            default -> ebbot(request, complaints);
        }
        return complaints;
    }

    private static void chatApi(WireRequest request, List<String> complaints) {
        if (!request.query().matches("organization_id=[^&=]+")) {
            complaints.add("organization_id is not the one argument of the query");
        }
        if (!request.header("Authorization").startsWith("Bearer ")) {
            complaints.add("Authorization has no bearer token");
        }
        Members body = post(request, complaints);
        if (body != null) {
            body.text("website_uuid");
            Members payload = body.object("payload");
            body.nothingElse();
            if (payload != null) {
                TextDocument.event(payload, complaints);
            }
        }
    }

    /** None of Ebbot's own addresses is public: an event, or a list of them, at an address of the shop's. */
    private void ebbot(WireRequest request, List<String> complaints) {
        Object body = json(request, complaints);
        List<?> events = body instanceof List<?> list ? list : body == null ? List.of() : List.of(body);
        for (Object event : events) {
            Members members = Members.of("", event, complaints);
            if (members != null) {
                EbbotDocument.event(members, ebbotContext, complaints);
            }
        }
    }

    private static Members post(WireRequest request, List<String> complaints) {
        Object body = json(request, complaints);
        return body == null ? null : Members.of("", body, complaints);
    }

    private static Object json(WireRequest request, List<String> complaints) {
        if (!request.method().equals("POST")) {
            complaints.add("the method is not POST");
        }
        if (!request.header("Content-Type").matches("(?i)application/json(\\s*;\\s*charset=\"?utf-8\"?)?")) {
            complaints.add("Content-Type is not application/json");
        }
        try {
            return StrictJson.read(request.body());
        } catch (StrictJson.NoJson e) {
            complaints.add("the payload " + e.getMessage());
            return null;
        }
    }
}
