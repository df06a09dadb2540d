package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of grants that no ClientGrant declares, on some APIs.
 *
 * @param audiences the APIs, as patterns; Auth0's own only literally
 * @param action {@code Report}, or {@code Revoke} to have the grants deleted
 * @param gracePeriod how long a grant stays that is to be deleted, such as {@code 168h}
 * @param maxRevokedPercent how large a share of the grants may be deleted without consent
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuthoritativeSpec(
    List<String> audiences,
    @Nullable String action,
    @Nullable String gracePeriod,
    @Nullable Integer maxRevokedPercent) {}
