package io.clientgrant.grant.policy;

/**
 * Where a resource asks from.
 *
 * @param namespace its namespace
 * @param labels the labels of that namespace
 */
public record Requester(String namespace, NamespaceLabelSet labels) {}
