/**
 * Grants as manifests: ClientGrants and OrganizationClientGrants that adopt what is there, and
 * change nothing about it.
 */
@NullMarked
package io.clientgrant.cli.manifest;

import org.jspecify.annotations.NullMarked;
