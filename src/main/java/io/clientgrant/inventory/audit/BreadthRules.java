package io.clientgrant.inventory.audit;

import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.inventory.ListedGrant;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Rules about grants that give access more widely than anybody has decided. Source: Auth0's
 * documentation of client grants and of organizations for machine-to-machine access.
 */
final class BreadthRules {
  static final Rule CG04 =
      new Rule(
          "CG04",
          Severity.HIGH,
          "Gives all scopes",
          "Every scope that somebody adds to the API later is granted at once, and nobody decides about it.",
          "List the scopes that the client uses.",
          Set.of(),
          (rule, evidence) ->
              evidence
                  .grants()
                  .filter(ListedGrant::allowsAllScopes)
                  .map(listed ->
                      Finding.of(
                          rule, listed, "It gives every scope of the API, also future ones.")));

  static final Rule CG05 =
      new Rule(
          "CG05",
          Severity.MEDIUM,
          "Works for any organization",
          "The client reaches the data of each customer, also of those that come later; Auth0 advises this for trusted internal applications only.",
          "Associate the grant with the organizations that it is for.",
          Set.of(),
          (rule, evidence) ->
              evidence
                  .grants()
                  .filter(BreadthRules::allowsAnyOrganization)
                  .map(listed ->
                      isThirdParty(listed, evidence)
                          ? Finding.of(
                                  rule,
                                  listed,
                                  "A client of somebody else can use it for any organization.")
                              .as(Severity.HIGH)
                          : Finding.of(rule, listed, "It can be used for any organization.")));

  static final Rule CG12 =
      new Rule(
          "CG12",
          Severity.MEDIUM,
          "Default for clients of a kind",
          "Each client of the kind that has no grant of its own gets this access, also one that registers itself tomorrow.",
          "Give each client a grant of its own, or keep the default to scopes that anybody may have.",
          Set.of(),
          (rule, evidence) ->
              evidence
                  .grants()
                  .filter(listed -> listed.grant().key().grantee() instanceof Grantee.DefaultFor)
                  .map(listed ->
                      Finding.of(
                              rule, listed, "It is %s.".formatted(listed.grant().key().grantee()))
                          .with(listed.scopes())));

  static final Rule CG09 =
      new Rule(
          "CG09",
          Severity.MEDIUM,
          "No ceiling for users",
          "The API lets every application get tokens for users with any scope, so its grants for users limit nobody.",
          "Set the API's policy for access as a user to require_client_grant.",
          Set.of(Need.APIS),
          (rule, evidence) ->
              Subjects.byApi(evidence.userGrants())
                  .filter(one ->
                      one.api(evidence)
                          .filter(api -> "allow_all".equals(api.userPolicy()))
                          .isPresent())
                  .map(one ->
                      one.finding(
                          rule,
                          "Its policy for users is allow_all, beside grants for users: %d."
                              .formatted(one.grants().size()))));

  static final Rule CG15 =
      new Rule(
          "CG15",
          Severity.LOW,
          "Tokens live long",
          "A token outlives the grant: who loses access keeps it until the token ends.",
          "Shorten the API's token lifetime to a day or less.",
          Set.of(Need.APIS),
          (rule, evidence) ->
              Subjects.byApi(evidence.grants())
                  .flatMap(one ->
                      one
                          .api(evidence)
                          .flatMap(api -> Optional.ofNullable(api.tokenLifetime()))
                          .map(Duration::ofSeconds)
                          .filter(life -> life.compareTo(evidence.thresholds().tokenLifetime()) > 0)
                          .map(life ->
                              one.finding(
                                  rule, "Its tokens live for %d hours.".formatted(life.toHours())))
                          .stream()));

  private BreadthRules() {}

  private static boolean allowsAnyOrganization(ListedGrant listed) {
    return listed.grant().settings().effective(Field.ALLOW_ANY_ORGANIZATION).equals(new Bool(true));
  }

  private static boolean isThirdParty(ListedGrant listed, Evidence evidence) {
    return evidence
        .client(listed)
        .filter(client -> Boolean.FALSE.equals(client.firstParty()))
        .isPresent();
  }
}
