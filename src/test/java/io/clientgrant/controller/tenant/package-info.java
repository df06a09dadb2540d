/** Tests of the Auth0Tenant's controller. */
@NullMarked
package io.clientgrant.controller.tenant;

import org.jspecify.annotations.NullMarked;
