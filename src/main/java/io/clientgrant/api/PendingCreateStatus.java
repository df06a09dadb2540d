package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * The intent to create a grant. A crash or a timeout between it and the answer leaves it standing:
 * a grant found later that equals the digest was created by this resource.
 *
 * @param digest the SHA-256 of what was sent, in hex
 * @param time when it was written, in RFC 3339
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PendingCreateStatus(String digest, String time) {}
