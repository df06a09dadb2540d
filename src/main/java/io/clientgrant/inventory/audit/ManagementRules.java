package io.clientgrant.inventory.audit;

import io.clientgrant.grant.policy.Glob;
import io.clientgrant.inventory.ListedGrant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rules about grants on the Management API, by which a tenant is configured. Sources: OWASP
 * Non-Human Identities Top 10, 2025, NHI5 and NHI7; Auth0's Detection Catalog, {@code
 * client_with_overpermissive_granted_scopes} and {@code grant_mgn_api_scopes}.
 */
final class ManagementRules {
  private static final List<Glob> GRANTS =
      Glob.of(List.of("create:client_grants", "update:client_grants", "delete:client_grants"));

  /** With these, a client gets other credentials, other code or other people's access. */
  private static final List<Glob> TAKEOVER =
      Glob.of(
          List.of(
              "create:clients",
              "update:clients",
              "*:client_keys",
              "*:client_credentials",
              "create:signing_keys",
              "update:tenant_settings",
              "create:actions",
              "update:actions",
              "update:triggers",
              "create:connections",
              "update:connections",
              "create:users",
              "update:users",
              "create:role_members"));

  private static final List<Glob> DELETION = Glob.of(List.of("delete:*"));
  private static final List<Glob> IDENTITIES = Glob.of(List.of("update:current_user_identities"));

  static final Rule CG01 =
      new Rule(
          "CG01",
          Severity.CRITICAL,
          "Can change grants",
          "With these scopes of the Management API a client can give itself, or any other client, every scope of every API.",
          "Take these scopes from the grant; leave the changing of grants to the operator and to people.",
          Set.of(),
          (rule, evidence) ->
              matching(rule, evidence, GRANTS, "It can change client grants: %s.")
                  .map(finding -> calmed(finding, evidence)));

  static final Rule CG02 =
      new Rule(
          "CG02",
          Severity.HIGH,
          "Can take the tenant over",
          "With these scopes of the Management API a client gets at other credentials, runs code at each login, or makes users and roles of its own.",
          "Grant only the scopes that the client uses; give what remains to a client of its own, with a private key.",
          Set.of(),
          (rule, evidence) ->
              matching(rule, evidence, TAKEOVER, "It can take over more than its own: %s.")
                  .map(finding -> calmed(finding, evidence)));

  static final Rule CG03 =
      new Rule(
          "CG03",
          Severity.MEDIUM,
          "Many rights on the Management API",
          "Who steals the credential of such a client can do much of what an administrator can.",
          "Grant only the scopes that the client uses, and no delete: scope that it can do without.",
          Set.of(),
          (rule, evidence) ->
              evidence
                  .managementGrants()
                  .filter(listed -> isMuch(listed, evidence))
                  .map(listed -> tooMuch(rule, listed, evidence))
                  .map(finding -> calmed(finding, evidence)));

  static final Rule CG17 =
      new Rule(
          "CG17",
          Severity.MEDIUM,
          "Powerful client with a shared secret",
          "A client secret is sent with each request and can be copied; a private key never leaves the client.",
          "Have the client prove itself by private_key_jwt or mutual TLS.",
          Set.of(Need.CLIENT_DETAILS),
          (rule, evidence) ->
              powerful(evidence)
                  .filter(listed -> hasSecret(listed, evidence))
                  .map(listed ->
                      Finding.of(
                          rule,
                          listed,
                          "It can take the tenant over, and proves itself by a secret (%s)."
                              .formatted(method(listed, evidence)))));

  static final Rule CG18 =
      new Rule(
          "CG18",
          Severity.HIGH,
          "Can link identities of its users",
          "A script that gets at such a token of a user links another account to the user's, and logs in as the user from then on.",
          "Take update:current_user_identities from the grant, and link accounts on a server.",
          Set.of(),
          (rule, evidence) ->
              evidence
                  .managementGrants()
                  .filter(listed -> listed.grant().key().subjectType().equals("user"))
                  .filter(listed -> gives(listed, IDENTITIES))
                  .map(listed ->
                      Finding.of(
                              rule,
                              listed,
                              "It can change the identities of the user who is logged in.")
                          .with(scopes(listed, IDENTITIES))));

  private ManagementRules() {}

  private static Stream<Finding> matching(
      Rule rule, Evidence evidence, List<Glob> scopes, String message) {
    return evidence
        .managementGrants()
        .filter(listed -> gives(listed, scopes))
        .map(listed -> {
          var found = scopes(listed, scopes);
          return Finding.of(rule, listed, message.formatted(named(found, listed))).with(found);
        });
  }

  private static Stream<ListedGrant> powerful(Evidence evidence) {
    return evidence
        .managementGrants()
        .filter(listed -> gives(listed, GRANTS) || gives(listed, TAKEOVER));
  }

  private static boolean gives(ListedGrant listed, List<Glob> scopes) {
    return listed.allowsAllScopes() || !scopes(listed, scopes).isEmpty();
  }

  private static SortedSet<String> scopes(ListedGrant listed, List<Glob> patterns) {
    return listed.scopes().stream()
        .filter(scope -> Glob.matches(patterns, scope))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String named(Set<String> scopes, ListedGrant listed) {
    return listed.allowsAllScopes() ? "it has all scopes" : String.join(" ", scopes);
  }

  private static boolean isMuch(ListedGrant listed, Evidence evidence) {
    return gives(listed, DELETION)
        || listed.scopes().size() > evidence.thresholds().managementScopes();
  }

  private static Finding tooMuch(Rule rule, ListedGrant listed, Evidence evidence) {
    var deleting = scopes(listed, DELETION);
    if (listed.scopes().size() > evidence.thresholds().managementScopes()) {
      return Finding.of(
              rule,
              listed,
              "It has %d scopes of the Management API, %d of which delete."
                  .formatted(listed.scopes().size(), deleting.size()))
          .with(listed.scopes());
    }
    return Finding.of(rule, listed, "It can delete: %s.".formatted(named(deleting, listed)))
        .with(deleting);
  }

  /** The operator can change grants because that is what it is for. */
  private static Finding calmed(Finding finding, Evidence evidence) {
    return finding.grants().stream().allMatch(evidence::isOwn)
        ? new Finding(
            finding.rule(),
            Severity.INFO,
            finding.subject(),
            finding.grants(),
            finding.details(),
            "It is the operator's own client: nothing else should have its credential. "
                + finding.message())
        : finding;
  }

  private static boolean hasSecret(ListedGrant listed, Evidence evidence) {
    return method(listed, evidence).startsWith("client_secret");
  }

  private static String method(ListedGrant listed, Evidence evidence) {
    return evidence
        .client(listed)
        .flatMap(client -> Optional.ofNullable(client.authenticationMethod()))
        .orElse("");
  }
}
