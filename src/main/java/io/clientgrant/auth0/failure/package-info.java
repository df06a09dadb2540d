/**
 * Why a call to a tenant did not succeed. A failure is chosen by the HTTP status and never by an
 * exception class. This package depends on nothing else of Auth0.
 */
@NullMarked
package io.clientgrant.auth0.failure;

import org.jspecify.annotations.NullMarked;
