package io.clientgrant.cli.check;

import io.clientgrant.auth0.TenantReader;
import io.clientgrant.auth0.api.GrantQuery;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.Grantee;
import java.util.ArrayList;
import java.util.List;

/** What the operator counts on when it reads one grant. */
final class ReadRules {
  private static final Rule FILTER =
      Rule.recorded("GET /client-grants, filtered", "those of a client on an API only");
  private static final String CALL = "GET /client-grants/{id}";
  private static final Rule SAME = Rule.recorded(CALL, "200, the grant as in the list");
  private static final Rule NONE =
      Rule.recorded(CALL, "404 inexistent_client_grant if there is none");

  /** Nobody has it: that all characters are the same is too improbable. */
  private static final GrantId NOBODYS = new GrantId("cgr_0000000000000000");

  /** So many readings tell something of the limit. */
  private static final int READINGS = 8;

  private final Wire wire;
  private final TenantReader reader;

  ReadRules(Wire wire, TenantReader reader) {
    this.wire = wire;
    this.reader = reader;
  }

  /** Makes the calls, and says what came of the rules. */
  List<Outcome> outcomes(ListRules list) {
    var outcomes = new ArrayList<Outcome>();
    list.example()
        .ifPresentOrElse(
            grant -> {
              outcomes.add(filtered(grant.key().grantee(), grant.key().audience()));
              var got = wire.make(() -> reader.grant(grant.id()));
              outcomes.add(
                  SAME.seen(
                      got.succeeded(200)
                          && list.exampleAsListed().filter(got.json()::equals).isPresent(),
                      got.succeeded(200) ? "200" : got.described()));
            },
            () -> {
              outcomes.add(FILTER.unseen("There is no grant of a client."));
              outcomes.add(SAME.unseen("There is no grant of a client."));
            });
    var none = wire.make(() -> reader.grant(NOBODYS));
    outcomes.add(
        NONE.seen(
            none.status() == 404
                && none.json().path("errorCode").asText().equals("inexistent_client_grant"),
            none.described()));
    var readings = wire.answers() < 2 * READINGS ? READINGS : 0;
    for (var reading = 0; reading < readings; reading++) {
      var _ = wire.make(() -> reader.grant(list.example().map(one -> one.id()).orElse(NOBODYS)));
    }
    return outcomes;
  }

  private Outcome filtered(Grantee grantee, String audience) {
    var client = grantee instanceof Grantee.Client(var id) ? id : "";
    var got = wire.make(() -> reader.grants(new GrantQuery(client, audience, null, null)).next());
    var grants = got.json().path("client_grants");
    var others = 0;
    for (var grant : grants) {
      others +=
          grant.path("client_id").asText().equals(client)
                  && grant.path("audience").asText().equals(audience)
              ? 0
              : 1;
    }
    return FILTER.seen(
        got.succeeded(200) && others == 0 && !grants.isEmpty(),
        got.succeeded(200)
            ? others == 0 ? "200, only those" : "200, and %d others".formatted(others)
            : got.described());
  }
}
