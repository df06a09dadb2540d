package io.clientgrant.resilience;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ClientReferences;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * ClientGrants that refer to their client, while what they refer to becomes another client, is gone
 * for a while, or is not the only one of its name; and what must hold of them when all is quiet.
 */
final class Referring {
  /** With this begin the names of all that is made here. */
  static final String PREFIX = "reference-";

  private static final int FIRST_CLIENT = 301;

  /** All others go, because Auth0 lists no more than a thousand, and the names of all are read. */
  private static final int LAST_CLIENT = 310;

  private final OperatorFixture fixture;
  private final Random random;
  private final List<Reference> references;

  /** How often since the last check a grant had to be created, at most. */
  private int creationsAskedFor;

  /** How a ClientGrant refers to its client. */
  private enum Kind {
    CONFIG_MAP,
    NAME
  }

  /** Something that refers to the first or the second of two clients, or to none for a while. */
  private static final class Reference {
    final Kind kind;
    final String name;
    final String first;
    final String second;
    boolean isTurned;
    boolean isHidden;
    Optional<String> resource = Optional.empty();
    int lives;

    Reference(int number) {
      this.kind = number % 2 == 0 ? Kind.CONFIG_MAP : Kind.NAME;
      this.name = PREFIX + number;
      this.first = OperatorFixture.client(FIRST_CLIENT + 2 * number);
      this.second = OperatorFixture.client(FIRST_CLIENT + 2 * number + 1);
    }

    String client() {
      return isTurned ? second : first;
    }

    String other() {
      return isTurned ? first : second;
    }

    @Override
    public String toString() {
      return "%s by %s%s".formatted(resource.orElse(name), kind, isHidden ? ", hidden" : "");
    }
  }

  Referring(OperatorFixture fixture, Random random) {
    this.fixture = fixture;
    this.random = random;
    this.references = IntStream.range(0, 4).mapToObj(Reference::new).toList();
    for (var number = LAST_CLIENT + 1; number <= OperatorFixture.CLIENTS; number++) {
      var _ = fixture.simulator.tenant().removeClient(OperatorFixture.client(number));
    }
    references.forEach(this::show);
  }

  void step() {
    var reference = references.get(random.nextInt(references.size()));
    switch (random.nextInt(5)) {
      case 0, 1 -> rotate(reference);
      case 2 -> hideOrShow(reference);
      default -> applyOrDelete(reference);
    }
  }

  void applyEverything() {
    references.stream().filter(one -> one.resource.isEmpty()).forEach(this::applyOrDelete);
  }

  void deleteEverything() {
    references.stream().filter(one -> one.resource.isPresent()).forEach(this::applyOrDelete);
  }

  private void applyOrDelete(Reference reference) {
    if (reference.resource.isPresent()) {
      fixture.grants().withName(reference.resource.get()).delete();
      reference.resource = Optional.empty();
      return;
    }
    var name = "%s-%d".formatted(reference.name, ++reference.lives);
    reference.resource = Optional.of(name);
    creationsAskedFor++;
    var refers =
        switch (reference.kind) {
          case CONFIG_MAP ->
              "clientIdFrom: {configMapKeyRef: {name: %s, key: id}}".formatted(reference.name);
          case NAME -> "clientName: " + reference.name;
        };
    ClientReferences.grant(fixture, name, refers, "");
  }

  /** An application was made anew. */
  private void rotate(Reference reference) {
    reference.isTurned = !reference.isTurned;
    creationsAskedFor++;
    if (!reference.isHidden) {
      show(reference);
    }
  }

  private void hideOrShow(Reference reference) {
    reference.isHidden = !reference.isHidden;
    if (reference.isHidden) {
      hide(reference);
    } else {
      creationsAskedFor++; // what was asked for while it was hidden is done now
      show(reference);
    }
  }

  private void hide(Reference reference) {
    switch (reference.kind) {
      case CONFIG_MAP ->
          fixture
              .user
              .configMaps()
              .inNamespace(fixture.namespace)
              .withName(reference.name)
              .delete();
      case NAME -> { // both have it
        call(reference.first, reference.name);
        call(reference.second, reference.name);
      }
    }
  }

  /** For a moment both clients have the name, or none. */
  private void show(Reference reference) {
    switch (reference.kind) {
      case CONFIG_MAP ->
          fixture
              .user
              .resource(configMap(reference))
              .inNamespace(fixture.namespace)
              .forceConflicts()
              .serverSideApply();
      case NAME -> {
        call(reference.client(), reference.name);
        call(reference.other(), "not " + reference.name);
      }
    }
  }

  private void call(String client, String name) {
    fixture.simulator.tenant().put(StoredClient.of(client).withName(name));
  }

  private static ConfigMap configMap(Reference reference) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(reference.name)
        .endMetadata()
        .addToData("id", reference.client())
        .build();
  }

  /** No client but the one that is referred to has a grant. */
  void everythingIsAsAsked() {
    var resources = resources();
    assertThat(resources.keySet())
        .as("the ClientGrants with references that are left, finalizers and all")
        .isEqualTo(present());
    references.forEach(reference ->
        reference.resource.ifPresentOrElse(
            name -> isAsAsked(reference, requireNonNull(resources.get(name))),
            () -> assertThat(held(reference)).as("%s", reference).isEmpty()));
  }

  private void isAsAsked(Reference reference, ClientGrant resource) {
    var status = requireNonNull(resource.getStatus());
    assertThat(status.observedGeneration()).isEqualTo(resource.getMetadata().getGeneration());
    var ready = requireNonNull(status.conditions()).getFirst();
    if (reference.isHidden) { // what it had it keeps
      assertThat(ready.reason())
          .as("%s", reference)
          .isEqualTo(reference.kind == Kind.NAME ? "ClientAmbiguous" : "ClientNotFound");
      return;
    }
    assertThat(ready.reason()).as("%s", reference).isEqualTo("InSync");
    assertThat(ready.message()).doesNotContain("Still granted");
    assertThat(status.clientId()).as("%s", reference).isEqualTo(reference.client());
    assertThat(status.formerGrants()).as("%s", reference).isNull();
    assertThat(status.pending()).as("%s", reference).isNull();
    var grant = requireNonNull(status.grant());
    assertThat(grant.origin()).as("%s", reference).isEqualTo("Created");
    assertThat(held(reference))
        .as("%s", reference)
        .singleElement()
        .satisfies(remote -> {
          assertThat(remote.id()).isEqualTo(grant.id());
          assertThat(remote.clientId()).contains(reference.client());
        });
  }

  /** Each resource tells what would be done, or what it does not find. */
  void everythingIsTold() {
    var present = present();
    resources()
        .forEach((name, resource) -> {
          var status = requireNonNull(resource.getStatus());
          assertThat(status.observedGeneration()).isEqualTo(resource.getMetadata().getGeneration());
          assertThat(requireNonNull(status.conditions()).getFirst().reason())
              .as("%s", name)
              .isIn(
                  present.contains(name)
                      ? Set.of("InSync", "WouldCreate", "ClientNotFound", "ClientAmbiguous")
                      : Set.of("DeletionBlocked"));
        });
  }

  /** How many grants its clients have. */
  int grants() {
    return references.stream().mapToInt(reference -> held(reference).size()).sum();
  }

  /** How often since this was last asked a grant had to be created, at most. */
  int takeCreationsAskedFor() {
    var asked = creationsAskedFor;
    creationsAskedFor = 0;
    return asked;
  }

  private List<StoredGrant> held(Reference reference) {
    return Stream.of(reference.first, reference.second)
        .flatMap(client -> fixture.remote(client).stream())
        .toList();
  }

  private Set<String> present() {
    return references.stream().flatMap(one -> one.resource.stream()).collect(Collectors.toSet());
  }

  private Map<String, ClientGrant> resources() {
    return fixture.grants().list().getItems().stream()
        .filter(resource -> resource.getMetadata().getName().startsWith(PREFIX))
        .collect(Collectors.toMap(r -> r.getMetadata().getName(), Function.identity()));
  }
}
