package io.clientgrant.inventory.audit;

import io.clientgrant.inventory.Gap;
import io.clientgrant.inventory.Gap.Part;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a rule must know beside the grants themselves. */
public enum Need {
  /** Which clients there are. */
  CLIENTS("read:client_summary"),
  /** What the clients may do, and how they prove themselves. */
  CLIENT_DETAILS("read:clients"),
  /** Which APIs there are, and what they declare. */
  APIS("read:resource_servers"),
  /** Which tokens were issued. */
  LOG("read:logs"),
  /** The same, for long enough that a silence says something. */
  LONG_LOG("read:logs"),
  /** Which organizations may use the grants. */
  ORGANIZATIONS("read:organization_client_grants"),
  /** Which ClientGrants declare the grants. */
  CLUSTER(""),
  /** How many grants the tenant may have, which no API tells. */
  QUOTA("");

  private final String scope;

  Need(String scope) {
    this.scope = scope;
  }

  /** The scope of the Management API that it takes; empty if it takes none. */
  public String scope() {
    return scope;
  }

  /** Why it is not known; empty if it is. */
  Optional<String> missing(Evidence evidence) {
    var directory = evidence.directory();
    return switch (this) {
      case CLIENTS -> directory.gap(Part.CLIENT_NAMES).map(Gap::message);
      case CLIENT_DETAILS ->
          directory
              .gap(Part.CLIENT_NAMES)
              .or(() -> directory.gap(Part.CLIENT_DETAILS))
              .map(Gap::message);
      case APIS -> directory.gap(Part.APIS).map(Gap::message);
      case CLUSTER ->
          directory.hasCluster()
              ? Optional.empty()
              : directory
                  .gap(Part.CLIENT_GRANTS)
                  .map(Gap::message)
                  .or(() -> Optional.of("No cluster was asked which ClientGrants there are."));
      case LOG -> log(evidence.tokens());
      case LONG_LOG -> log(evidence.tokens()).or(() -> tooShort(evidence));
      case ORGANIZATIONS ->
          evidence.organizations() == null
              ? Optional.of(
                  "Which organizations use the grants was not read. It takes --organizations, and"
                      + " read:organization_client_grants.")
              : Optional.empty();
      case QUOTA ->
          evidence.thresholds().quota() == 0
              ? Optional.of("It was not said how many grants the plan allows.")
              : Optional.empty();
    };
  }

  private static Optional<String> log(@Nullable TokenLog tokens) {
    return tokens == null
        ? Optional.of("The log of the tenant was not read. It takes --usage, and read:logs.")
        : Optional.empty();
  }

  /** It began only lately. */
  private static Optional<String> tooShort(Evidence evidence) {
    var earliest = evidence.now().minus(evidence.thresholds().idle());
    var sinces =
        Optional.ofNullable(evidence.tokens()).stream()
            .flatMap(tokens -> tokens.uses().stream())
            .flatMap(use -> Optional.ofNullable(use.since()).stream())
            .sorted()
            .toList();
    return sinces.isEmpty() || !sinces.getFirst().isAfter(earliest)
        ? Optional.empty()
        : Optional.of(
            "The log of the tenant begins at %s, which is too short ago."
                .formatted(sinces.getFirst()));
  }
}
