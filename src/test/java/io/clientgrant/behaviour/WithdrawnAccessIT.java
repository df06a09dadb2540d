package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of specs, each under random trouble at the tenant: access that a spec no longer
 * asks for is gone, or the condition names it first.
 */
@ExtendWith(ControlPlaneExtension.class)
class WithdrawnAccessIT {
  private static final int STEPS = 12;
  private static final String CLIENT = "client-0001";
  private static final String UPDATE = "PATCH /api/v2/client-grants/{id}";
  private static final List<String> SCOPES = List.of("s:read", "s:write", "s:delete", "s:admin");
  private static final List<String> TYPES = List.of("payment", "transfer");
  private static final List<String> FIELDS =
      List.of(
          "scope",
          "allow_all_scopes",
          "organization_usage",
          "allow_any_organization",
          "authorization_details_types");

  /** What a spec asks for, with every default spelt out. */
  private record Asked(
      List<String> scope, boolean all, String usage, boolean any, List<String> types) {
    static Asked random(Random random) {
      var usage = List.of("deny", "allow", "require").get(random.nextInt(3));
      return new Asked(
          some(SCOPES, random),
          random.nextInt(5) == 0,
          usage,
          !usage.equals("deny") && random.nextBoolean(),
          some(TYPES, random));
    }

    /** Leaves out some of what is a default anyway. */
    String spec(Random random) {
      var fields = new ArrayList<String>();
      fields.add(all ? "allowAllScopes: true" : "scope: " + scope);
      if (!usage.equals("deny") || random.nextBoolean()) {
        fields.add("organizationUsage: " + usage);
      }
      if (any || random.nextBoolean()) {
        fields.add("allowAnyOrganization: " + any);
      }
      if (!types.isEmpty() || random.nextBoolean()) {
        fields.add("authorizationDetailsTypes: " + types);
      }
      return String.join(", ", fields);
    }

    /** What a grant gives beyond this, in the words of the condition. */
    List<String> excess(StoredGrant grant) {
      var excess = new ArrayList<String>();
      if (grant.allowAllScopes().orElse(false) && !all) {
        excess.add("allowAllScopes true");
      }
      if (!all) {
        excess.addAll(beyond(grant.scope().orElse(List.of()), scope));
      }
      var shown = grant.organizationUsage().orElse("deny");
      if (!shown.equals(usage) && !shown.equals("deny") && !usage.equals("allow")) {
        excess.add("organizationUsage " + shown);
      }
      if (grant.allowAnyOrganization().orElse(false) && !any) {
        excess.add("allowAnyOrganization true");
      }
      excess.addAll(beyond(grant.authorizationDetailsTypes().orElse(List.of()), types));
      return excess;
    }

    private static List<String> beyond(List<String> shown, List<String> asked) {
      return shown.stream().filter(name -> !asked.contains(name)).toList();
    }

    private static List<String> some(List<String> names, Random random) {
      return names.stream().filter(_ -> random.nextBoolean()).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void accessWithdrawnFromASpecIsGoneOrNamedFirst(long seed, OperatorFixture fixture) {
    var random = new Random(seed);
    fixture.start(NEVER);
    for (var step = 0; step < STEPS; step++) {
      var asked = Asked.random(random);
      var trouble = step == 0 ? calm(fixture) : trouble(fixture, random);
      fixture.applyGrant("g", CLIENT, asked.spec(random));
      await("seed %d, step %d: %s under %s".formatted(seed, step, asked, trouble))
          .atMost(PATIENCE)
          .untilAsserted(() -> isToldTruly(fixture, asked));
    }
  }

  private static void isToldTruly(OperatorFixture fixture, Asked asked) {
    var resource = fixture.grant("g");
    assertThat(resource.getStatus()).isNotNull();
    assertThat(resource.getStatus().observedGeneration())
        .isEqualTo(resource.getMetadata().getGeneration());
    var excess = fixture.remote(CLIENT).map(asked::excess).orElse(List.of());
    var ready = fixture.ready("g");
    if (excess.isEmpty()) {
      assertThat(ready.reason()).isNotEqualTo("Queued");
    } else {
      assertThat(ready.status()).isEqualTo("False");
      assertThat(ready.message())
          .startsWith("Still granted though it should not be: ")
          .contains(excess);
    }
  }

  private static String calm(OperatorFixture fixture) {
    fixture.simulator.faults().clear();
    fixture.simulator.options(options -> options.withIgnoredFields());
    define(fixture, SCOPES);
    return "no trouble";
  }

  private static String trouble(OperatorFixture fixture, Random random) {
    calm(fixture);
    return switch (random.nextInt(6)) {
      case 0 -> "no trouble";
      case 1, 2 -> {
        var defined = Asked.some(SCOPES, random);
        define(fixture, defined);
        yield "only %s defined".formatted(defined);
      }
      case 3 ->
          refused(fixture, List.of(400, 403, 409).get(random.nextInt(3)), random.nextDouble());
      case 4 -> refused(fixture, 503, random.nextDouble() / 2);
      default -> {
        var field = FIELDS.get(random.nextInt(FIELDS.size()));
        fixture.simulator.options(options -> options.withIgnoredFields(field));
        yield field + " ignored";
      }
    };
  }

  private static String refused(OperatorFixture fixture, int status, double share) {
    fixture.simulator.faults().add(Fault.status(status).on(UPDATE).share(share));
    return "%.2f of all updates answered with %d".formatted(share, status);
  }

  private static void define(OperatorFixture fixture, List<String> scopes) {
    fixture.simulator.tenant().put(ResourceServer.of(AUDIENCE, scopes.toArray(String[]::new)));
  }
}
