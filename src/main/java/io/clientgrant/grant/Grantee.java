package io.clientgrant.grant;

/** Whom a grant is for. */
public sealed interface Grantee {
  /**
   * One client application.
   *
   * @param id its client id
   */
  record Client(String id) implements Grantee {
    @Override
    public String toString() {
      return "client " + id;
    }
  }

  /**
   * Every client of a kind that has no grant of its own.
   *
   * @param kind the kind, such as {@code third_party_clients}
   */
  record DefaultFor(String kind) implements Grantee {
    @Override
    public String toString() {
      return "the default for " + kind;
    }
  }

  /**
   * One organization, through the grant of a client. Such a grant has no settings of its own: it
   * lets the client use its grant for the organization. Source: Management API, organization client
   * grants.
   *
   * @param grantee whom the client grant is for
   * @param organizationId the id of the organization
   */
  record ForOrganization(Grantee grantee, String organizationId) implements Grantee {
    @Override
    public String toString() {
      return grantee + " in organization " + organizationId;
    }
  }
}
