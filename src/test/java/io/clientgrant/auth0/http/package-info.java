/** Tests of what the HTTP clients of a tenant add to a call. */
@NullMarked
package io.clientgrant.auth0.http;

import org.jspecify.annotations.NullMarked;
