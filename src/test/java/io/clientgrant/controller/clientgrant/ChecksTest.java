package io.clientgrant.controller.clientgrant;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.auth0.Bounds;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.TenantConnector;
import io.clientgrant.auth0.api.WriteOrigin;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential;
import io.clientgrant.controller.clientgrant.Checks.Check;
import io.clientgrant.controller.facts.DriftHistory;
import io.clientgrant.controller.facts.EndDate;
import io.clientgrant.controller.facts.Facts;
import io.clientgrant.controller.facts.Facts.Uses;
import io.clientgrant.controller.facts.ResourceFacts;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.tenant.Mode;
import io.clientgrant.controller.tenant.TenantSnapshot;
import io.clientgrant.grant.Change;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Digest;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value.Text;
import io.clientgrant.grant.plan.Claimant;
import io.clientgrant.grant.plan.Goal;
import io.clientgrant.grant.plan.Observation;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import io.clientgrant.grant.plan.Plan;
import io.clientgrant.grant.plan.Plan.ReleaseReason;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.DeletionPolicy;
import io.clientgrant.grant.policy.Guardrails;
import io.clientgrant.grant.policy.Guardrails.Decision;
import io.clientgrant.grant.policy.Refusal;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final GrantId ID = new GrantId("cgr_1");
  private static final GrantKey KEY =
      new GrantKey("example.eu.auth0.com", new Grantee.Client("billing"), "https://api", "client");
  private static final Grant GRANT = new Grant(ID, KEY, Settings.NONE, false);
  private static final Owned CREATED = new Owned(ID, KEY, Origin.CREATED, Set.of());
  private static final Owned ADOPTED = new Owned(ID, KEY, Origin.ADOPTED, Set.of());
  private static final PendingCreate PENDING =
      new PendingCreate(Digest.of(KEY, Settings.NONE), NOW);
  private static final List<Change> CHANGES =
      List.of(new Change(Field.ORGANIZATION_USAGE, new Text("allow"), new Text("deny")));
  private static final Decision DENIED = new Decision.Denied(new Refusal("NotAllowed", ""));
  private static final Decision ALLOWED =
      new Decision.Allowed(AdoptionPolicy.ALWAYS, DeletionPolicy.ALWAYS);
  private static final Grant ALLOWING =
      new Grant(ID, KEY, Settings.NONE.with(Field.ORGANIZATION_USAGE, new Text("allow")), false);
  private static final TenantLookup UNRESOLVED =
      new TenantLookup.Unresolved(ReadyState.reconciling("ClientGrantNotFound", "Create it."));
  private static final GrantKey USE = KEY.forOrganization("org_1");
  private static final DriftHistory CONTESTED =
      DriftHistory.NONE.corrected(NOW).corrected(NOW).corrected(NOW);

  private static final EndDate PAST = new EndDate.Known(NOW, NOW);

  /** One of each, and an adoption with and without changes. */
  private static final List<Plan> PLANS =
      List.of(
          new Plan.InSync(CREATED),
          new Plan.Create(new DesiredGrant(KEY, false, Settings.NONE)),
          new Plan.Adopt(GRANT, CREATED, List.of()),
          new Plan.Adopt(GRANT, CREATED, CHANGES),
          new Plan.Update(GRANT, CREATED, CHANGES),
          new Plan.Delete(GRANT),
          new Plan.HandOver("ns/successor"),
          new Plan.Release(ReleaseReason.KEPT),
          new Plan.Refuse(new Refusal("NotAllowed", "")),
          new Plan.AwaitPendingCreate());

  private final Tenant tenant =
      new TenantConnector(
              new OkHttpClient(),
              new SimpleMeterRegistry(),
              InstantSource.fixed(NOW),
              Duration.ofSeconds(1),
              Bounds.of(256L * 1024 * 1024, 10_000))
          .connect(
              new Connection(
                  KEY.domain(),
                  HttpUrl.get("https://example.eu.auth0.com"),
                  new Credential.SharedSecret("own", "secret"),
                  CaBundle.OF_THE_SYSTEM,
                  Set.of()));

  @Test
  void theDocumentationShowsTheListsInTheirOrder() throws IOException {
    var documented = documented();

    assertThat(documented.keySet())
        .containsExactlyElementsOf(
            Stream.of(Checks.ENSURE, Checks.REMOVE, Checks.EXECUTE)
                .flatMap(List::stream)
                .map(Check::name)
                .toList());
  }

  @Test
  void eachCheckHasTheDocumentedReason() throws IOException {
    var results = new LinkedHashMap<String, String>();
    Checks.ENSURE.forEach(
        check -> results.put(check.name(), told(Checks.beforePlanning(staying(check.name())))));
    Checks.REMOVE.forEach(
        check -> results.put(check.name(), told(Checks.beforePlanning(leaving(check.name())))));
    Checks.EXECUTE.forEach(check -> results.put(check.name(), told(held(check.name()))));

    assertThat(results).isEqualTo(documented());
  }

  @Test
  void aResourceWithoutATenantIsAlwaysSettled() {
    for (var lookup :
        List.of(new TenantLookup.Missing(), new TenantLookup.NotReady(), UNRESOLVED)) {
      for (var ownership : List.of(new None(), PENDING, CREATED, ADOPTED)) {
        for (var policy : DeletionPolicy.values()) {
          for (var leaves : List.of(true, false)) {
            var facts = new Sample().at(lookup).owning(ownership).policy(policy).leaving(leaves);

            assertThat(Checks.beforePlanning(facts.resource())).isPresent();
          }
        }
      }
    }
  }

  @Test
  void aCheckOfTheTenantDoesNotHoldBackADeletionThatNeedsNone() {
    var missing = new Sample().at(new TenantLookup.Missing()).leaving(true);

    assertThat(told(Checks.beforePlanning(missing.owning(new None()).resource())))
        .isEqualTo("goes");
    assertThat(told(Checks.beforePlanning(missing.owning(CREATED).released().resource())))
        .isEqualTo("goes");
  }

  @Test
  void aResourceThatMayHaveItsGrantIsPlanned() {
    assertThat(Checks.beforePlanning(new Sample().resource())).isEmpty();
    assertThat(Checks.beforePlanning(new Sample().owning(CREATED).leaving(true).resource()))
        .isEmpty();
  }

  @Test
  void thereIsOneOfEachPlan() {
    assertThat(PLANS)
        .extracting(Plan::getClass)
        .map(Object.class::cast)
        .containsAll(List.of(Plan.class.getPermittedSubclasses()));
  }

  @Test
  void inModeObserveNoPlanThatCallsTheTenantIsExecuted() {
    var observed = new Sample().mode(Mode.OBSERVE).facts();

    assertThat(PLANS.stream().filter(Plan::callsTenant))
        .isNotEmpty()
        .allMatch(plan -> Checks.beforeExecution(observed, plan).isPresent());
  }

  @Test
  void ofAnUnverifiedResourceOnlyTheDeletionIsHeldBack() {
    var unverified = new Sample().unverified().facts();

    assertThat(PLANS.stream().filter(plan -> Checks.beforeExecution(unverified, plan).isPresent()))
        .containsExactly(new Plan.Delete(GRANT));
  }

  @Test
  void aContestedGrantIsLeftAloneExceptForAUser() {
    var contested = new Sample().drift(CONTESTED);

    assertThat(PLANS)
        .allMatch(plan ->
            Checks.beforeExecution(contested.facts(), plan).isPresent()
                == (plan.callsTenant() && !(plan instanceof Plan.Delete)));
    assertThat(PLANS)
        .allMatch(plan -> Checks.beforeExecution(contested.userWaits().facts(), plan).isEmpty());
  }

  /** As at a deletion: a rule that was withdrawn does not keep the access that it allowed. */
  @Test
  void aDeniedGrantStillEnds() {
    var denied = new Sample().owning(CREATED).ending(PAST).decision(DENIED);

    assertThat(Checks.beforePlanning(denied.resource())).isEmpty();
    assertThat(told(Checks.beforeExecution(denied.unverified().facts(), new Plan.Delete(GRANT))))
        .isEqualTo("DeletionBlocked");
  }

  @Test
  void suspensionKeepsAGrantThatHasEndedAndSaysSo() {
    var suspended = new Sample().suspended().ending(PAST);

    assertThat(Checks.beforePlanning(suspended.owning(CREATED).resource()))
        .hasValueSatisfying(result -> {
          assertThat(result.state().reason()).isEqualTo("Suspended");
          assertThat(result.state().message()).contains("2026-01-01T00:00:00Z has come");
        });
    assertThat(Checks.beforePlanning(suspended.owning(new None()).resource()))
        .hasValueSatisfying(
            result -> assertThat(result.state().message()).doesNotContain("has come"));
  }

  @Test
  void inModeObserveAnEndIsTold() {
    var observed = new Sample().mode(Mode.OBSERVE).owning(CREATED).ending(PAST).facts();

    assertThat(told(Checks.beforeExecution(observed, new Plan.Delete(GRANT))))
        .isEqualTo("WouldDelete");
    assertThat(told(Checks.beforeExecution(observed, new Plan.HandOver("ns/other"))))
        .isEqualTo("WouldHandOver");
  }

  /** Nothing is deleted there, associations or not. */
  @Test
  void inModeObserveAnEndIsToldBeforeTheAssociationsThatWouldGoFirst() {
    var observed =
        new Sample().mode(Mode.OBSERVE).owning(CREATED).ending(PAST).leftBy("ns/use").facts();

    assertThat(told(Checks.beforeExecution(observed, new Plan.Delete(GRANT))))
        .isEqualTo("WouldDelete");
  }

  @Test
  void withoutAnObstacleEveryPlanIsExecuted() {
    assertThat(PLANS)
        .allMatch(plan -> Checks.beforeExecution(new Sample().facts(), plan).isEmpty());
  }

  private ResourceFacts staying(String check) {
    var sample = new Sample();
    return switch (check) {
      case "suspended" -> sample.suspended().resource();
      case "let go" -> sample.tenantReleasing().resource();
      case "tenant not found" -> sample.at(new TenantLookup.Missing()).resource();
      case "tenant not ready" -> sample.at(new TenantLookup.NotReady()).resource();
      case "ClientGrant not usable" -> sample.at(UNRESOLVED).resource();
      case "time unknown" -> sample.ending(new EndDate.Unknown(NOW)).resource();
      case "not allowed" -> sample.decision(DENIED).resource();
      default -> throw new AssertionError(check);
    };
  }

  private ResourceFacts leaving(String check) {
    var sample = new Sample().leaving(true).owning(CREATED);
    return switch (check) {
      case "nothing owned" -> sample.owning(new None()).resource();
      case "released" -> sample.released().resource();
      case "let go while deleted" -> sample.tenantReleasing().resource();
      case "suspended while deleted" -> sample.suspended().resource();
      case "never deleted" -> sample.owning(PENDING).policy(DeletionPolicy.NEVER).resource();
      case "kept without its tenant" ->
          sample.owning(ADOPTED).at(new TenantLookup.Missing()).resource();
      case "deletion without its tenant" -> sample.at(new TenantLookup.NotReady()).resource();
      default -> throw new AssertionError(check);
    };
  }

  private Optional<ReconcileResult> held(String check) {
    var sample = new Sample();
    var create = PLANS.get(1);
    var delete = new Plan.Delete(GRANT);
    return switch (check) {
      case "holder unknown" -> Checks.beforeExecution(sample.holderUnknown().facts(), create);
      case "grant not found" ->
          Checks.beforeExecution(sample.about(USE).facts(), new Plan.AwaitPendingCreate());
      case "another grant" -> {
        var held = new Owned(ID, KEY.forOrganization("org_2"), Origin.CREATED, Set.of());
        yield Checks.beforeExecution(sample.about(USE).owning(held).of(ALLOWING).facts(), create);
      }
      case "organizations denied" ->
          Checks.beforeExecution(sample.about(USE).of(GRANT).facts(), create);
      case "associations first" -> Checks.beforeExecution(sample.leftBy("ns/use").facts(), delete);
      case "observe only" -> Checks.beforeExecution(sample.mode(Mode.OBSERVE).facts(), create);
      case "ownership unverified" -> Checks.beforeExecution(sample.unverified().facts(), delete);
      case "contested" -> Checks.beforeExecution(sample.drift(CONTESTED).facts(), create);
      default -> throw new AssertionError(check);
    };
  }

  /** What the documentation says of a result: that the resource goes, or the reason. */
  private static String told(Optional<ReconcileResult> result) {
    var found = result.orElseThrow();
    return found.requeue() instanceof Requeue.RemoveFinalizer ? "goes" : found.state().reason();
  }

  /** The checks in docs/behaviour.md, each with its reason. */
  private static Map<String, String> documented() throws IOException {
    var lines = Files.readAllLines(Path.of("docs/behaviour.md"));
    var first = lines.indexOf("before planning, for a ClientGrant that stays");
    var rows = new LinkedHashMap<String, String>();
    lines.stream()
        .skip(first)
        .takeWhile(line -> !line.equals("```"))
        .filter(line -> line.startsWith("  "))
        .map(line -> line.split("\\|"))
        .forEach(cells -> rows.put(cells[0].strip(), cells[1].strip()));
    return rows;
  }

  /** Facts about a resource that may have its grant, changed one by one. */
  private final class Sample {
    private boolean leaves;
    private boolean isSuspended;
    private boolean isReleased;
    private boolean isTenantReleasing;
    private boolean userWaits;
    private boolean isHolderUnknown;
    private boolean isVerified = true;
    private GrantKey key = KEY;
    private Observation clientGrant = new Observation.Absent();
    private Uses uses = Uses.NONE;
    private DeletionPolicy policy = DeletionPolicy.IF_CREATED;
    private Ownership ownership = new None();
    private DriftHistory drift = DriftHistory.NONE;
    private Mode mode = Mode.ENFORCE;
    private EndDate endDate = new EndDate.None();
    private final List<TenantLookup> lookups = new ArrayList<>();

    Sample leaving(boolean now) {
      leaves = now;
      return this;
    }

    Sample about(GrantKey other) {
      key = other;
      return this;
    }

    Sample of(Grant grant) {
      clientGrant = new Observation.Found(grant);
      return this;
    }

    Sample leftBy(String use) {
      uses = new Uses(false, List.of(use));
      return this;
    }

    Sample suspended() {
      isSuspended = true;
      return this;
    }

    Sample released() {
      isReleased = true;
      return this;
    }

    Sample tenantReleasing() {
      isTenantReleasing = true;
      return this;
    }

    Sample userWaits() {
      userWaits = true;
      return this;
    }

    Sample holderUnknown() {
      isHolderUnknown = true;
      return this;
    }

    Sample unverified() {
      isVerified = false;
      return this;
    }

    Sample policy(DeletionPolicy now) {
      policy = now;
      return this;
    }

    Sample owning(Ownership now) {
      ownership = now;
      return this;
    }

    Sample drift(DriftHistory now) {
      drift = now;
      return this;
    }

    Sample mode(Mode now) {
      mode = now;
      return this;
    }

    Sample ending(EndDate now) {
      endDate = now;
      return this;
    }

    Sample at(TenantLookup lookup) {
      lookups.add(lookup);
      return this;
    }

    Sample decision(Decision decision) {
      return at(ready(decision));
    }

    private TenantLookup.Ready ready(Decision decision) {
      var guardrails = new Guardrails("ns", Set.of(), List.of());
      return new TenantLookup.Ready(
          new TenantSnapshot(tenant, KEY.domain(), guardrails, mode),
          new DesiredGrant(KEY, false, Settings.NONE),
          decision,
          endDate);
    }

    ResourceFacts resource() {
      return new ResourceFacts(
          new WriteOrigin("ClientGrant", "ns", "name", "uid", 1, ""),
          new ResourceID("tenant", "ns"),
          leaves,
          isSuspended,
          policy,
          ownership,
          isReleased,
          isTenantReleasing,
          null,
          userWaits,
          0,
          drift,
          0,
          NOW,
          lookups.isEmpty() ? ready(ALLOWED) : requireNonNull(lookups.getLast()));
    }

    Facts facts() {
      var desired = new DesiredGrant(key, false, Settings.NONE);
      var goal = new Goal.Ensure(desired, AdoptionPolicy.ALWAYS, AdoptionPolicy.ALWAYS);
      return new Facts(
          resource(),
          ready(isVerified ? ALLOWED : DENIED),
          new Claimant("uid", "ns/name", NOW, goal, ownership, true, true),
          List.of(),
          isHolderUnknown,
          new Observation.Absent(),
          clientGrant,
          uses,
          false);
    }
  }
}
