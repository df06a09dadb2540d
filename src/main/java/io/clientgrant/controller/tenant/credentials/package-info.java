/** Reads how a tenant is reached, and with what credential, from Secrets. */
@NullMarked
package io.clientgrant.controller.tenant.credentials;

import org.jspecify.annotations.NullMarked;
