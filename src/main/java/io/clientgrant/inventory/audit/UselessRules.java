package io.clientgrant.inventory.audit;

import io.clientgrant.grant.policy.SystemApis;
import io.clientgrant.inventory.ListedGrant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Rules about grants, or parts of them, that give nothing: today. */
final class UselessRules {
  private static final String DENY_ALL = "deny_all";
  private static final String CLIENT_CREDENTIALS = "client_credentials";

  static final Rule CG06 =
      new Rule(
          "CG06",
          Severity.LOW,
          "Scope that the API does not declare",
          "Nobody can use such a scope today; if the API declares it again, the client has it at once.",
          "Take the scope from the grant, or declare it at the API.",
          Set.of(Need.APIS),
          (rule, evidence) ->
              evidence.grants().flatMap(listed -> undeclared(rule, listed, evidence).stream()));

  static final Rule CG07 =
      new Rule(
          "CG07",
          Severity.MEDIUM,
          "Client is gone",
          "A grant that outlives its client is what an offboarding has forgotten.",
          "Delete the grant, and the ClientGrant that declares it.",
          Set.of(Need.CLIENTS),
          (rule, evidence) ->
              Subjects.byGrantee(
                      evidence
                          .grants()
                          .filter(listed -> listed.clientId().isPresent())
                          .filter(listed -> evidence.client(listed).isEmpty()))
                  .map(one -> one.finding(rule, "The tenant has no such client.")));

  static final Rule CG19 =
      new Rule(
          "CG19",
          Severity.MEDIUM,
          "API is gone",
          "If somebody makes an API with this identifier again, the grant gives access to it at once.",
          "Delete the grant, and the ClientGrant that declares it.",
          Set.of(Need.APIS),
          (rule, evidence) ->
              Subjects.byApi(
                      evidence
                          .grants()
                          .filter(listed -> !isSystem(listed, evidence))
                          .filter(listed -> evidence.api(listed).isEmpty()))
                  .map(one -> one.finding(rule, "The tenant has no such API.")));

  static final Rule CG08 =
      new Rule(
          "CG08",
          Severity.LOW,
          "Client gets no token of its own",
          "The client may not use the client_credentials grant type, so the grant is dead until somebody allows it.",
          "Delete the grant, or allow the client the client_credentials grant type.",
          Set.of(Need.CLIENT_DETAILS),
          (rule, evidence) ->
              Subjects.byGrantee(
                      evidence.machineGrants().filter(listed -> lacksGrantType(listed, evidence)))
                  .map(one ->
                      one.finding(rule, "It may not use the client_credentials grant type.")));

  static final Rule CG20 =
      new Rule(
          "CG20",
          Severity.LOW,
          "API gives no tokens",
          "The API's policy denies every client what the grant is for, so the grant is dead until somebody changes the policy.",
          "Delete the grant, or set the API's policy to require_client_grant.",
          Set.of(Need.APIS),
          (rule, evidence) ->
              Subjects.byApi(evidence.grants().filter(listed -> isDenied(listed, evidence)))
                  .map(one -> one.finding(rule, "Its policy is deny_all.")));

  static final Rule CG11 =
      new Rule(
          "CG11",
          Severity.LOW,
          "Nearly the same grant twice",
          "Audiences are compared exactly: one that differs by a slash or by case is another API, and one of the two is mostly a mistake.",
          "Delete the grant that the client does not use.",
          Set.of(),
          (rule, evidence) ->
              Subjects.by(evidence.grants(), UselessRules::nearly)
                  .filter(one -> one.grants().size() > 1)
                  .map(one ->
                      Finding.of(
                          rule,
                          one.grants().stream()
                              .map(listed -> listed.grant().key().toString())
                              .sorted()
                              .collect(Collectors.joining(", ")),
                          one.grants(),
                          "These audiences differ only by a slash or by case: %s."
                              .formatted(
                                  one.grants().stream()
                                      .map(listed -> listed.grant().key().audience())
                                      .sorted()
                                      .collect(Collectors.joining(" "))))));

  private UselessRules() {}

  private static Optional<Finding> undeclared(Rule rule, ListedGrant listed, Evidence evidence) {
    return evidence
        .api(listed)
        .map(api -> api.undeclared(listed.scopes()))
        .filter(scopes -> !scopes.isEmpty())
        .map(scopes ->
            Finding.of(
                    rule,
                    listed,
                    "The API does not declare: %s.".formatted(String.join(" ", scopes)))
                .with(scopes));
  }

  /** Auth0 does not list all of its own APIs. */
  private static boolean isSystem(ListedGrant listed, Evidence evidence) {
    return SystemApis.includes(evidence.directory().domain(), listed.grant().key().audience());
  }

  private static boolean lacksGrantType(ListedGrant listed, Evidence evidence) {
    return evidence
        .client(listed)
        .flatMap(client -> Optional.ofNullable(client.grantTypes()))
        .filter(types -> !types.contains(CLIENT_CREDENTIALS))
        .isPresent();
  }

  private static boolean isDenied(ListedGrant listed, Evidence evidence) {
    return evidence
        .api(listed)
        .flatMap(api ->
            Optional.ofNullable(
                listed.grant().key().subjectType().equals("user")
                    ? api.userPolicy()
                    : api.clientPolicy()))
        .filter(DENY_ALL::equals)
        .isPresent();
  }

  private static String nearly(ListedGrant listed) {
    var key = listed.grant().key();
    return "%s %s %s"
        .formatted(
            key.grantee(),
            key.subjectType(),
            key.audience().toLowerCase(Locale.ROOT).replaceAll("/+$", ""));
  }
}
