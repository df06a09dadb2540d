package io.clientgrant.resilience;

import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.OperatorFixture;
import java.util.List;

/** What somebody does at the tenant behind the operator's back. */
final class ByHand {
  private final OperatorFixture fixture;
  private int made;

  ByHand(OperatorFixture fixture) {
    this.fixture = fixture;
  }

  /** Never what a resource asks for: nobody could tell it from a creation that was cut off. */
  void make(String client) {
    var id = "cgr_madebyhand%06d".formatted(++made);
    fixture.simulator.tenant().put(StoredGrant.of(id, client, OperatorFixture.AUDIENCE));
  }

  /** Puts another grant in the place of the one that is there, if there is one; returns its id. */
  String makeAnew(String client, List<String> scopes) {
    var anew =
        StoredGrant.of(
            "cgr_madeanew%08d".formatted(++made),
            client,
            OperatorFixture.AUDIENCE,
            scopes.toArray(String[]::new));
    fixture
        .remote(client)
        .ifPresent(before -> fixture.simulator.tenant().replaceGrant(before.id(), anew));
    return anew.id();
  }

  void edit(String client, List<String> scopes) {
    fixture
        .remote(client)
        .ifPresent(grant ->
            fixture.simulator.tenant().put(grant.withScope(scopes.toArray(String[]::new))));
  }

  void delete(String client) {
    fixture.remote(client).map(StoredGrant::id).ifPresent(fixture.simulator.tenant()::removeGrant);
  }
}
