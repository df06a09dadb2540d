/** What stands between the operator and a tenant, or in the place of one: servers, keys, CAs. */
@NullMarked
package io.clientgrant.testing.network;

import org.jspecify.annotations.NullMarked;
