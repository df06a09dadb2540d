package io.clientgrant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.SigningKey;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.plan.Holdings;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.Manifests;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.RequestHook;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The key is made once, is the same for everybody, and is not needed. */
@ExtendWith(ControlPlaneExtension.class)
class SigningKeySecretIT {
  private static final String NAME = OperatorFixture.SIGNING_KEY;

  @Test
  void anEmptySecretIsFilledOnce(OperatorFixture fixture) {
    try (var client = client(fixture)) {
      var first = new SigningKeySecret(client, NAME).read();
      var data = secret(fixture).get().getData();
      var second = new SigningKeySecret(client, NAME).read();

      assertThat(data).containsOnlyKeys("key");
      assertThat(secret(fixture).get().getData()).isEqualTo(data);
      assertThat(signature(first)).isEqualTo(signature(second));
    }
  }

  /** Between the read and the write of the one, the other fills it. */
  @Test
  void ofTwoThatFillItAtOnceBothHaveTheSameKey(OperatorFixture fixture) {
    var beforeTheWrite = RequestHook.secretWrite(fixture.namespace, NAME);
    try (var slow = beforeTheWrite.client(config(fixture));
        var quick = client(fixture)) {
      beforeTheWrite.arm(() -> {
        var _ = new SigningKeySecret(quick, NAME).read();
      });
      var slowly = new SigningKeySecret(slow, NAME).read();

      assertThat(beforeTheWrite.happened()).isTrue();
      assertThat(signature(slowly)).isEqualTo(signature(new SigningKeySecret(quick, NAME).read()));
    }
  }

  @Test
  void thereIsNoKeyWithoutTheSecretOrTheRightOrAUsableValue(OperatorFixture fixture) {
    try (var client = client(fixture);
        var stranger =
            KubernetesClients.client(
                new ConfigBuilder(config(fixture)).withImpersonateUsername("stranger").build())) {
      assertThat(new SigningKeySecret(client, "").read()).isEmpty();
      assertThat(new SigningKeySecret(client, "another").read()).isEmpty();
      assertThat(new SigningKeySecret(stranger, NAME).read()).isEmpty();
      for (var value : Set.of("", "c2hvcnQ=")) {
        secret(fixture)
            .edit(secret -> new SecretBuilder(secret).withData(Map.of("key", value)).build());
        assertThat(new SigningKeySecret(client, NAME).read()).isEmpty();
      }
    }
  }

  /** What a key makes of the same record, which differs with the key. */
  private static String signature(Optional<SigningKey> key) {
    var ownerships = new Ownerships();
    ownerships.use(key.orElseThrow());
    var resource =
        Serialization.unmarshal(
            Manifests.grant("g", "tenantRef: {name: tenant}, clientId: c, audience: a"),
            ClientGrant.class);
    resource.getMetadata().setNamespace("ns");
    var owned =
        new Owned(
            new GrantId("cgr_1"),
            new GrantKey("d", new Grantee.Client("c"), "a", "client"),
            Origin.CREATED,
            Set.of());
    return ownerships.annotation(resource, Holdings.of(owned), true).orElseThrow();
  }

  private static Resource<Secret> secret(OperatorFixture fixture) {
    return fixture.user.secrets().inNamespace(fixture.namespace).withName(NAME);
  }

  private static KubernetesClient client(OperatorFixture fixture) {
    return KubernetesClients.client(config(fixture));
  }

  private static Config config(OperatorFixture fixture) {
    var config = fixture.controlPlane.config();
    config.setNamespace(fixture.namespace);
    return config;
  }
}
