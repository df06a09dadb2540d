package io.clientgrant.controller.tenant.authoritative;

import io.clientgrant.api.Auth0TenantStatus;
import io.clientgrant.api.UndeclaredGrant;
import io.clientgrant.grant.GrantId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An undeclared grant as the status of the Auth0Tenant records it, so that a restart neither loses
 * its grace period nor tells of it again.
 *
 * @param id the grant
 * @param since when its grace period began; null if it has not begun
 */
record KnownGrant(GrantId id, @Nullable Instant since) {
  /** What a status records. What cannot be read was not recorded: the grace period begins anew. */
  static List<KnownGrant> read(@Nullable Auth0TenantStatus status) {
    return status == null
        ? List.of()
        : Objects.requireNonNullElse(status.undeclaredGrants(), List.<UndeclaredGrant>of()).stream()
            .flatMap(recorded ->
                GrantId.parse(recorded.id()).stream()
                    .map(id -> new KnownGrant(id, instant(recorded.since()).orElse(null))))
            .toList();
  }

  /** As it is recorded. */
  UndeclaredGrant recorded() {
    return new UndeclaredGrant(id.value(), since == null ? null : since.toString());
  }

  /** With a grace period that has begun, now at the latest. */
  KnownGrant begun(Instant now) {
    return since == null ? new KnownGrant(id, now) : this;
  }

  /** Without a grace period. */
  KnownGrant notBegun() {
    return new KnownGrant(id, null);
  }

  /** When its grace period ends; never if it has not begun. */
  Stream<Instant> end(Duration gracePeriod) {
    try {
      return since == null ? Stream.of() : Stream.of(since.plus(gracePeriod));
    } catch (DateTimeException | ArithmeticException e) {
      return Stream.of();
    }
  }

  private static Optional<Instant> instant(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
