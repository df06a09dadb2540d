package io.clientgrant.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One grant's key, and what has been asked for under it so far. */
final class Slot {
  /** How a grant comes to be under the key, and what becomes of it with the last resource. */
  enum Kind {
    /** The operator creates it, and deletes it. */
    CREATED,
    /** It was made by hand; the operator adopts it, and keeps it. */
    ADOPTED_AND_KEPT,
    /** It was made by hand; the operator adopts it, and is asked to delete it. */
    ADOPTED_AND_DELETED
  }

  /** A scope that the API does not define. */
  static final String UNDEFINED = "undefined:invoices";

  /** An end date that has come. */
  static final String PAST = "2020-01-01T00:00:00Z";

  /** An end date that does not come. */
  static final String FAR = "2099-01-01T00:00:00Z";

  final String client;
  final Kind kind;

  /** The resource that claims the key, if one does. */
  Optional<String> resource = Optional.empty();

  /** What that resource asks for. */
  List<String> scope = List.of();

  /** Whether OrganizationClientGrants are about its grant, which therefore allows organizations. */
  final boolean isUsed;

  /** When the grant ends; empty if it does not. */
  Optional<String> end = Optional.empty();

  /** Whether it sets the optional field too. */
  boolean allowsOrganizations;

  /** The grant that must stay the same one, since nothing has happened that ends it. */
  Optional<String> grantId = Optional.empty();

  /** Whether its grant is being deleted, so that a new resource might or might not still get it. */
  boolean ending;

  /** Whether its resource has come from a backup since all was quiet. */
  boolean isRestored;

  private int lives;
  private final List<String> history = new ArrayList<>();

  Slot(String client, Kind kind, boolean isUsed) {
    this.client = client;
    this.kind = kind;
    this.isUsed = isUsed;
  }

  /** Whether its end date has come, so that there is no grant. */
  boolean hasExpired() {
    return end.equals(Optional.of(PAST));
  }

  /** Whether it asks for a scope that Auth0 refuses, and the rest with it. */
  boolean isRefused() {
    return scope.contains(UNDEFINED);
  }

  /** Takes in what people have done, for the message of a test that fails. */
  void did(String what) {
    history.add(what);
  }

  /** A name that no resource had before. */
  String nextName() {
    return client + "-" + ++lives;
  }

  /** What makes the resource's spec, but for the key. */
  String fields() {
    return "scope: [%s]%s%s%s"
        .formatted(
            String.join(", ", scope),
            allowsOrganizations ? ", organizationUsage: allow" : "",
            end.map(", expiresAt: \"%s\""::formatted).orElse(""),
            switch (kind) {
              case CREATED -> "";
              case ADOPTED_AND_KEPT -> ", adoptionPolicy: Always";
              case ADOPTED_AND_DELETED -> ", adoptionPolicy: Always, deletionPolicy: Always";
            });
  }

  @Override
  public String toString() {
    return "%s (%s, after %s)".formatted(resource.orElse(client), kind, history);
  }
}
