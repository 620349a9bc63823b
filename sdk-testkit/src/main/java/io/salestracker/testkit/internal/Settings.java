package io.salestracker.testkit.internal;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a sandbox was built with. Sets keep their order; the first of each is the one shown to callers. */
public record Settings(
        int port,
        Set<String> companyKeys,
        boolean faqFingerprintOptional,
        Set<String> storeUuids,
        Set<String> websiteUuids,
        String organizationId,
        String textToken,
        String textAgentToken,
        @Nullable String ebbotApiKey,
        boolean ebbotDeduplicates,
        boolean ebbotNamesIndices,
        @Nullable String ebbotIdField,
        Set<String> ebbotContextFields,
        String tracktorToken,
        String tracktorSecret,
        boolean tracktorSignedOnly,
        Set<String> tracktorOrderActions,
        int maxEvents,
        int maxBodyBytes,
        boolean keepPayloads) {}
