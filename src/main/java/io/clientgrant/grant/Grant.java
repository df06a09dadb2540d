package io.clientgrant.grant;

/**
 * A client grant as the tenant holds it.
 *
 * @param id its id
 * @param key what is unique about it
 * @param settings the fields that the API showed
 * @param system whether Auth0 made it for itself: such a grant is never touched
 */
public record Grant(GrantId id, GrantKey key, Settings settings, boolean system) {}
