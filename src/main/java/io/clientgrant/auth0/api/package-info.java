/**
 * Calls the Management API through Auth0's SDK. This package fetches access tokens, maps grants and
 * classifies responses. It never retries a write by itself.
 */
@NullMarked
package io.clientgrant.auth0.api;

import org.jspecify.annotations.NullMarked;
