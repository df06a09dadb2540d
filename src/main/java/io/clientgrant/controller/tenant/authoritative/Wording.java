package io.clientgrant.controller.tenant.authoritative;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.controller.status.Remark;
import io.clientgrant.controller.tenant.authoritative.Verdict.Step;
import io.clientgrant.grant.Grant;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A verdict in sentences. */
final class Wording {
  static final String CONSENT_NEEDED = "ConsentNeeded";
  static final String WOULD_REVOKE = "WouldRevoke";
  static final String REVOCATION_FAILED = "RevocationFailed";
  static final String NAMESPACES_UNREADABLE = "NamespacesUnreadable";

  private static final int MOST_NAMED = 5;

  private Wording() {}

  /** What the condition says; empty if there is nothing to say. */
  static Optional<Remark> remark(Verdict verdict, Auth0Tenant resource, Authority authority) {
    var standing = standing(verdict);
    return switch (verdict.step()) {
      case Step.Nothing() -> Optional.empty();
      case Step.Report() ->
          Optional.of(
              Remark.grantsUndeclared(
                  "Undeclared",
                  standing
                      + " Write a ClientGrant for each that is needed (kubectl grants export does),"
                      + " and delete the others at Auth0."));
      case Step.Await(var end) ->
          Optional.of(
              Remark.grantsUndeclared(
                  "GracePeriod",
                  "%s Each is deleted %s after it was first seen, the next at %s, unless a ClientGrant declares it by then."
                      .formatted(standing, text(authority.gracePeriod()), end)));
      case Step.Revoke(var due) ->
          Optional.of(
              Remark.grantsUndeclared(
                  "Revoking", "%s Being deleted: %s.".formatted(standing, names(due))));
      case Step.AskForConsent(var due, var since) ->
          Optional.of(
              Remark.grantsUndeclared(
                  CONSENT_NEEDED,
                  "%s That is more than %d percent, so none is deleted before you consent. Read kubectl grants list --unmanaged, and then, to have %s deleted: kubectl annotate auth0tenant %s --namespace %s --overwrite %s=%s"
                      .formatted(
                          standing,
                          authority.maxRevokedPercent(),
                          names(due),
                          resource.getMetadata().getName(),
                          resource.getMetadata().getNamespace(),
                          Annotations.REVOKE,
                          since)));
      case Step.Pretend(var due, var afterConsent) ->
          Optional.of(
              Remark.grantsUndeclared(
                  WOULD_REVOKE,
                  "%s In mode Enforce, these would be deleted%s: %s."
                      .formatted(
                          standing,
                          afterConsent
                              ? ", after a consent because they are more than %d percent"
                                  .formatted(authority.maxRevokedPercent())
                              : "",
                          names(due))));
    };
  }

  /** The same, if a deletion has failed. */
  static Remark failed(Verdict verdict, String failure) {
    return Remark.grantsUndeclared(
        REVOCATION_FAILED,
        "%s A deletion has failed and is tried again after the next resync: %s"
            .formatted(standing(verdict), failure));
  }

  static Remark unreadable() {
    return Remark.unknownWhetherDeclared(
        NAMESPACES_UNREADABLE,
        "The operator may not read all namespaces that it is to watch, so it does not know which"
            + " grants are declared there. Nothing is reported or deleted until it may.");
  }

  /** The event about a grant that was found. */
  static String found(Grant grant, Authority authority) {
    return "%s is declared by no ClientGrant. It gives: %s.%s"
        .formatted(
            named(grant),
            grant.settings(),
            authority.revokes()
                ? " It is to be deleted %s from now, unless a ClientGrant declares it by then."
                    .formatted(text(authority.gracePeriod()))
                : "");
  }

  /** The event about a grant that was deleted; all that it takes to make it again. */
  static String revoked(Grant grant) {
    return "Deleted %s, which no ClientGrant declared. It gave: %s."
        .formatted(name(grant), grant.settings());
  }

  private static String standing(Verdict verdict) {
    return "Of %,d grants on the audiences of spec.authoritative, %,d are declared by no ClientGrant: %s."
        .formatted(verdict.covered(), verdict.undeclared().size(), names(verdict.undeclared()));
  }

  private static String names(List<Grant> grants) {
    var more = grants.size() - MOST_NAMED;
    return grants.stream()
            .limit(MOST_NAMED)
            .map(grant -> grant.id().value())
            .collect(Collectors.joining(", "))
        + (more > 0 ? " and %,d more".formatted(more) : "");
  }

  private static String named(Grant grant) {
    return Grant.capitalized(name(grant));
  }

  private static String name(Grant grant) {
    return "%s (%s)".formatted(grant.name(), grant.key());
  }

  /** As it is written in a spec. */
  private static String text(Duration duration) {
    var text = duration.toString().substring("PT".length());
    return text.toLowerCase(Locale.ROOT);
  }
}
