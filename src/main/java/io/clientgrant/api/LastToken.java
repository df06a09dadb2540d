package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * When the client was last given a token for the API, as far as the tenant's log was read.
 *
 * @param day the day in UTC; null if no token was read of
 * @param noneSince from when on the log was read, and told of no token; null if the log was read
 *     without a gap since that day
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LastToken(@Nullable String day, @Nullable String noneSince) {}
