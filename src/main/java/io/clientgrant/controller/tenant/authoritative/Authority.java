package io.clientgrant.controller.tenant.authoritative;

import io.clientgrant.api.Auth0TenantSpec;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.policy.Glob;
import io.clientgrant.grant.policy.SystemApis;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For which APIs ClientGrants are all there may be, and what becomes of other grants.
 *
 * @param audiences the APIs; Auth0's own only literally
 * @param revokes whether the grants are deleted, and not only reported
 * @param gracePeriod how long a grant stays that is to be deleted
 * @param maxRevokedPercent how large a share of the grants may be deleted without consent
 */
public record Authority(
    List<Glob> audiences, boolean revokes, Duration gracePeriod, int maxRevokedPercent) {
  private static final String DEFAULT_GRACE_PERIOD = "168h";
  private static final int DEFAULT_PERCENT = 10;

  /** Copies, so that it never changes. */
  public Authority {
    audiences = List.copyOf(audiences);
  }

  /** What an owner says; empty if nothing. An unknown action only reports. */
  public static Optional<Authority> of(Auth0TenantSpec spec) {
    return Optional.ofNullable(spec.authoritative())
        .map(said ->
            new Authority(
                Glob.of(
                    said.audiences().stream()
                        .map(pattern -> pattern.replace(SpecMapper.DOMAIN, spec.domain()))
                        .toList()),
                "Revoke".equals(said.action()),
                gracePeriod(said.gracePeriod()),
                Objects.requireNonNullElse(said.maxRevokedPercent(), DEFAULT_PERCENT)));
  }

  /** One that cannot be read never ends. */
  private static Duration gracePeriod(@Nullable String text) {
    try {
      return Duration.parse(
          "PT" + Objects.requireNonNullElse(text, DEFAULT_GRACE_PERIOD).toUpperCase(Locale.ROOT));
    } catch (DateTimeException e) {
      return ChronoUnit.FOREVER.getDuration();
    }
  }

  /**
   * Whether a grant must be declared: one on these APIs that somebody could change.
   *
   * @param ownClients the clients by which the operator reaches the tenant
   */
  boolean isAbout(Grant grant, Set<String> ownClients) {
    return !grant.system()
        && !(grant.key().grantee() instanceof Grantee.Client(var id) && ownClients.contains(id))
        && SystemApis.isAbout(audiences, grant.key());
  }
}
