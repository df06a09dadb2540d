package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Names a Secret in the namespace of the resource that refers to it.
 *
 * @param name its name
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SecretRef(String name) {}
