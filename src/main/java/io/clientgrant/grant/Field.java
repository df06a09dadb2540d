package io.clientgrant.grant;

import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Value.Text;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a grant that can be changed after it was made. Source: Management API, update a
 * client grant.
 */
public enum Field {
  /** The scopes granted. */
  SCOPE("scope", StringSet.of(Set.of())),
  /** Whether every scope of the API is granted; excludes {@link #SCOPE}. */
  ALLOW_ALL_SCOPES("allowAllScopes", new Bool(false)),
  /** Whether an organization must, may or may not be named. */
  ORGANIZATION_USAGE("organizationUsage", new Text("deny")),
  /** Whether any organization may be named. */
  ALLOW_ANY_ORGANIZATION("allowAnyOrganization", new Bool(false)),
  /** The rich authorization types that may be asked for. */
  AUTHORIZATION_DETAILS_TYPES("authorizationDetailsTypes", StringSet.of(Set.of()));

  private final String specName;
  private final Value byDefault;

  Field(String specName, Value byDefault) {
    this.specName = specName;
    this.byDefault = byDefault;
  }

  /** The field of that name in the spec, if there is one. */
  public static Optional<Field> named(String specName) {
    return Arrays.stream(values()).filter(field -> field.specName.equals(specName)).findFirst();
  }

  /** Its name in a ClientGrant's spec. */
  public String specName() {
    return specName;
  }

  /** What a grant on which it was never set behaves as. It is always the narrowest. */
  public Value byDefault() {
    return byDefault;
  }
}
