package io.clientgrant.auth0.api;

/**
 * On whose behalf a tenant is written to.
 *
 * @param kind the kind of the resource that asks
 * @param namespace its namespace
 * @param name its name
 * @param uid its uid, which the tenant's own log shows as the correlation id; at most 64 characters
 * @param generation the generation of its spec
 * @param manager the field manager that last changed its spec; empty if that is not known
 */
public record WriteOrigin(
    String kind, String namespace, String name, String uid, long generation, String manager) {}
