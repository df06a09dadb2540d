/**
 * Calls the Management API through Auth0's SDK. This package maps grants and tells what was
 * written. It never retries a write by itself.
 */
@NullMarked
package io.clientgrant.auth0.api;

import org.jspecify.annotations.NullMarked;
