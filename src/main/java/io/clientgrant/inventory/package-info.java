/**
 * What a tenant holds, as people ask about it: its grants, with the names of their clients, the
 * APIs that they are for, and the ClientGrants that declare them. All types are values. What could
 * not be read is a {@link io.clientgrant.inventory.Gap}, and never looks like nothing.
 */
@NullMarked
package io.clientgrant.inventory;

import org.jspecify.annotations.NullMarked;
