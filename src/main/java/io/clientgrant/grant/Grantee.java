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
}
