/**
 * How a tenant is reached: its domain, its endpoint, the credential and the trusted certificate
 * authorities. All types are values. No text of a credential shows a secret.
 */
@NullMarked
package io.clientgrant.auth0.connection;

import org.jspecify.annotations.NullMarked;
