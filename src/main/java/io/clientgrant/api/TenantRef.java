package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Names an {@link Auth0Tenant}.
 *
 * @param name its name
 * @param namespace its namespace; unset means that of the resource that refers to it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantRef(String name, @Nullable String namespace) {}
