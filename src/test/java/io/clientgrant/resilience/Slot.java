package io.clientgrant.resilience;

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

  final String client;
  final Kind kind;

  /** The resource that claims the key, if one does. */
  Optional<String> resource = Optional.empty();

  /** What that resource asks for. */
  List<String> scope = List.of();

  /** Whether it sets the optional field too. */
  boolean allowsOrganizations;

  /** The grant that must stay the same one, since nothing has happened that ends it. */
  Optional<String> grantId = Optional.empty();

  /** Whether its grant is being deleted, so that a new resource might or might not still get it. */
  boolean ending;

  private int lives;

  Slot(String client, Kind kind) {
    this.client = client;
    this.kind = kind;
  }

  /** A name that no resource had before. */
  String nextName() {
    return client + "-" + ++lives;
  }

  /** What makes the resource's spec, but for the key. */
  String fields() {
    return "scope: [%s]%s%s"
        .formatted(
            String.join(", ", scope),
            allowsOrganizations ? ", organizationUsage: allow" : "",
            switch (kind) {
              case CREATED -> "";
              case ADOPTED_AND_KEPT -> ", adoptionPolicy: Always";
              case ADOPTED_AND_DELETED -> ", adoptionPolicy: Always, deletionPolicy: Always";
            });
  }

  @Override
  public String toString() {
    return "%s (%s)".formatted(resource.orElse(client), kind);
  }
}
