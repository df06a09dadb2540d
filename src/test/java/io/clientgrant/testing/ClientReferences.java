package io.clientgrant.testing;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static java.util.Objects.requireNonNull;

import io.clientgrant.simulator.state.StoredClient;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.jspecify.annotations.Nullable;

/** ClientGrants that refer to their client, and what they refer to. */
public final class ClientReferences {
  /** Refers to the ConfigMap that {@link #configMap} writes. */
  public static final String IN_CONFIG_MAP =
      "clientIdFrom: {configMapKeyRef: {name: clients, key: billing}}";

  /** Refers to the Secret that {@link #secret} writes. */
  public static final String IN_SECRET =
      "clientIdFrom: {secretKeyRef: {name: billing, key: client_id}}";

  /** Refers to the client that {@link #named} makes. */
  public static final String BY_NAME = "clientName: Billing Service";

  /** The annotation by which a Secret says that it may be read. */
  public static final String CONSENT = "auth0.clientgrant.io/client-id-key";

  private ClientReferences() {}

  /** Writes the ConfigMap. */
  public static void configMap(OperatorFixture fixture, String clientId) {
    var _ =
        fixture
            .user
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("clients")
                    .endMetadata()
                    .addToData("billing", clientId)
                    .build())
            .inNamespace(fixture.namespace)
            .forceConflicts()
            .serverSideApply();
  }

  /**
   * Writes the Secret.
   *
   * @param consent the key that may be read; null if it does not say
   */
  public static void secret(OperatorFixture fixture, String value, @Nullable String consent) {
    var secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName("billing")
            .endMetadata()
            .addToStringData("client_id", value)
            .addToStringData("client_secret", "a-password-that-looks-like-an-id");
    if (consent != null) {
      secret.editMetadata().addToAnnotations(CONSENT, consent).endMetadata();
    }
    var _ =
        fixture
            .user
            .resource(secret.build())
            .inNamespace(fixture.namespace)
            .forceConflicts()
            .serverSideApply();
  }

  /** Calls a client of the tenant so that {@link #BY_NAME} finds it. */
  public static void named(OperatorFixture fixture, String clientId) {
    fixture.simulator.tenant().put(StoredClient.of(clientId).withName("Billing Service"));
  }

  /** Applies a ClientGrant for the fixture's API, with a reference and more fields in YAML. */
  public static void grant(OperatorFixture fixture, String name, String reference, String fields) {
    var spec =
        "tenantRef: {name: tenant}, audience: \"%s\", scope: [read:invoices], %s%s"
            .formatted(AUDIENCE, reference, fields);
    var _ =
        fixture
            .user
            .resource(Manifests.grant(name, spec))
            .inNamespace(fixture.namespace)
            .forceConflicts()
            .serverSideApply();
  }

  /** The client that a ClientGrant was last found to refer to. */
  public static @Nullable String found(OperatorFixture fixture, String name) {
    return requireNonNull(fixture.grant(name).getStatus(), "no status").clientId();
  }

  /** Asks the operator to look at a ClientGrant now. */
  public static void checkNow(OperatorFixture fixture, String name, String request) {
    OperatorFixture.annotate(
        fixture.grants().withName(name), "auth0.clientgrant.io/requestedAt", request);
  }

  /** Has a ClientGrant restored from a backup that has kept annotations, and no status. */
  public static void loseStatus(OperatorFixture fixture, String name) {
    var restored = fixture.grant(name);
    fixture
        .grants()
        .withName(name)
        .edit(grant -> {
          grant.getMetadata().getFinalizers().clear();
          return grant;
        });
    fixture.grants().withName(name).delete();
    fixture.awaitGone(name);
    restored.setStatus(null);
    restored.getMetadata().setUid(null);
    restored.getMetadata().setResourceVersion(null);
    restored.getMetadata().setManagedFields(null);
    fixture.user.resource(restored).create();
  }
}
