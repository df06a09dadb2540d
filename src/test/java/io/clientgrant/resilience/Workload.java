package io.clientgrant.resilience;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.clientgrant.CrashPoint.Place;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What users do, and people at the tenant behind the operator's back: applies, edits, renames and
 * deletions. It keeps to what has one right end, whenever the operator is killed.
 */
final class Workload {
  private static final List<String> SCOPES =
      List.of("read:invoices", "write:invoices", "delete:invoices");

  final List<Slot> slots;

  /** How often since the last check a grant had to be created, at most. */
  int creationsAskedFor;

  private final OperatorFixture fixture;
  private final Random random;
  private int madeByHand;

  Workload(OperatorFixture fixture, Random random) {
    this.fixture = fixture;
    this.random = random;
    this.slots =
        IntStream.rangeClosed(1, 18)
            .mapToObj(number -> new Slot(OperatorFixture.client(number), kind(number)))
            .toList();
    slots.stream()
        .filter(slot -> slot.kind == Slot.Kind.ADOPTED_AND_KEPT)
        .forEach(this::makeByHand);
  }

  private static Slot.Kind kind(int number) {
    return switch (number % 6) {
      case 0 -> Slot.Kind.ADOPTED_AND_KEPT;
      case 3 -> Slot.Kind.ADOPTED_AND_DELETED;
      default -> Slot.Kind.CREATED;
    };
  }

  /** Does something that makes the operator pass a place; mostly. */
  void provoke(Place place) {
    switch (place) {
      case INTENT_RECORDED, CREATED, OWNERSHIP_SIGNED -> {
        if (!on(slot -> mayCome(slot) && slot.kind == Slot.Kind.CREATED, this::apply)) {
          on(this::mayLoseItsGrant, this::deleteByHand);
        }
      }
      case UPDATED, REPORTED -> {
        if (!on(slot -> slot.resource.isPresent(), this::edit)) {
          on(Workload::mayCome, this::apply);
        }
      }
      case DELETED -> {
        if (!on(this::mayGo, this::delete)) {
          on(Workload::mayCome, this::apply);
        }
      }
    }
  }

  /** Does anything. */
  void step() {
    switch (random.nextInt(9)) {
      case 0, 1 -> on(Workload::mayCome, this::apply);
      case 2, 3 -> on(slot -> slot.resource.isPresent(), this::edit);
      case 4 -> on(this::mayGo, this::delete);
      case 5 -> on(this::isInSync, this::rename);
      case 6 -> on(this::isInSync, this::editByHand);
      case 7 -> on(this::isQuiet, this::restore);
      default -> on(this::mayLoseItsGrant, this::deleteByHand);
    }
  }

  /** Asks for every grant that nobody asks for. */
  void applyEverything() {
    slots.stream().filter(Workload::mayCome).forEach(this::apply);
  }

  /** Deletes all that is left. */
  void deleteEverything() {
    slots.stream().filter(slot -> slot.resource.isPresent()).forEach(this::delete);
  }

  private boolean on(Predicate<Slot> suitable, java.util.function.Consumer<Slot> deed) {
    var shuffled = new ArrayList<>(slots);
    Collections.shuffle(shuffled, random);
    var chosen = shuffled.stream().filter(suitable).findFirst();
    chosen.ifPresent(deed);
    return chosen.isPresent();
  }

  private static boolean mayCome(Slot slot) {
    return slot.resource.isEmpty() && !slot.ending;
  }

  private void apply(Slot slot) {
    slot.scope = anyScopes();
    slot.allowsOrganizations = slot.kind == Slot.Kind.CREATED && random.nextBoolean();
    slot.resource = Optional.of(slot.nextName());
    if (slot.kind == Slot.Kind.CREATED) {
      creationsAskedFor++;
    } else if (fixture.remote(slot.client).isEmpty()) {
      makeByHand(slot); // most often so late that the operator does not know of it
    }
    applySpec(slot);
  }

  private void edit(Slot slot) {
    slot.scope = anyScopes();
    slot.allowsOrganizations = slot.kind == Slot.Kind.CREATED && random.nextBoolean();
    applySpec(slot);
  }

  /** An adopted grant may go only when its resource holds it: else nobody has adopted it. */
  private boolean mayGo(Slot slot) {
    return slot.resource.isPresent() && (slot.kind == Slot.Kind.CREATED || isInSync(slot));
  }

  private void delete(Slot slot) {
    fixture.grants().withName(slot.resource.orElseThrow()).delete();
    slot.resource = Optional.empty();
    slot.grantId = Optional.empty();
    slot.ending = slot.kind == Slot.Kind.ADOPTED_AND_DELETED;
  }

  /** A successor for the same key, then the deletion of the predecessor. */
  private void rename(Slot slot) {
    var predecessor = slot.resource.orElseThrow();
    slot.grantId = fixture.remote(slot.client).map(StoredGrant::id);
    slot.resource = Optional.of(slot.nextName());
    if (random.nextBoolean()) {
      slot.scope = anyScopes();
    }
    applySpec(slot);
    fixture.grants().withName(predecessor).delete();
  }

  private void editByHand(Slot slot) {
    fixture
        .remote(slot.client)
        .ifPresent(grant ->
            fixture.simulator.tenant().put(grant.withScope(anyScopes().toArray(String[]::new))));
  }

  /**
   * A resource goes by force, and comes back from a backup: without its status, and with its
   * finalizer. Without the finalizer it could go before the operator has seen it.
   */
  private void restore(Slot slot) {
    slot.grantId = fixture.remote(slot.client).map(StoredGrant::id);
    var name = slot.resource.orElseThrow();
    var finalizers = fixture.grant(name).getMetadata().getFinalizers();
    var resource = fixture.grants().withName(name);
    Optional<ClientGrant> backup = Optional.empty();
    while (backup.isEmpty()) {
      backup = takeAway(resource);
    }
    var meta = backup.get().getMetadata();
    var restored = new ClientGrant();
    restored.setMetadata(
        new ObjectMetaBuilder()
            .withName(meta.getName())
            .withNamespace(meta.getNamespace())
            .withAnnotations(meta.getAnnotations())
            .withFinalizers(finalizers)
            .build());
    restored.setSpec(backup.get().getSpec());
    // by the manager of the next edit, which could not drop a field of another's
    fixture.user.resource(restored).serverSideApply();
  }

  /** Removes it by force; empty if the operator has written it meanwhile, and it is still there. */
  private static Optional<ClientGrant> takeAway(Resource<ClientGrant> resource) {
    try {
      var bare =
          resource.edit(grant -> {
            grant.getMetadata().setFinalizers(List.of());
            return grant;
          });
      resource.lockResourceVersion(bare.getMetadata().getResourceVersion()).delete();
      return Optional.of(bare);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether the status tells of the newest spec that the tenant is as asked. */
  private boolean isQuiet(Slot slot) {
    return isInSync(slot)
        && slot.resource
            .map(name -> fixture.grants().withName(name).get())
            .filter(Workload::isReady)
            .isPresent();
  }

  private static boolean isReady(ClientGrant grant) {
    var status = grant.getStatus();
    return status != null
        && grant.getMetadata().getGeneration().equals(status.observedGeneration())
        && Conditions.isReady(status.conditions());
  }

  private boolean mayLoseItsGrant(Slot slot) {
    return slot.kind == Slot.Kind.CREATED && isInSync(slot);
  }

  private void deleteByHand(Slot slot) {
    creationsAskedFor++;
    slot.grantId = Optional.empty();
    fixture
        .remote(slot.client)
        .map(StoredGrant::id)
        .ifPresent(fixture.simulator.tenant()::removeGrant);
  }

  /** Never what a resource asks for: nobody could tell it from a creation that was cut off. */
  private void makeByHand(Slot slot) {
    var id = "cgr_madebyhand%06d".formatted(++madeByHand);
    fixture.simulator.tenant().put(StoredGrant.of(id, slot.client, OperatorFixture.AUDIENCE));
  }

  private void applySpec(Slot slot) {
    fixture.applyGrant(slot.resource.orElseThrow(), slot.client, slot.fields());
  }

  /** Whether the resource holds the grant that is at the tenant, and says so. */
  private boolean isInSync(Slot slot) {
    return slot.resource
        .map(name -> fixture.grants().withName(name).get())
        .map(ClientGrant::getStatus)
        .flatMap(status -> Optional.ofNullable(status.grant()))
        .map(
            held -> fixture.remote(slot.client).map(StoredGrant::id).equals(Optional.of(held.id())))
        .orElse(false);
  }

  /** One at least. */
  private List<String> anyScopes() {
    var shuffled = new ArrayList<>(SCOPES);
    Collections.shuffle(shuffled, random);
    return List.copyOf(shuffled.subList(0, 1 + random.nextInt(SCOPES.size())));
  }
}
