package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A grant that no ClientGrant declares, and that was told of.
 *
 * @param id the id of the grant
 * @param since when its grace period began; null while such grants are only reported
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UndeclaredGrant(String id, @Nullable String since) {}
