/** Fetches access tokens for the Management API, and puts them into calls. */
@NullMarked
package io.clientgrant.auth0.token;

import org.jspecify.annotations.NullMarked;
