package io.clientgrant.tenant;

import okhttp3.HttpUrl;

/**
 * How a tenant is reached.
 *
 * @param domain its domain, which also names its Management API in tokens
 * @param endpoint where its APIs are: the domain itself, or a proxy or simulator
 * @param credential what the operator proves itself with
 * @param caBundle who may vouch for the endpoint's certificate
 */
public record Connection(
    String domain, HttpUrl endpoint, Credential credential, CaBundle caBundle) {

  /** Says only what is in the tenant's spec; the rest comes from a Secret. */
  @Override
  public String toString() {
    return "Connection[" + domain + "]";
  }
}
