package io.clientgrant.controller.tenant.authoritative;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.failure.Failure.Throttled;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.limit.Admission;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.index.WriteOrigins;
import io.clientgrant.controller.status.EventRecorder;
import io.clientgrant.controller.status.Remark;
import io.clientgrant.controller.tenant.authoritative.Verdict.Step;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Observation.Found;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to the grants that no ClientGrant declares: finds them, tells of each once, and deletes them
 * where the owner of the tenant wants that.
 */
public final class AuthorityReview {
  private static final Logger LOG = LoggerFactory.getLogger(AuthorityReview.class);

  /** After so many deletions the spec is read again, and other work gets its turn. */
  private static final int AT_ONCE = 10;

  /** What a person must know of at once; the other reasons are told grant by grant. */
  private static final Set<String> ALARMING =
      Set.of(
          Wording.CONSENT_NEEDED,
          Wording.WOULD_REVOKE,
          Wording.REVOCATION_FAILED,
          Wording.NAMESPACES_UNREADABLE);

  private final ClientGrantIndex index;
  private final EventRecorder recorder;
  private final BooleanSupplier watchesAll;

  /**
   * @param watchesAll whether every namespace that is to be watched can be read, and was
   */
  public AuthorityReview(
      ClientGrantIndex index, EventRecorder recorder, BooleanSupplier watchesAll) {
    this.index = index;
    this.recorder = recorder;
    this.watchesAll = watchesAll;
  }

  /** Who asks the rate limiter: one place in the queue for each Auth0Tenant. */
  private record Caller(String uid) {
    static Caller of(Auth0Tenant resource) {
      return new Caller(resource.getMetadata().getUid());
    }
  }

  /** What came of deletions. */
  private static final class Deletions {
    final Set<GrantId> gone = new HashSet<>();
    @Nullable Instant goOn;
    @Nullable String failure;
  }

  /**
   * Reviews the grants of a tenant. A call that fails is told, and never thrown.
   *
   * @param ownClients the clients by which the operator reaches the tenant
   * @param mayWrite whether anything may be deleted; asked before each deletion
   * @return what came of it; empty if the tenant is being read, or does not tell its time, so that
   *     what was said before stands
   */
  public Optional<Review> review(
      Auth0Tenant resource, Tenant tenant, Set<String> ownClients, BooleanSupplier mayWrite) {
    var authority = Authority.of(resource.getSpec());
    if (authority.isEmpty()) {
      return Optional.of(Review.NONE);
    }
    var before = KnownGrant.read(resource.getStatus());
    if (!watchesAll.getAsBoolean()) {
      return Optional.of(review(resource, List.of(Wording.unreadable()), before, Double.NaN, null));
    }
    var now = tenant.time();
    if (now.isEmpty() || !tenant.isFullyRead()) {
      return Optional.empty();
    }
    var situation =
        new Situation(
            authority.get(),
            tenant.grants().all(),
            ownClients,
            declared(resource.getSpec().domain()),
            before,
            now.get(),
            consent(resource).orElse(null),
            mayWrite.getAsBoolean());
    return Optional.of(carryOut(resource, tenant, situation, mayWrite));
  }

  private Review carryOut(
      Auth0Tenant resource, Tenant tenant, Situation situation, BooleanSupplier mayWrite) {
    var authority = situation.authority();
    var verdict = Verdict.of(situation);
    verdict
        .found()
        .forEach(grant ->
            recorder.warningOnce(resource, "GrantUndeclared", Wording.found(grant, authority)));
    if (!(verdict.step() instanceof Step.Revoke(var due))) {
      tenant.rateLimiter().cancel(Caller.of(resource));
      return review(
          resource,
          Wording.remark(verdict, resource, authority).stream().toList(),
          verdict.known(),
          verdict.undeclared().size(),
          null);
    }
    var deletions = delete(due, resource, tenant, situation, mayWrite);
    if (deletions.goOn == null) {
      tenant.rateLimiter().cancel(Caller.of(resource));
    }
    var left =
        verdict.known().stream().filter(known -> !deletions.gone.contains(known.id())).toList();
    var then = Verdict.of(situation.with(tenant.grants().all(), left));
    var remarks =
        Optional.ofNullable(deletions.failure)
            .map(failure -> Wording.failed(then, failure))
            .or(() -> Wording.remark(then, resource, authority))
            .stream()
            .toList();
    return review(resource, remarks, left, then.undeclared().size(), deletions.goOn);
  }

  /** Asks again before each whether it is still to be deleted. */
  private Deletions delete(
      List<Grant> due,
      Auth0Tenant resource,
      Tenant tenant,
      Situation situation,
      BooleanSupplier mayWrite) {
    var deletions = new Deletions();
    for (var grant : due) {
      if (!mayWrite.getAsBoolean()) {
        break;
      }
      if (situation.isDeclared().test(grant.key())) {
        continue;
      }
      if (deletions.gone.size() == AT_ONCE) {
        deletions.goOn = tenant.rateLimiter().opens();
        break;
      }
      try (var calls = tenant.calls(Caller.of(resource), false)) {
        if (calls.acquire() instanceof Admission.RetryAt(var moment)) {
          deletions.goOn = moment;
          break;
        }
        delete(grant, resource, tenant, deletions);
      } catch (TenantException e) {
        if (e.failure() instanceof Throttled(_, var until)) {
          deletions.goOn = until;
          break;
        }
        deletions.failure = "%s: %s".formatted(grant.name(), e.failure().message());
        if (!e.failure().isRefusal()) { // which is about this grant, and not about the next
          break;
        }
      }
    }
    return deletions;
  }

  private void delete(Grant grant, Auth0Tenant resource, Tenant tenant, Deletions deletions) {
    var left = tenant.grants().delete(grant, WriteOrigins.of(resource));
    if (left instanceof Found(var shown) && shown.id().equals(grant.id())) {
      deletions.failure = "Auth0 has accepted it and still shows %s.".formatted(grant.name());
      return;
    }
    deletions.gone.add(grant.id());
    LOG.atInfo().addKeyValue("action", "Revoked").log(Wording.revoked(grant));
    recorder.normal(resource, "Revoked", Wording.revoked(grant));
  }

  private Review review(
      Auth0Tenant resource,
      List<Remark> remarks,
      List<KnownGrant> known,
      double undeclared,
      @Nullable Instant goOn) {
    var status = resource.getStatus();
    var shown =
        Remark.shown(status == null ? null : status.conditions()).stream()
            .map(Remark::reason)
            .collect(Collectors.toSet());
    remarks.stream()
        .filter(remark -> ALARMING.contains(remark.reason()) && !shown.contains(remark.reason()))
        .forEach(remark -> {
          LOG.atWarn().addKeyValue("reason", remark.reason()).log(remark.message());
          recorder.warning(resource, remark.reason(), remark.message());
        });
    return new Review(remarks, known.stream().map(KnownGrant::recorded).toList(), undeclared, goOn);
  }

  /**
   * Whether a resource names a grant: at whichever Auth0Tenant, allowed or not, suspended or being
   * deleted. On an API for which the client of some ClientGrant was not found yet, any grant may be
   * that one's.
   */
  private Predicate<GrantKey> declared(String domain) {
    var open =
        index
            .at(_ -> true)
            .filter(resource ->
                resource instanceof ClientGrant grant && index.key(grant, domain).isEmpty())
            .map(resource -> ((ClientGrant) resource).getSpec().audience())
            .map(audience -> audience.replace(SpecMapper.DOMAIN, domain))
            .collect(Collectors.toUnmodifiableSet());
    return key ->
        open.contains(key.audience())
            || index.claimants(key).findAny().isPresent()
            || index.usesOf(key).findAny().isPresent();
  }

  private static Optional<Instant> consent(Auth0Tenant resource) {
    try {
      return Annotations.read(Annotations.REVOKE, resource).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
