package io.clientgrant.grant;

/**
 * What is unique about a grant: a tenant holds at most one for each key. Source: Management API,
 * "an application can have up to two client grants for a single API", one per subject type.
 *
 * @param domain the tenant's domain
 * @param grantee whom it is for
 * @param audience the API's identifier, compared exactly
 * @param subjectType whose access it is
 */
public record GrantKey(String domain, Grantee grantee, String audience, String subjectType) {
  /** What the API takes an unset subject type for. */
  public static final String DEFAULT_SUBJECT_TYPE = "client";

  @Override
  public String toString() {
    return grantee + " on " + audience + " as " + subjectType;
  }
}
