package io.clientgrant.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.OperatorFixture;
import java.util.List;
import java.util.Optional;

/**
 * Each kind of call that the operator makes: what brings it about, what is true while it fails, and
 * what must be so once it no longer does.
 */
enum CallUnderTrouble {
  TOKEN("POST /oauth/token", OperatorFixture.NEVER) {
    @Override
    void run(OperatorFixture fixture, NetworkFault trouble, Cell cell) {
      fixture.simulator.tokens().revokeAll();
      cell.begin();
      cell.apply("scope: [read:invoices]");
      fixture.awaitReason(cell.name, trouble.reasonOfToken());
      assertThat(fixture.remote(cell.client)).isEmpty();
      cell.end();
      cell.awaitInSync("read:invoices", "Created", 1);
    }
  },

  RESYNC("GET /api/v2/client-grants", "1s") {
    @Override
    void run(OperatorFixture fixture, NetworkFault trouble, Cell cell) {
      cell.apply("scope: [read:invoices]");
      fixture.awaitInSync(cell.name);
      cell.begin();
      cell.editByHand("write:invoices");
      fixture.awaitTenant(trouble.reasonOfTenant());
      cell.end();
      cell.touchTenant();
      fixture.awaitTenant("Connected");
      await()
          .atMost(OperatorFixture.PATIENCE)
          .until(() -> fixture.remoteScope(cell.client).equals(List.of("read:invoices")));
      cell.awaitInSync("read:invoices", "Created", 1);
    }
  },

  CREATE("POST /api/v2/client-grants", OperatorFixture.NEVER) {
    @Override
    void run(OperatorFixture fixture, NetworkFault trouble, Cell cell) {
      cell.begin();
      cell.apply("scope: [read:invoices]");
      if (trouble.takesEffect()) {
        cell.awaitEvent(trouble.reason);
      } else {
        fixture.awaitReason(cell.name, trouble.reason);
      }
      cell.end();
      cell.awaitInSync("read:invoices", "Created", 1);
    }
  },

  UPDATE("PATCH /api/v2/client-grants/{id}", OperatorFixture.NEVER) {
    @Override
    void run(OperatorFixture fixture, NetworkFault trouble, Cell cell) {
      cell.apply("scope: [read:invoices]");
      fixture.awaitInSync(cell.name);
      cell.begin();
      cell.apply("scope: [write:invoices]");
      fixture.awaitReason(cell.name, trouble.reason);
      cell.end();
      cell.awaitInSync("write:invoices", "Created", 1);
    }
  },

  DELETE("DELETE /api/v2/client-grants/{id}", OperatorFixture.NEVER) {
    @Override
    void run(OperatorFixture fixture, NetworkFault trouble, Cell cell) {
      cell.apply("scope: [read:invoices]");
      fixture.awaitInSync(cell.name);
      cell.begin();
      fixture.grants().withName(cell.name).delete();
      if (trouble != NetworkFault.HALF_A_BODY
          && trouble != NetworkFault.BROKEN_JSON) { // it has no body
        await()
            .atMost(OperatorFixture.PATIENCE)
            .untilAsserted(
                () -> assertThat(fixture.ready(cell.name).reason()).isEqualTo(trouble.reason));
      }
      cell.end();
      fixture.awaitGone(cell.name);
      assertThat(fixture.remote(cell.client)).isEmpty();
    }
  },

  /** The filtered list that says what is in the way of a creation. */
  LOOK("GET /api/v2/client-grants", OperatorFixture.NEVER) {
    @Override
    void run(OperatorFixture fixture, NetworkFault trouble, Cell cell) {
      cell.makeByHand("read:invoices");
      cell.begin();
      cell.apply("scope: [read:invoices]");
      fixture.awaitReason(cell.name, trouble.reason);
      cell.end();
      cell.awaitInSync("read:invoices", "Adopted", 0);
    }
  },

  /** The question whether a grant that no page of a resync showed is really gone. */
  CONFIRM("GET /api/v2/client-grants/{id}", "1s") {
    @Override
    void run(OperatorFixture fixture, NetworkFault trouble, Cell cell) {
      cell.apply("scope: [read:invoices]");
      fixture.awaitInSync(cell.name);
      cell.begin();
      cell.deleteByHand();
      // The status alone decides, and a 404 is the truth here, whatever its body.
      if (trouble != NetworkFault.NOT_FOUND && trouble != NetworkFault.BROKEN_JSON) {
        fixture.awaitTenant(trouble.reasonOfTenant());
        assertThat(fixture.remote(cell.client)).isEmpty();
      }
      cell.end();
      cell.touchTenant();
      await().atMost(OperatorFixture.PATIENCE).until(() -> fixture.remote(cell.client).isPresent());
      cell.awaitInSync("read:invoices", "Created", 2);
    }
  },

  /** All that is left to do at a tenant to which nothing is to be written. */
  RESYNC_IN_MODE_OBSERVE("GET /api/v2/client-grants", "1s") {
    @Override
    OperatorFixture prepare(OperatorFixture fixture) {
      return fixture.observing();
    }

    @Override
    void run(OperatorFixture fixture, NetworkFault trouble, Cell cell) {
      cell.makeByHand("read:invoices");
      cell.apply("scope: [read:invoices]");
      fixture.awaitReason(cell.name, "WouldAdopt");
      cell.begin();
      cell.deleteByHand();
      fixture.awaitTenant(trouble.reasonOfTenant());
      cell.apply("scope: [write:invoices]");
      fixture.awaitReason(cell.name, "GrantExists"); // as far as anybody can know
      cell.end();
      cell.touchTenant();
      fixture.awaitReason(cell.name, "WouldCreate");
      assertThat(fixture.writes()).isZero();
      assertThat(fixture.remote(cell.client)).isEmpty();
    }
  };

  final String route;
  final String resyncInterval;

  CallUnderTrouble(String route, String resyncInterval) {
    this.route = route;
    this.resyncInterval = resyncInterval;
  }

  /** The fixture for it, before anything runs there. */
  OperatorFixture prepare(OperatorFixture fixture) {
    return fixture;
  }

  abstract void run(OperatorFixture fixture, NetworkFault trouble, Cell cell);

  /** One kind of call under one kind of trouble, with a resource of its own. */
  static final class Cell {
    final String client;
    final String name;
    private final OperatorFixture fixture;
    private final NetworkFault trouble;
    private final String route;
    private String fields = "";

    Cell(OperatorFixture fixture, CallUnderTrouble kind, NetworkFault trouble, int number) {
      this.fixture = fixture;
      this.trouble = trouble;
      this.route = kind.route;
      this.client = OperatorFixture.client(number);
      this.name = "g" + number;
    }

    void begin() {
      fixture.simulator.faults().add(trouble.fault.on(route));
    }

    void end() {
      fixture.simulator.faults().clear();
      if (isRetriedLateOnly()
          && fixture.grants().withName(name).get() != null
          && !fields.isEmpty()) {
        apply(fields + ", suspend: false");
      }
    }

    /** What a person must mend is tried again when a person does something, or minutes later. */
    private boolean isRetriedLateOnly() {
      return trouble == NetworkFault.FORBIDDEN || trouble == NetworkFault.NOT_FOUND;
    }

    void touchTenant() {
      if (isRetriedLateOnly()) {
        fixture.applyTenant("2s");
        fixture.applyTenant("1s");
      }
    }

    void apply(String asked) {
      fields = asked;
      fixture.applyGrant(name, client, asked);
    }

    void makeByHand(String scope) {
      fixture
          .simulator
          .tenant()
          .put(StoredGrant.of("cgr_madebyhand-" + name, client, OperatorFixture.AUDIENCE, scope));
    }

    void editByHand(String scope) {
      fixture.simulator.tenant().put(fixture.remote(client).orElseThrow().withScope(scope));
    }

    void deleteByHand() {
      fixture.simulator.tenant().removeGrant(fixture.remote(client).orElseThrow().id());
    }

    void awaitEvent(String reason) {
      await()
          .atMost(OperatorFixture.PATIENCE)
          .untilAsserted(() -> assertThat(fixture.events(name)).contains(reason));
    }

    /** Everything as asked, made as often as it had to be, and known for what it is. */
    void awaitInSync(String scope, String origin, int creations) {
      fixture.awaitInSync(name);
      assertThat(fixture.remoteScope(client)).containsExactly(scope);
      var held = fixture.recorded(name);
      assertThat(fixture.remote(client).map(StoredGrant::id)).hasValue(held.id());
      assertThat(held.origin()).isEqualTo(origin);
      assertThat(fixture.simulator.requests().recent("POST /api/v2/client-grants"))
          .filteredOn(post ->
              post.body().contains("\"" + client + "\"")
                  && (post.status().equals(Optional.of(201)) || tookEffect()))
          .hasSize(creations);
    }

    /** Though the record of it shows the answer that was put in place of the right one. */
    private boolean tookEffect() {
      return trouble.takesEffect() && route.equals(CREATE.route);
    }
  }
}
