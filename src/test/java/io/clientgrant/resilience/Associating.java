package io.clientgrant.resilience;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.OperatorFixture;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * OrganizationClientGrants that come and go, for client grants of the workload that may go, change
 * and be made anew under them; and what must hold of them when all is quiet.
 */
final class Associating {
  private static final String ASSOCIATE = "POST /api/v2/organizations/{id}/client-grants";

  private final OperatorFixture fixture;
  private final Random random;
  private final List<Use> uses;
  private int associationsAskedFor;

  /** An organization, and the client grant that it may be associated with. */
  private static final class Use {
    final Slot slot;
    final String organization;
    Optional<String> resource = Optional.empty();
    int lives;

    Use(Slot slot, int number) {
      this.slot = slot;
      this.organization = "org_%016d".formatted(number);
    }

    boolean isThere() {
      return resource.isPresent();
    }

    @Override
    public String toString() {
      return "%s of %s".formatted(organization, slot);
    }
  }

  /** Two organizations for each of these client grants. */
  Associating(OperatorFixture fixture, Random random, List<Slot> slots) {
    this.fixture = fixture;
    this.random = random;
    this.uses =
        slots.stream()
            .flatMap(
                slot -> Stream.of(1, 2).map(each -> new Use(slot, 2 * slots.indexOf(slot) + each)))
            .toList();
    uses.forEach(use ->
        fixture
            .simulator
            .tenant()
            .put(Organization.of(use.organization, "name-of-" + use.organization)));
  }

  /** Creates or deletes one. */
  void step() {
    var use = uses.get(random.nextInt(uses.size()));
    if (use.isThere()) {
      delete(use);
    } else {
      apply(use);
    }
  }

  /** A client grant has got another id, is to be made again, or allows organizations again. */
  void mayBeAssociatedAgain(Slot slot) {
    associationsAskedFor += (int) uses.stream().filter(use -> use.slot == slot).count();
  }

  void applyEverything() {
    uses.stream().filter(use -> !use.isThere()).forEach(this::apply);
  }

  void deleteEverything() {
    uses.stream().filter(Use::isThere).forEach(this::delete);
  }

  private void apply(Use use) {
    var name = "%s-%d".formatted(use.organization.replace('_', '-'), ++use.lives);
    use.resource = Optional.of(name);
    associationsAskedFor++;
    fixture.applyUse(
        name,
        "grant: {clientId: %s, audience: \"%s\", subjectType: client}, organization: {id: %s}"
            .formatted(use.slot.client, OperatorFixture.AUDIENCE, use.organization));
  }

  private void delete(Use use) {
    fixture.uses().withName(use.resource.orElseThrow()).delete();
    use.resource = Optional.empty();
  }

  /** Each association at the tenant is one that a resource asks for, and the other way round. */
  void everythingIsAsAsked() {
    var resources =
        fixture.uses().list().getItems().stream()
            .collect(Collectors.toMap(r -> r.getMetadata().getName(), Function.identity()));
    assertThat(resources.keySet())
        .as("the OrganizationClientGrants that are left, finalizers and all")
        .isEqualTo(uses.stream().flatMap(use -> use.resource.stream()).collect(Collectors.toSet()));
    uses.forEach(use -> {
      if (use.isThere()) {
        isAsAsked(use, requireNonNull(resources.get(use.resource.orElseThrow())));
      } else {
        assertThat(fixture.simulator.tenant().grantsOf(use.organization)).as("%s", use).isEmpty();
      }
    });
  }

  private void isAsAsked(Use use, OrganizationClientGrant resource) {
    var status = requireNonNull(resource.getStatus());
    assertThat(status.observedGeneration()).isEqualTo(resource.getMetadata().getGeneration());
    var ready = requireNonNull(status.conditions()).getFirst();
    var grant = fixture.remote(use.slot.client);
    if (grant.isEmpty()) {
      assertThat(ready.reason()).as("%s", use).isEqualTo("GrantNotFound");
    } else if (!grant.get().organizationUsage().equals(Optional.of("allow"))) {
      assertThat(ready.reason()).as("%s", use).isEqualTo("OrganizationsDenied");
    } else {
      assertThat(ready.reason()).as("%s", use).isEqualTo("InSync");
      assertThat(status.pending()).as("what is pending for %s", use).isNull();
      var held = requireNonNull(status.grant());
      assertThat(held.id()).as("the grant of %s", use).isEqualTo(grant.get().id());
      assertThat(held.origin()).as("the origin of %s", use).isEqualTo("Created");
      assertThat(fixture.simulator.tenant().grantsOf(use.organization))
          .as("%s", use)
          .extracting(StoredGrant::id)
          .containsExactly(held.id());
    }
  }

  /** Each resource tells what would be done, or what is in the way. */
  void everythingIsTold() {
    var present = uses.stream().flatMap(use -> use.resource.stream()).collect(Collectors.toSet());
    assertThat(fixture.uses().list().getItems())
        .allSatisfy(resource -> {
          var status = requireNonNull(resource.getStatus());
          assertThat(status.observedGeneration()).isEqualTo(resource.getMetadata().getGeneration());
          assertThat(requireNonNull(status.conditions()).getFirst().reason())
              .as("%s", resource.getMetadata().getName())
              .isIn(told(present.contains(resource.getMetadata().getName())));
        });
  }

  private static Set<String> told(boolean isPresent) {
    return isPresent
        ? Set.of("InSync", "WouldCreate", "WouldAdopt", "GrantNotFound", "OrganizationsDenied")
        : Set.of("DeletionBlocked");
  }

  void nothingWasMadeTwice() {
    var posts =
        fixture.simulator.requests().recent(ASSOCIATE).stream()
            .collect(Collectors.groupingBy(post -> post.status().orElse(0)));
    assertThat(posts.getOrDefault(201, List.of()))
        .as("associations that took effect")
        .hasSizeLessThanOrEqualTo(associationsAskedFor);
    associationsAskedFor = 0;
    assertThat(posts.getOrDefault(409, List.of())).as("associations of what was there").isEmpty();
  }
}
