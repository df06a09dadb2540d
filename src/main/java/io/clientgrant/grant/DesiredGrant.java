package io.clientgrant.grant;

/**
 * What a ClientGrant resource asks for.
 *
 * @param key the grant that it asks for
 * @param namesSubjectType whether it says the subject type, or leaves it to the API
 * @param settings the fields that it sets
 */
public record DesiredGrant(GrantKey key, boolean namesSubjectType, Settings settings) {}
