package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * That the tenant's own log is read for the tokens that it gives, and how often.
 *
 * @param callsPerDay how many calls that may take in a day; each reads a hundred tokens
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UsageSpec(@Nullable Integer callsPerDay) {}
