package io.clientgrant.auth0.connection;

import java.util.Set;
import okhttp3.HttpUrl;

/**
 * How a tenant is reached.
 *
 * @param domain its domain, which also names its Management API in tokens
 * @param endpoint where its APIs are: the domain itself, or a proxy or simulator
 * @param credential what the operator proves itself with
 * @param caBundle who may vouch for the endpoint's certificate
 * @param scopes what the credential must be allowed to do at the Management API
 */
public record Connection(
    String domain, HttpUrl endpoint, Credential credential, CaBundle caBundle, Set<String> scopes) {

  /**
   * Takes the scopes as they are, and the endpoint with a slash at its end, which means nothing.
   */
  public Connection {
    endpoint = endpoint.newBuilder().addPathSegment("").build();
    scopes = Set.copyOf(scopes);
  }

  /** Says only what is in the tenant's spec; the rest comes from a Secret. */
  @Override
  public String toString() {
    return "Connection[" + domain + "]";
  }
}
