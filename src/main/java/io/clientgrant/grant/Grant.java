package io.clientgrant.grant;

/**
 * A client grant as the tenant holds it, or its association with an organization.
 *
 * @param id its id; that of the client grant for an association
 * @param key what is unique about it
 * @param settings the fields that the API showed
 * @param system whether Auth0 made it for itself: such a grant is never touched
 */
public record Grant(GrantId id, GrantKey key, Settings settings, boolean system) {
  /** Whether it cannot be used for organizations. */
  public boolean deniesOrganizations() {
    return settings
        .effective(Field.ORGANIZATION_USAGE)
        .equals(Field.ORGANIZATION_USAGE.byDefault());
  }

  /** What people call it, as in "delete grant cgr_1". */
  public String name() {
    return key.name(id);
  }

  /** Its name at the beginning of a sentence. */
  public String title() {
    return capitalized(name());
  }

  /** A name at the beginning of a sentence. */
  public static String capitalized(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
