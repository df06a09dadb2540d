package io.clientgrant.resilience;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.clientgrant.CrashPoint.Place;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.OperatorFixture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What users do, and people at the tenant behind the operator's back: applies, edits, renames,
 * deletions, end dates, and grants that are made anew. It keeps to what has one right end, whenever
 * the operator is killed.
 */
final class Workload {
  private static final int NOT_USED = 18;
  private static final List<String> SCOPES =
      List.of("read:invoices", "write:invoices", "delete:invoices");

  final List<Slot> slots;
  final Associating associating;
  final Referring referring;

  /** How often since the last check a grant had to be created, at most. */
  int creationsAskedFor;

  private final OperatorFixture fixture;
  private final Random random;
  private final ByHand byHand;

  Workload(OperatorFixture fixture, Random random) {
    this.fixture = fixture;
    this.random = random;
    this.byHand = new ByHand(fixture);
    this.slots =
        IntStream.rangeClosed(1, 20)
            .mapToObj(
                number -> new Slot(OperatorFixture.client(number), kind(number), number > NOT_USED))
            .toList();
    this.associating =
        new Associating(fixture, random, slots.stream().filter(slot -> slot.isUsed).toList());
    this.referring = new Referring(fixture, random);
    slots.stream()
        .filter(slot -> slot.kind == Slot.Kind.ADOPTED_AND_KEPT)
        .forEach(slot -> byHand.make(slot.client));
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
        if (!on(this::mayBeEdited, this::edit)) {
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
    switch (random.nextInt(18)) {
      case 0, 1 -> on(Workload::mayCome, this::apply);
      case 2, 3 -> on(this::mayBeEdited, this::edit);
      case 4 -> on(this::mayGo, this::delete);
      case 5 -> on(this::mayBeRenamed, this::rename);
      case 6 -> on(this::isInSync, this::editByHand);
      case 7 -> on(this::isQuiet, this::restore);
      case 8 -> on(this::mayBeMadeAnew, this::makeAnewByHand);
      case 9 -> on(this::mayBeMadeAnew, this::makeAnewByHandAndRename);
      case 10 -> on(this::isInSync, this::askForTooMuch);
      case 11 -> on(this::mayLoseItsGrant, this::end);
      case 12 -> on(Slot::hasExpired, this::extend);
      case 13, 14 -> associating.step();
      case 15, 16 -> referring.step();
      default -> on(this::mayLoseItsGrant, this::deleteByHand);
    }
  }

  /** Asks for every grant that nobody asks for. */
  void applyEverything() {
    slots.stream().filter(Workload::mayCome).forEach(this::apply);
    associating.applyEverything();
    referring.applyEverything();
  }

  /** Deletes all that is left. */
  void deleteEverything() {
    slots.stream().filter(slot -> slot.resource.isPresent()).forEach(this::delete);
    associating.deleteEverything();
    referring.deleteEverything();
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
    slot.did("apply");
    slot.scope = anyScopes();
    slot.allowsOrganizations = mayAllowOrganizations(slot);
    slot.end = Optional.empty();
    slot.resource = Optional.of(slot.nextName());
    if (slot.kind == Slot.Kind.CREATED) {
      creationIsAskedFor(slot);
    } else if (fixture.remote(slot.client).isEmpty()) {
      byHand.make(slot.client); // most often so late that the operator does not know of it
    }
    applySpec(slot);
  }

  private boolean mayAllowOrganizations(Slot slot) {
    return slot.isUsed || (slot.kind == Slot.Kind.CREATED && random.nextBoolean());
  }

  private void creationIsAskedFor(Slot slot) {
    creationsAskedFor++;
    associating.mayBeAssociatedAgain(slot);
  }

  /**
   * An edit takes away the annotation that came with a backup, since it is by the manager that has
   * put it there. So the operator must have seen it before.
   */
  private boolean mayBeEdited(Slot slot) {
    return slot.resource.isPresent() && !slot.hasExpired() && (!slot.isRestored || isInSync(slot));
  }

  private void edit(Slot slot) {
    slot.did("edit");
    slot.scope = anyScopes();
    slot.allowsOrganizations = mayAllowOrganizations(slot);
    if (slot.allowsOrganizations) {
      associating.mayBeAssociatedAgain(slot);
    }
    applySpec(slot);
  }

  /** The end date comes: the grant goes, and the resource stays. */
  private void end(Slot slot) {
    slot.did("end");
    slot.end = Optional.of(Slot.PAST);
    slot.grantId = Optional.empty();
    applySpec(slot);
  }

  /** Another end date, or none, brings the grant back. */
  private void extend(Slot slot) {
    slot.did("extend");
    slot.end = random.nextBoolean() ? Optional.of(Slot.FAR) : Optional.empty();
    creationIsAskedFor(slot);
    applySpec(slot);
  }

  /** Takes a scope away, and asks for one that Auth0 refuses: the change as a whole is refused. */
  private void askForTooMuch(Slot slot) {
    slot.did("ask for too much");
    var less = new ArrayList<>(anyScopes());
    less.set(0, Slot.UNDEFINED);
    slot.scope = less;
    applySpec(slot);
  }

  /** An adopted grant may go only when its resource holds it: else nobody has adopted it. */
  private boolean mayGo(Slot slot) {
    return slot.resource.isPresent()
        && (slot.kind == Slot.Kind.CREATED || isInSync(slot))
        && waitsForTheOperator(slot);
  }

  private boolean mayBeRenamed(Slot slot) {
    return isInSync(slot) && waitsForTheOperator(slot);
  }

  /**
   * Whether a deletion waits for the operator. An edit takes away the finalizer that came with a
   * backup, and the annotation too. Until the operator has set the finalizer again, a deletion goes
   * unnoticed.
   */
  private boolean waitsForTheOperator(Slot slot) {
    return !slot.isRestored
        || slot.resource
            .map(name -> fixture.grants().withName(name).get())
            .filter(grant -> !grant.getMetadata().getFinalizers().isEmpty())
            .isPresent();
  }

  private void delete(Slot slot) {
    slot.did("delete");
    fixture.grants().withName(slot.resource.orElseThrow()).delete();
    slot.resource = Optional.empty();
    slot.end = Optional.empty();
    slot.grantId = Optional.empty();
    slot.ending = slot.kind == Slot.Kind.ADOPTED_AND_DELETED;
  }

  /** A successor for the same key, then the deletion of the predecessor. */
  private void rename(Slot slot) {
    slot.did("rename");
    var predecessor = slot.resource.orElseThrow();
    slot.grantId = fixture.remote(slot.client).map(StoredGrant::id);
    slot.resource = Optional.of(slot.nextName());
    if (random.nextBoolean()) {
      slot.scope = anyScopes();
      associating.mayBeAssociatedAgain(slot); // if the scope was refused until now
    }
    applySpec(slot);
    fixture.grants().withName(predecessor).delete();
  }

  /**
   * Not while nothing but a status says that the grant was created for it, as after an edit that
   * took a restored annotation away: it could be forged, so a grant that is made anew then is
   * nobody's.
   */
  private boolean mayBeMadeAnew(Slot slot) {
    return slot.kind == Slot.Kind.CREATED && isInSync(slot) && hasSignedRecord(slot);
  }

  private boolean hasSignedRecord(Slot slot) {
    return slot.resource
        .map(name -> fixture.grants().withName(name).get())
        .filter(grant -> Annotations.read(Annotations.OWNERSHIP, grant).isPresent())
        .isPresent();
  }

  /** Somebody switches the access of an application off and on: the grant has another id. */
  private void makeAnewByHand(Slot slot) {
    slot.did("make anew by hand");
    slot.grantId = Optional.of(byHand.makeAnew(slot.client, anyScopes()));
    associating.mayBeAssociatedAgain(slot);
  }

  /** The operator learns of the replacement when the resource has another name. */
  private void makeAnewByHandAndRename(Slot slot) {
    makeAnewByHand(slot);
    rename(slot);
  }

  private void editByHand(Slot slot) {
    slot.did("edit by hand");
    byHand.edit(slot.client, anyScopes());
  }

  private void restore(Slot slot) {
    slot.did("restore");
    slot.grantId = fixture.remote(slot.client).map(StoredGrant::id);
    Backup.restore(fixture, slot.resource.orElseThrow());
    slot.isRestored = true;
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
    return mayBeMadeAnew(slot) && !slot.isRefused(); // or it could not be created again
  }

  private void deleteByHand(Slot slot) {
    slot.did("delete by hand");
    creationIsAskedFor(slot);
    slot.grantId = Optional.empty();
    byHand.delete(slot.client);
  }

  private void applySpec(Slot slot) {
    fixture.applyGrant(slot.resource.orElseThrow(), slot.client, slot.fields());
  }

  /** Whether the resource holds the grant that is at the tenant, says so, and may go on. */
  private boolean isInSync(Slot slot) {
    return slot.resource
        .filter(_ -> !slot.hasExpired())
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
