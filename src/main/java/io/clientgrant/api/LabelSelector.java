package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Selects by labels, as everywhere in Kubernetes: all of it must hold, and nothing selects
 * everything.
 *
 * @param matchLabels labels that must be there with these values
 * @param matchExpressions what else must hold
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LabelSelector(
    @Nullable Map<String, String> matchLabels, @Nullable List<LabelExpression> matchExpressions) {}
