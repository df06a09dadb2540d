package io.clientgrant.resilience;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.Condition;
import io.clientgrant.api.RecordedGrant;
import io.clientgrant.simulator.server.RecordedRequest;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.OperatorFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What must hold when all is quiet, as seen from outside: at the API server and the tenant. */
final class Invariants {
  private static final Duration TO_CONVERGE = Duration.ofSeconds(60);

  private final Consumer<List<RecordedRequest>> drained;
  private final OperatorFixture fixture;
  private final Workload workload;
  private final List<StoredGrant> ofOthers;

  /**
   * @param ofOthers the grants at the tenant that no resource is about
   * @param drained takes the requests that the simulator has recorded and forgets
   */
  Invariants(
      OperatorFixture fixture,
      Workload workload,
      List<StoredGrant> ofOthers,
      Consumer<List<RecordedRequest>> drained) {
    this.drained = drained;
    this.fixture = fixture;
    this.workload = workload;
    this.ofOthers = ofOthers;
  }

  /** Waits until everything is as asked, and checks what was done on the way. */
  void awaitAll() {
    await()
        .atMost(TO_CONVERGE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(this::everythingIsAsAsked);
    nothingWasMadeTwice();
    remember();
  }

  /**
   * Waits until each resource tells what would be done, if it is not as asked already, and checks
   * that none of it was: the grants at the tenant are as people left them.
   */
  void awaitAllTold() {
    var asLeft = fixture.simulator.tenant().grants();
    await()
        .atMost(TO_CONVERGE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(this::everythingIsTold);
    assertThat(fixture.writes()).as("writes to a tenant that is only observed").isZero();
    assertThat(fixture.simulator.tenant().grants()).isEqualTo(asLeft);
  }

  private void everythingIsTold() {
    var resources = resources();
    workload.slots.stream()
        .filter(slot -> slot.resource.isPresent())
        .forEach(slot -> {
          var resource = resources.remove(slot.resource.orElseThrow());
          isHeldOrWithheld(slot, requireNonNull(resource));
        });
    assertThat(resources.values())
        .as("the resources that people have deleted")
        .allSatisfy(resource -> isWithheld(resource, "DeletionBlocked"));
    workload.associating.everythingIsTold();
    workload.referring.everythingIsTold();
  }

  private void isHeldOrWithheld(Slot slot, ClientGrant resource) {
    var reason = ready(resource).reason();
    if (reason.equals("InSync") || (slot.hasExpired() && reason.equals("Expired"))) {
      isHeld(slot, resource);
    } else {
      isWithheld(resource, "Would");
    }
  }

  private static void isWithheld(ClientGrant resource, String reason) {
    var ready = ready(resource);
    assertThat(ready.reason()).startsWith(reason);
    assertThat(ready.message()).startsWith("The tenant is in mode Observe.");
  }

  private static Condition ready(ClientGrant resource) {
    var status = requireNonNull(resource.getStatus());
    assertThat(status.observedGeneration())
        .as("what the status of %s speaks of", resource.getMetadata().getName())
        .isEqualTo(resource.getMetadata().getGeneration());
    return requireNonNull(status.conditions()).getFirst();
  }

  private Map<String, ClientGrant> resources() {
    return fixture.grants().list().getItems().stream()
        .filter(resource -> !resource.getMetadata().getName().startsWith(Referring.PREFIX))
        .collect(Collectors.toMap(r -> r.getMetadata().getName(), Function.identity()));
  }

  private void everythingIsAsAsked() {
    var resources = resources();
    assertThat(resources.keySet())
        .as("the resources that are left, finalizers and all")
        .isEqualTo(
            workload.slots.stream()
                .flatMap(slot -> slot.resource.stream())
                .collect(Collectors.toSet()));
    workload.slots.forEach(slot -> {
      slot.resource.ifPresentOrElse(
          name -> isHeld(slot, requireNonNull(resources.get(name))), () -> isLeft(slot));
    });
    assertThat(fixture.simulator.tenant().grants())
        .as("the grants of others")
        .containsAll(ofOthers)
        .hasSize(ofOthers.size() + grantsOfSlots() + workload.referring.grants());
    workload.associating.everythingIsAsAsked();
    workload.referring.everythingIsAsAsked();
  }

  private static void isGone(Slot slot, Optional<StoredGrant> remote, ClientGrant resource) {
    assertThat(ready(resource).reason()).as("%s", slot).isEqualTo("Expired");
    assertThat(ready(resource).message()).doesNotContain("Still granted");
    assertThat(requireNonNull(resource.getStatus()).grant()).as("%s", slot).isNull();
    assertThat(requireNonNull(resource.getStatus()).pending()).as("%s", slot).isNull();
    assertThat(remote).as("the grant of %s, which has ended", slot).isEmpty();
  }

  private static void isHeld(Slot slot, Optional<StoredGrant> remote, ClientGrant resource) {
    if (slot.hasExpired()) {
      isGone(slot, remote, resource);
      return;
    }
    var status = requireNonNull(resource.getStatus());
    assertThat(status.observedGeneration())
        .as("what the status of %s speaks of", slot)
        .isEqualTo(resource.getMetadata().getGeneration());
    assertThat(requireNonNull(status.conditions()))
        .as("the conditions of %s", slot)
        .hasSize(slot.isRefused() ? 2 : 1)
        .first()
        .satisfies(ready -> {
          assertThat(ready.type() + "=" + ready.status())
              .isEqualTo(slot.isRefused() ? "Ready=False" : "Ready=True");
          assertThat(ready.reason()).isEqualTo(slot.isRefused() ? "Invalid" : "InSync");
          assertThat(ready.message()).doesNotContain("Still granted");
        });
    assertThat(status.pending()).as("what is pending for %s", slot).isNull();
    var held = requireNonNull(status.grant());
    var grant = remote.orElseThrow(() -> new AssertionError("no grant at the tenant for " + slot));
    assertThat(held.id()).as("the grant of %s", slot).isEqualTo(grant.id());
    assertThat(held.origin())
        .as("the origin of %s", slot)
        .isEqualTo(slot.kind == Slot.Kind.CREATED ? "Created" : "Adopted");
    if (slot.isRefused()) {
      isNarrowed(slot, grant);
    } else {
      isAsAsked(slot, grant, held);
    }
    slot.grantId.ifPresent(id ->
        assertThat(grant.id()).as("the grant of %s, which nothing ended", slot).isEqualTo(id));
  }

  private static void isAsAsked(Slot slot, StoredGrant grant, RecordedGrant held) {
    assertThat(new TreeSet<>(grant.scope().orElseThrow()))
        .as("the scope of %s", slot)
        .isEqualTo(new TreeSet<>(slot.scope));
    assertThat(grant.organizationUsage().orElse("deny"))
        .as("the use of organizations of %s", slot)
        .isEqualTo(slot.allowsOrganizations ? "allow" : "deny");
    assertThat(requireNonNull(held.managedFields()).contains("organizationUsage"))
        .as("whether %s manages the use of organizations", slot)
        .isEqualTo(slot.allowsOrganizations);
  }

  /** What it asks for is refused; what it does not ask for is gone all the same. */
  private static void isNarrowed(Slot slot, StoredGrant grant) {
    assertThat(slot.scope).as("the scope of %s", slot).containsAll(grant.scope().orElseThrow());
    if (!slot.allowsOrganizations) {
      assertThat(grant.organizationUsage().orElse("deny"))
          .as("the use of organizations of %s", slot)
          .isEqualTo("deny");
    }
  }

  private void isHeld(Slot slot, ClientGrant resource) {
    isHeld(slot, fixture.remote(slot.client), resource);
  }

  private void isLeft(Slot slot) {
    assertThat(fixture.remote(slot.client).isPresent())
        .as("whether a grant is left of %s", slot)
        .isEqualTo(slot.kind == Slot.Kind.ADOPTED_AND_KEPT);
  }

  private int grantsOfSlots() {
    return (int)
        workload.slots.stream()
            .filter(slot ->
                (slot.resource.isPresent() && !slot.hasExpired())
                    || slot.kind == Slot.Kind.ADOPTED_AND_KEPT)
            .count();
  }

  private void nothingWasMadeTwice() {
    workload.associating.nothingWasMadeTwice();
    var requests = fixture.simulator.requests().drain();
    drained.accept(requests);
    var posts =
        requests.stream()
            .filter(request -> request.route().equals("POST /api/v2/client-grants"))
            .collect(Collectors.groupingBy(post -> post.status().orElse(0)));
    assertThat(posts.getOrDefault(201, List.of()))
        .as("creations that took effect")
        .hasSizeLessThanOrEqualTo(
            workload.creationsAskedFor + workload.referring.takeCreationsAskedFor());
    workload.creationsAskedFor = 0;
    assertThat(posts.getOrDefault(409, List.of()))
        .as("creations of what was there, but for grants made by hand")
        .allMatch(this::isOfAGrantMadeByHand);
  }

  private boolean isOfAGrantMadeByHand(RecordedRequest post) {
    return workload.slots.stream()
        .filter(slot -> slot.kind != Slot.Kind.CREATED)
        .anyMatch(slot -> post.body().contains("\"" + slot.client + "\""));
  }

  private void remember() {
    var ids =
        fixture.simulator.tenant().grants().stream()
            .filter(grant -> grant.clientId().isPresent())
            .collect(
                Collectors.toMap(
                    g -> g.clientId().orElseThrow(), StoredGrant::id, (one, _) -> one));
    workload.slots.forEach(slot -> {
      slot.ending = false;
      slot.isRestored = false;
    });
    workload.slots.stream()
        .filter(slot -> slot.resource.isPresent())
        .forEach(slot -> slot.grantId = Optional.ofNullable(ids.get(slot.client)));
  }
}
