package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What of the tenant's own log was read for tokens, without a gap.
 *
 * @param readSince from when on
 * @param readUntil until when, at least; a restart goes on from here
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UsageStatus(String readSince, String readUntil) {}
