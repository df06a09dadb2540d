package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces that a guardrail is for.
 *
 * @param from {@code Same} for the tenant's own, {@code All}, or {@code Selector}
 * @param selector with {@code Selector}, those whose labels it selects
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GuardrailNamespaces(String from, @Nullable LabelSelector selector) {}
