/**
 * What the tenant holds: clients, APIs, organizations, grants and their associations. A seed
 * describes a whole tenant as JSON. Every change is atomic, and a tenant never holds a grant
 * without its client and its API.
 */
@NullMarked
package io.clientgrant.simulator.state;

import org.jspecify.annotations.NullMarked;
