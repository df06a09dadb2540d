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
    void run(OperatorFixture scene, NetworkFault trouble, Cell cell) {
      scene.simulator.tokens().revokeAll();
      cell.begin();
      cell.apply("scope: [read:invoices]");
      scene.awaitReason(cell.name, trouble.reasonOfToken());
      assertThat(scene.remote(cell.client)).isEmpty();
      cell.end();
      cell.awaitInSync("read:invoices", "Created", 1);
    }
  },

  RESYNC("GET /api/v2/client-grants", "1s") {
    @Override
    void run(OperatorFixture scene, NetworkFault trouble, Cell cell) {
      cell.apply("scope: [read:invoices]");
      scene.awaitInSync(cell.name);
      cell.begin();
      cell.editByHand("write:invoices");
      cell.awaitTenant(trouble.reasonOfTenant());
      cell.end();
      cell.touchTenant();
      cell.awaitTenant("Connected");
      await()
          .atMost(OperatorFixture.PATIENCE)
          .until(() -> scene.remoteScope(cell.client).equals(List.of("read:invoices")));
      cell.awaitInSync("read:invoices", "Created", 1);
    }
  },

  CREATE("POST /api/v2/client-grants", OperatorFixture.NEVER) {
    @Override
    void run(OperatorFixture scene, NetworkFault trouble, Cell cell) {
      cell.begin();
      cell.apply("scope: [read:invoices]");
      if (trouble.takesEffect()) {
        cell.awaitEvent(trouble.reason);
      } else {
        scene.awaitReason(cell.name, trouble.reason);
      }
      cell.end();
      cell.awaitInSync("read:invoices", "Created", 1);
    }
  },

  UPDATE("PATCH /api/v2/client-grants/{id}", OperatorFixture.NEVER) {
    @Override
    void run(OperatorFixture scene, NetworkFault trouble, Cell cell) {
      cell.apply("scope: [read:invoices]");
      scene.awaitInSync(cell.name);
      cell.begin();
      cell.apply("scope: [write:invoices]");
      scene.awaitReason(cell.name, trouble.reason);
      cell.end();
      cell.awaitInSync("write:invoices", "Created", 1);
    }
  },

  DELETE("DELETE /api/v2/client-grants/{id}", OperatorFixture.NEVER) {
    @Override
    void run(OperatorFixture scene, NetworkFault trouble, Cell cell) {
      cell.apply("scope: [read:invoices]");
      scene.awaitInSync(cell.name);
      cell.begin();
      scene.grants().withName(cell.name).delete();
      if (trouble != NetworkFault.HALF_A_BODY
          && trouble != NetworkFault.BROKEN_JSON) { // it has no body
        await()
            .atMost(OperatorFixture.PATIENCE)
            .untilAsserted(
                () -> assertThat(scene.ready(cell.name).reason()).isEqualTo(trouble.reason));
      }
      cell.end();
      scene.awaitGone(cell.name);
      assertThat(scene.remote(cell.client)).isEmpty();
    }
  },

  /** The filtered list that says what is in the way of a creation. */
  LOOK("GET /api/v2/client-grants", OperatorFixture.NEVER) {
    @Override
    void run(OperatorFixture scene, NetworkFault trouble, Cell cell) {
      cell.makeByHand("read:invoices");
      cell.begin();
      cell.apply("scope: [read:invoices]");
      scene.awaitReason(cell.name, trouble.reason);
      cell.end();
      cell.awaitInSync("read:invoices", "Adopted", 0);
    }
  },

  /** The question whether a grant that no page of a resync showed is really gone. */
  CONFIRM("GET /api/v2/client-grants/{id}", "1s") {
    @Override
    void run(OperatorFixture scene, NetworkFault trouble, Cell cell) {
      cell.apply("scope: [read:invoices]");
      scene.awaitInSync(cell.name);
      cell.begin();
      cell.deleteByHand();
      // The status alone decides, and a 404 is the truth here, whatever its body.
      if (trouble != NetworkFault.NOT_FOUND && trouble != NetworkFault.BROKEN_JSON) {
        cell.awaitTenant(trouble.reasonOfTenant());
        assertThat(scene.remote(cell.client)).isEmpty();
      }
      cell.end();
      cell.touchTenant();
      await().atMost(OperatorFixture.PATIENCE).until(() -> scene.remote(cell.client).isPresent());
      cell.awaitInSync("read:invoices", "Created", 2);
    }
  },

  /** All that is left to do at a tenant to which nothing is to be written. */
  RESYNC_IN_MODE_OBSERVE("GET /api/v2/client-grants", "1s") {
    @Override
    OperatorFixture prepare(OperatorFixture scene) {
      return scene.observing();
    }

    @Override
    void run(OperatorFixture scene, NetworkFault trouble, Cell cell) {
      cell.makeByHand("read:invoices");
      cell.apply("scope: [read:invoices]");
      scene.awaitReason(cell.name, "WouldAdopt");
      cell.begin();
      cell.deleteByHand();
      cell.awaitTenant(trouble.reasonOfTenant());
      cell.apply("scope: [write:invoices]");
      scene.awaitReason(cell.name, "GrantExists"); // as far as anybody can know
      cell.end();
      cell.touchTenant();
      scene.awaitReason(cell.name, "WouldCreate");
      assertThat(scene.writes()).isZero();
      assertThat(scene.remote(cell.client)).isEmpty();
    }
  };

  final String route;
  final String resyncInterval;

  CallUnderTrouble(String route, String resyncInterval) {
    this.route = route;
    this.resyncInterval = resyncInterval;
  }

  /** The scene for it, before anything runs there. */
  OperatorFixture prepare(OperatorFixture scene) {
    return scene;
  }

  abstract void run(OperatorFixture scene, NetworkFault trouble, Cell cell);

  /** One kind of call under one kind of trouble, with a resource of its own. */
  static final class Cell {
    final String client;
    final String name;
    private final OperatorFixture scene;
    private final NetworkFault trouble;
    private final String route;
    private String fields = "";

    Cell(OperatorFixture scene, CallUnderTrouble kind, NetworkFault trouble, int number) {
      this.scene = scene;
      this.trouble = trouble;
      this.route = kind.route;
      this.client = OperatorFixture.client(number);
      this.name = "g" + number;
    }

    void begin() {
      scene.simulator.faults().add(trouble.fault.on(route));
    }

    void end() {
      scene.simulator.faults().clear();
      if (isRetriedLateOnly() && scene.grants().withName(name).get() != null && !fields.isEmpty()) {
        apply(fields + ", suspend: false");
      }
    }

    /** What a person must mend is tried again when a person does something, or minutes later. */
    private boolean isRetriedLateOnly() {
      return trouble == NetworkFault.FORBIDDEN || trouble == NetworkFault.NOT_FOUND;
    }

    void touchTenant() {
      if (isRetriedLateOnly()) {
        scene.applyTenant("2s");
        scene.applyTenant("1s");
      }
    }

    void apply(String asked) {
      fields = asked;
      scene.applyGrant(name, client, asked);
    }

    void makeByHand(String scope) {
      scene
          .simulator
          .tenant()
          .put(StoredGrant.of("cgr_madebyhand-" + name, client, OperatorFixture.AUDIENCE, scope));
    }

    void editByHand(String scope) {
      scene.simulator.tenant().put(scene.remote(client).orElseThrow().withScope(scope));
    }

    void deleteByHand() {
      scene.simulator.tenant().removeGrant(scene.remote(client).orElseThrow().id());
    }

    void awaitTenant(String reason) {
      await()
          .atMost(OperatorFixture.PATIENCE)
          .untilAsserted(() -> assertThat(scene.tenantReady().reason()).isEqualTo(reason));
    }

    void awaitEvent(String reason) {
      await()
          .atMost(OperatorFixture.PATIENCE)
          .untilAsserted(() -> assertThat(scene.events(name)).contains(reason));
    }

    /** Everything as asked, made as often as it had to be, and known for what it is. */
    void awaitInSync(String scope, String origin, int creations) {
      scene.awaitInSync(name);
      assertThat(scene.remoteScope(client)).containsExactly(scope);
      var held = scene.recorded(name);
      assertThat(scene.remote(client).map(StoredGrant::id)).hasValue(held.id());
      assertThat(held.origin()).isEqualTo(origin);
      assertThat(scene.simulator.requests().recent("POST /api/v2/client-grants"))
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
