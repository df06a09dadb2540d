/**
 * What becomes of grants that no ClientGrant declares, on the APIs for which ClientGrants are all
 * there may be. {@link io.clientgrant.controller.tenant.authoritative.Verdict} decides, without a
 * call; {@link io.clientgrant.controller.tenant.authoritative.AuthorityReview} gathers what it
 * decides from, deletes, and tells.
 */
@NullMarked
package io.clientgrant.controller.tenant.authoritative;

import org.jspecify.annotations.NullMarked;
